import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ivr.call.recording import Recording
from ivr.call.store import save_call
from ivr.call.tables import CallRecord
from ivr.commands import kb_gaps
from ivr.commands.kb import app
from ivr.database import Database, open_database
from ivr.errors import ClipGone
from knowledge import ledger, store
from knowledge.approval import Actor, Role
from knowledge.entries import load
from knowledge.ledger_tables import GapDecision, LedgerUtterance
from knowledge.plain import recall
from knowledge.publishing import seed

RUN = CliRunner()
NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
ENTRIES = """\
field: 公积金
unit: 公积金中心
entries:
  - {id: gjj-rent, question: 租房怎么提取公积金, variants: [房租一, 房租二, 房租三, 房租四],
     answer: 可以提取。, sms: 指南, source: 条例}
"""
SAID = ("老汉儿的过渡房钱咋个领", "老汉儿的过渡房钱咋个领", "今天晚上吃什么好", "等一下")


@pytest.fixture(autouse=True)
def published(configured: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """One entry in force, and what four callers said in vain; the first was recorded."""
    (configured / "entries").mkdir()
    (configured / "entries" / "a.yaml").write_text(ENTRIES, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_KNOWLEDGE__DIR", str(configured / "entries"))
    monkeypatch.setenv("HOTLINE_CALL__RECORDINGS_DIR", str(configured / "recordings"))
    database = open_database(f"sqlite:///{configured / 'hotline.db'}")
    with Recording(configured / "recordings" / "c0.wav", 8000) as recording:
        recording.add(np.ones(16000, "<i2").tobytes(), None)
    record = CallRecord(
        call_id="c0", direction="inbound", started_at=NOON, ended_at=NOON, outcome="answered",
        recording="c0.wav",
    )  # fmt: skip
    with database.session() as session:
        seed(session, load(configured / "entries"), Actor("王五", Role.SUPERVISOR), NOON)
        save_call(session, record, [])
        ledger.note(
            session,
            [
                LedgerUtterance(
                    call_id=f"c{at}", turn=1, said_at=NOON + timedelta(hours=at), at_ms=500,
                    duration_ms=800, text=text, kind="unanswered", score=0.1,
                    chosen="gjj-rent" if at < 2 else "",
                )
                for at, text in enumerate(SAID)
            ],
        )  # fmt: skip
    yield database
    database.close()


def listed(*options: str) -> list[dict[str, object]]:
    done = RUN.invoke(app, ["gaps", "list", "--json", *options])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def reviewed(keys: str) -> str:
    done = RUN.invoke(app, ["gaps", "review", "--as", "张三"], input=keys)
    assert done.exit_code == 0, done.output
    return done.stdout


def decisions(database: Database) -> list[GapDecision]:
    with database.session() as session:
        return list(ledger.decisions(session))


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


def test_accepting_with_one_key_drafts_the_variant(published: Database) -> None:
    shown = reviewed("aq")
    assert "采纳 1 组，驳回 0 组" in shown
    (decision,) = decisions(published)
    assert (decision.actor, decision.entry, decision.count) == ("张三", "gjj-rent", 2)
    with published.session() as session:
        draft = store.get(session, int(decision.change))
    assert recall(draft.content).variants[-1] == SAID[0]


def test_editing_before_accepting(published: Database) -> None:
    reviewed("e房租能不能取公积金\naq")
    with published.session() as session:
        (draft,) = store.list_changes(session)
    assert recall(draft.content).variants[-1] == "房租能不能取公积金"


def test_rejecting_with_a_reason(published: Database) -> None:
    assert "驳回 1 组" in reviewed("sr1")
    (decision,) = decisions(published)
    assert (decision.verdict, decision.reason, decision.count) == ("rejected", "noise", 1)
    assert len(listed()) == 1


def test_skipping_and_quitting_decide_nothing(published: Database) -> None:
    reviewed("ss")
    reviewed("q")
    assert decisions(published) == []


def test_an_unknown_key_helps(published: Database) -> None:
    assert "按 a 采纳" in reviewed("xq")


def test_what_cannot_be_done_is_said_and_asked_again(published: Database) -> None:
    shown = reviewed("e@no-such-entry\nar2q")
    assert "没有成功" in shown
    assert "no-such-entry" in shown
    assert [each.reason for each in decisions(published)] == ["misheard"]


def test_playing_writes_the_clip_and_says_where(
    published: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[list[str]] = []
    monkeypatch.setattr(kb_gaps.shutil, "which", lambda name: name if name == "aplay" else None)
    monkeypatch.setattr(kb_gaps.subprocess, "run", lambda command, **_: played.append(command))
    with published.session() as session:
        for row in ledger.everything(session):
            row.call_id = "c0" if row.call_id == "c1" else row.call_id
            row.turn += row.id or 0
            session.add(row)
    shown = reviewed("pq")
    (command,) = played
    assert command[:2] == ["aplay", "-q"]
    assert command[-1] in shown
    assert Path(command[-1]).read_bytes()[:4] == b"RIFF"


def test_what_was_not_recorded_cannot_be_played() -> None:
    assert "听不到" in reviewed("pq")


def test_a_clip_as_a_file(published: Database, tmp_path: Path) -> None:
    with published.session() as session:
        first, second, *_ = [str(row.id) for row in ledger.everything(session)]
    done = RUN.invoke(app, ["gaps", "clip", first, "--to", str(tmp_path / "a.wav")])
    assert done.exit_code == 0
    assert (tmp_path / "a.wav").read_bytes()[:4] == b"RIFF"
    done = RUN.invoke(app, ["gaps", "clip", second, "--to", str(tmp_path / "b.wav")])
    assert isinstance(done.exception, ClipGone)
    assert not (tmp_path / "b.wav").exists()
