from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.commands import kb_gaps_review
from ivr.commands.kb import app
from ivr.database import Database
from knowledge import store
from knowledge.plain import recall
from tests.ivr.commands.gaps_world import SAID, decisions, noted_in

RUN = CliRunner()


@pytest.fixture(autouse=True)
def published(configured: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = noted_in(configured, monkeypatch)
    yield database
    database.close()


def reviewed(keys: str) -> str:
    done = RUN.invoke(app, ["gaps", "review", "--as", "张三"], input=keys)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_accepting_with_one_key_drafts_the_variant(published: Database) -> None:
    shown = reviewed("aq")
    assert "加问法 gjj-rent“租房怎么提取公积金”（相似 " in shown
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


def test_playing_writes_the_clip_says_where_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played: list[tuple[list[str], bytes]] = []

    def play(command: list[str], **_: object) -> None:
        played.append((command, Path(command[-1]).read_bytes()))

    monkeypatch.setattr(kb_gaps_review.shutil, "which", lambda name: name == "aplay")
    monkeypatch.setattr(kb_gaps_review.subprocess, "run", play)
    shown = reviewed("spq")
    ((command, sound),) = played
    assert command[:2] == ["aplay", "-q"]
    assert command[-1] in shown
    assert sound[:4] == b"RIFF"
    assert not Path(command[-1]).exists()


def test_what_was_not_recorded_cannot_be_played() -> None:
    assert "听不到" in reviewed("pq")
