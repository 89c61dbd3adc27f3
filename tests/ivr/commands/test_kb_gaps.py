import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.commands.kb import app
from ivr.database import Database
from ivr.errors import ClipGone
from knowledge import ledger
from knowledge.ledger import Verdict
from tests.ivr.commands.gaps_world import NOON, SAID, noted_in

RUN = CliRunner()


@pytest.fixture(autouse=True)
def published(configured: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = noted_in(configured, monkeypatch)
    yield database
    database.close()


def listed(*options: str) -> list[dict[str, object]]:
    done = RUN.invoke(app, ["gaps", "list", "--json", *options])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_most_frequent_cluster_comes_first() -> None:
    first, second = listed()
    assert (first["open"], first["text"]) == (2, SAID[0])
    assert first["proposal"]["entry"] == "gjj-rent"  # type: ignore[index]
    assert [each["text"] for each in first["utterances"]] == [SAID[0]] * 2  # type: ignore[attr-defined]
    assert second["proposal"]["kind"] == "entry"  # type: ignore[index]
    assert len(listed("--limit", "1")) == 1
    assert len(listed("--all")) == 3


@pytest.mark.parametrize("command", [["gaps"], ["gaps", "list"]])
def test_the_list_for_people(command: list[str]) -> None:
    shown = RUN.invoke(app, command).stdout
    assert SAID[0] in shown
    assert "加问法 gjj-rent" in shown
    assert "2 组" in shown


def test_who_decided_what_and_when(published: Database) -> None:
    first, second = (int(each["cluster"]) for each in listed())  # type: ignore[call-overload]
    with published.session() as session:
        verdict = Verdict(True, entry="gjj-rent", texts=("甲", "乙"), change="7")
        ledger.decide(session, first, verdict, "张三", NOON)
        ledger.decide(session, second, Verdict(False, "report"), "李四", NOON)
    done = RUN.invoke(app, ["gaps", "decided", "--json"])
    newest, oldest = [json.loads(line) for line in done.stdout.splitlines()]
    assert (newest["actor"], newest["reason"], newest["count"]) == ("李四", "report", 1)
    assert (oldest["texts"], oldest["change"], oldest["at"]) == (
        ["甲", "乙"],
        "7",
        NOON.isoformat(),
    )
    shown = RUN.invoke(app, ["gaps", "decided"]).stdout
    assert "草稿 7：gjj-rent" in shown
    assert "驳回：是诉求，应转工单" in shown
    assert "2026-09-18 12:00" in shown


def test_a_clip_as_a_file(published: Database, tmp_path: Path) -> None:
    with published.session() as session:
        first, *_, last = [str(row.id) for row in ledger.everything(session)]
    done = RUN.invoke(app, ["gaps", "clip", last, "--to", str(tmp_path / "a.wav")])
    assert done.exit_code == 0
    assert (tmp_path / "a.wav").read_bytes()[:4] == b"RIFF"
    done = RUN.invoke(app, ["gaps", "clip", first, "--to", str(tmp_path / "b.wav")])
    assert isinstance(done.exception, ClipGone)
    assert not (tmp_path / "b.wav").exists()
