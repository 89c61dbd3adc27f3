from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.asked import asked_in, asked_since, read_asked
from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database
from ivr.errors import QuestionsUnreadable

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)


def turn(speaker: str, text: str, at_ms: int = 0, **more: object) -> Turn:
    return Turn(call_id="c1", index=0, at_ms=at_ms, speaker=speaker, text=text, **more)


def reply(decision: str, score: float | None = 0.9) -> Turn:
    return turn("robot", "好的", decision=decision, score=score)


def found(*turns: Turn) -> list[tuple[str, str]]:
    return [(each.text, each.then) for each in asked_in([(turn, NOON) for turn in turns])]


@pytest.mark.parametrize("then", ["answer:gjj-rent", "clarify:gjj-rent", "no_match:weak",
                                  "follow_up:gjj-rent"])  # fmt: skip
def test_a_question_is_what_was_said_before_the_knowledge_base_decided(then: str) -> None:
    said = turn("caller", "公积金怎么取", 2500)
    (asked,) = asked_in([(turn("robot", "请说"), NOON), (said, NOON), (reply(then), NOON)])
    assert (asked.text, asked.then, asked.call) == ("公积金怎么取", then, "c1")
    assert asked.at == NOON + timedelta(seconds=2.5)


def test_everything_else_is_none() -> None:
    assert found(turn("caller", "对"), reply("slot:place=渝北", None)) == []
    assert found(turn("caller", "嗯"), reply("no_match:place", None)) == []
    assert found(turn("caller", "我要投诉"), reply("intent:report", None)) == []
    assert found(turn("caller", ""), reply("no_match:weak")) == []
    assert found(turn("caller", "甲"), turn("caller", "乙"), reply("no_match:weak")) == [
        ("乙", "no_match:weak")
    ]


def test_a_reply_of_another_call_is_no_reply() -> None:
    other = Turn(
        call_id="c2", index=0, at_ms=0, speaker="robot", text="", decision="answer:a", score=0.9
    )
    assert found(turn("caller", "公积金怎么取"), other) == []


def test_calls_of_the_last_days(database: Database) -> None:
    for age in (1, 10):
        began = NOON - timedelta(days=age)
        record = CallRecord(
            call_id=f"c{age}", direction="inbound", started_at=began, ended_at=began,
            outcome="answered",
        )  # fmt: skip
        said = [turn("caller", f"第{age}天"), reply("answer:a")]
        with database.session() as session:
            save_call(session, record, said)
    with database.session() as session:
        recent = asked_since(session, NOON - timedelta(days=7))
        both = asked_since(session, NOON - timedelta(days=30))
    assert [each.text for each in recent] == ["第1天"]
    assert [each.text for each in both] == ["第10天", "第1天"]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("公积金怎么取\n\n身份证丢了\n", ["公积金怎么取", "身份证丢了"]),
        ("a\tquery\t公积金\n", ["a"]),
        ("cluster_id\trole\ttext\nG0\tstd\t公积金\nG1\tquery\n", ["公积金"]),
        ("\ufeff问题\t来源\n“公积金”\t甲\n", ["“公积金”"]),
    ],
)
def test_a_file_of_utterances(tmp_path: Path, content: str, texts: list[str]) -> None:
    path = tmp_path / "q.tsv"
    path.write_text(content, encoding="utf-8")
    assert [each.text for each in read_asked(path)] == texts


def test_a_file_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    with pytest.raises(QuestionsUnreadable, match=r"q\.txt: cannot be read"):
        read_asked(path)
    path.write_bytes("公积金".encode("gbk"))
    with pytest.raises(QuestionsUnreadable, match="UTF-8"):
        read_asked(path)
    path.write_text("\n\n")
    with pytest.raises(QuestionsUnreadable, match="no utterance"):
        read_asked(path)
