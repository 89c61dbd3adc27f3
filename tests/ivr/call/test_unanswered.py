from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ivr.call.eventlog import Record
from ivr.call.unanswered import LEAD_MS, Unanswered, masked, masked_sounds, unanswered
from ivr.services import turns
from knowledge.pinyin import syllables

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)


class Log:
    """An event log, written as a session writes it."""

    def __init__(self) -> None:
        self.records: list[Record] = [{"at_ms": 0, "event": "call_started"}]
        self.at = 0

    def add(self, event: str, **fields: Any) -> "Log":
        self.records.append({"at_ms": self.at, "event": event, **fields})
        return self

    def wait(self, ms: int) -> "Log":
        self.at += ms
        return self

    def says(self, text: str = "请说") -> "Log":
        return self.add("robot_says", prompt="x", text=text).wait(2000)

    def hears(self, text: str, lasts_ms: int = 1500) -> "Log":
        self.add("caller_speaks").wait(lasts_ms).add("caller_stops")
        return self.add("heard", text=text, syllables=" ".join(syllables(text)))

    def decides(self, kind: str, detail: str, score: float | None = None, **more: Any) -> "Log":
        scored = {} if score is None else {"score": score}
        return self.add("decision", state="more", kind=kind, detail=detail, **scored, **more)


def found(log: Log, unsure_below: float = 0.5) -> list[Unanswered]:
    return unanswered("c1", NOON, log.records, unsure_below)


def kinds(log: Log) -> list[tuple[str, str]]:
    return [(row.text, row.kind) for row in found(log)]


def asked(text: str, kind: str, detail: str, score: float = 0.9) -> Log:
    return Log().says().hears(text).decides(kind, detail, score).says()


# --- what is noted --------------------------------------------------------------------------------


def test_what_had_no_answer_is_noted_with_all_that_is_known() -> None:
    log = Log().says().wait(1000).hears("今天晚上吃什么", 2400)
    log.decides("no_match", "weak", 0.209, candidates=[["oos-weather", 0.209]]).says()
    (row,) = found(log)
    assert (row.call_id, row.kind, row.reason) == ("c1", "unanswered", "weak")
    assert (row.text, row.score) == ("今天晚上吃什么", 0.209)
    assert row.syllables == "jin tian wan shang chi shen me"
    assert row.candidates == (("oos-weather", 0.209),)
    assert (row.answered, row.chosen) == ("", "")
    assert (row.at_ms, row.duration_ms) == (3000 - LEAD_MS, 2400 + LEAD_MS)
    assert row.said_at == NOON + timedelta(milliseconds=row.at_ms)
    assert turns(log.records)[row.turn].text == row.text


@pytest.mark.parametrize(
    ("kind", "detail", "score", "expected"),
    [
        ("answer", "gjj-rent", 0.8, []),
        ("answer", "gjj-rent", 0.5, []),
        ("answer", "gjj-rent", 0.4, ["uncertain"]),
        ("clarify", "gjj-rent", 0.8, ["uncertain"]),
        ("no_match", "weak", 0.1, ["unanswered"]),
        ("no_match", "close", 0.4, ["unanswered"]),
        ("no_match", "small_talk", 0.0, []),
        ("no_match", "privacy", 0.0, []),
        ("no_match", "out_of_scope", 0.9, []),
    ],
)
def test_what_is_noted(kind: str, detail: str, score: float, expected: list[str]) -> None:
    assert [row.kind for row in found(asked("公积金怎么取", kind, detail, score))] == expected


def test_what_only_a_past_ticket_could_answer_is_missing_in_the_knowledge() -> None:
    (row,) = found(asked("无人机去哪里备案", "answer", "past-20260918", 0.9))
    assert (row.kind, row.reason, row.answered) == ("uncertain", "precedent", "past-20260918")


def test_a_slot_that_was_not_understood_is_no_question() -> None:
    assert found(Log().says().hears("嗯那个").decides("no_match", "place").says()) == []


def test_the_site_says_what_is_uncertain() -> None:
    assert found(asked("公积金怎么取", "answer", "gjj-rent", 0.6), 0.7)


# --- what is corrected ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["不是", "不对", "我问的不是这个", "你没听懂", "答非所问"])
def test_an_answer_that_the_caller_rejects_is_corrected(said: str) -> None:
    log = asked("公积金怎么取", "answer", "gjj-rent").hears(said)
    assert kinds(log.decides("no_match", "weak", 0.1).says()) == [("公积金怎么取", "corrected")]
    assert found(log)[0].answered == "gjj-rent"


def test_who_corrects_and_asks_again_asks_twice() -> None:
    log = asked("公积金怎么取", "answer", "gjj-rent").hears("不对，我问的是贷款提前还要什么材料")
    assert kinds(log.decides("no_match", "weak", 0.2).says()) == [
        ("公积金怎么取", "corrected"),
        ("不对，我问的是贷款提前还要什么材料", "unanswered"),
    ]


def test_who_wants_a_person_right_after_an_answer_was_not_helped() -> None:
    log = (
        asked("公积金怎么取", "answer", "gjj-rent").hears("转人工").decides("intent", "agent:人工")
    )
    log.says().add("handoff", queue="agents", reason="asked", summary="")
    assert kinds(log) == [("公积金怎么取", "corrected")]


def test_the_key_for_a_person_counts_as_well() -> None:
    log = asked("公积金怎么取", "answer", "gjj-rent").add("keyed", digit="0")
    log.decides("intent", "agent:0").says()
    log.add("handoff", queue="agents", reason="asked", summary="")
    assert kinds(log) == [("公积金怎么取", "corrected")]


def test_a_person_for_another_matter_corrects_nothing() -> None:
    log = asked("公积金怎么取", "answer", "gjj-rent").hears("我要投诉").decides("intent", "report")
    log.says().hears("转人工").decides("intent", "agent:人工").says()
    log.add("handoff", queue="agents", reason="asked", summary="")
    assert kinds(log) == []


def test_the_next_question_corrects_nothing() -> None:
    log = asked("公积金怎么取", "answer", "gjj-rent").hears("身份证丢了怎么补办")
    assert kinds(log.decides("answer", "id-lost", 0.9).says()) == []


# --- which of two ---------------------------------------------------------------------------------


def clarified() -> Log:
    return asked("公积金", "clarify", "gjj-rent", 0.44)


def test_the_first_of_two_was_meant_after_all() -> None:
    log = clarified().hears("第一个").decides("answer", "gjj-rent", 0.44).says()
    (row,) = found(log)
    assert (row.kind, row.answered, row.chosen) == ("uncertain", "gjj-rent", "gjj-rent")


def test_the_second_of_two_corrects() -> None:
    log = clarified().hears("第二个").decides("answer", "gjj-loan", 0.44).says()
    (row,) = found(log)
    assert (row.kind, row.answered, row.chosen) == ("corrected", "gjj-rent", "gjj-loan")


def test_a_key_chooses_too() -> None:
    log = clarified().add("keyed", digit="2").decides("answer", "gjj-loan", 0.44).says()
    assert [row.chosen for row in found(log)] == ["gjj-loan"]


def test_neither_corrects_without_a_better_one() -> None:
    log = clarified().hears("都不是").decides("intent", "neither").says()
    (row,) = found(log)
    assert (row.kind, row.chosen) == ("corrected", "")


def test_another_question_instead_of_a_choice_is_one_of_its_own() -> None:
    log = clarified().hears("身份证丢了").decides("no_match", "weak", 0.2).says()
    assert kinds(log) == [("公积金", "uncertain"), ("身份证丢了", "unanswered")]


# --- where the answer depends on something --------------------------------------------------------


def depending(score: float = 0.9) -> Log:
    log = (
        Log()
        .says()
        .hears("公积金怎么取")
        .decides("follow_up", "gjj-rent", score)
        .says("个人还是单位")
    )
    return log.hears("个人").decides("reply", "个人").decides("answer", "gjj-rent").says()


def test_a_reply_to_the_robots_own_question_corrects_nothing() -> None:
    log = (
        Log()
        .says()
        .hears("公积金怎么取")
        .decides("follow_up", "gjj-rent", 0.9)
        .says("个人还是单位")
    )
    assert kinds(log.hears("不是").decides("no_match", "follow_up").says()) == []


def test_the_answer_after_it_may_be_corrected() -> None:
    assert kinds(depending()) == []
    log = depending().hears("我问的不是这个").decides("no_match", "weak", 0.1).says()
    assert kinds(log) == [("公积金怎么取", "corrected")]


def test_who_wants_a_person_instead_of_replying_has_heard_no_answer() -> None:
    log = (
        Log()
        .says()
        .hears("公积金怎么取")
        .decides("follow_up", "gjj-rent", 0.9)
        .says("个人还是单位")
    )
    log.hears("转人工").decides("intent", "agent:人工").says()
    assert kinds(log.add("handoff", queue="agents", reason="asked", summary="")) == []


def test_an_uncertain_answer_is_uncertain_also_where_something_is_asked_first() -> None:
    assert kinds(depending(0.4)) == [("公积金怎么取", "uncertain")]


def test_what_was_replied_in_the_question_itself_does_not_hide_it() -> None:
    log = Log().says().hears("个人怎么取公积金").decides("reply", "个人")
    log.decides("answer", "gjj-rent", 0.4).says()
    assert kinds(log) == [("个人怎么取公积金", "uncertain")]


def test_an_answer_heard_in_parts_may_still_be_corrected() -> None:
    log = (
        asked("公积金怎么取", "answer", "gjj-rent").hears("继续").decides("intent", "go_on").says()
    )
    log.hears("转人工").decides("intent", "agent:人工").says()
    log.add("handoff", queue="agents", reason="asked", summary="")
    assert kinds(log) == [("公积金怎么取", "corrected")]


# --- where it lies in the sound -------------------------------------------------------------------


def test_what_was_said_in_two_breaths_is_one_utterance() -> None:
    log = Log().says().hears("我想问一下").wait(300).hears("公积金怎么取")
    (row,) = found(log.decides("no_match", "weak", 0.2))
    assert row.text == "我想问一下，公积金怎么取"
    assert (row.at_ms, row.duration_ms) == (2000 - LEAD_MS, LEAD_MS + 1500 + 300 + 1500)


def test_a_murmur_long_before_is_not_part_of_it() -> None:
    log = Log().says().hears("嗯").wait(5000).hears("公积金怎么取")
    assert kinds(log.decides("no_match", "weak", 0.2)) == [("公积金怎么取", "unanswered")]


def test_what_could_not_be_recognised_is_not_noted() -> None:
    log = Log().says().add("caller_speaks").wait(900).add("caller_stops")
    log.add("heard", text="", syllables="", error="broken").says()
    assert found(log.hears("公积金怎么取").decides("no_match", "weak", 0.2))[0].turn == 3


def test_a_call_may_begin_with_a_voice() -> None:
    log = Log().hears("公积金怎么取").decides("no_match", "weak", 0.2)
    assert found(log)[0].at_ms == 0


# --- what must not be kept ------------------------------------------------------------------------


def test_a_caller_who_wants_secrecy_leaves_nothing() -> None:
    log = asked("公积金怎么取", "no_match", "weak", 0.2)
    assert found(log)
    assert found(log.add("recording_stopped", reason="secret")) == []


def test_nor_where_there_was_no_recording_to_stop() -> None:
    log = asked("公积金怎么取", "no_match", "weak", 0.2).hears("请给我保密").says()
    assert found(log) == []


@pytest.mark.parametrize(
    "said",
    [
        "我的电话是13812345678",
        "电话一三八一二三四五六七八",
        "138 1234 5678",
        "幺三八，幺二三四，五六七八",
        "身份证500101199001011234",
        "身份证五零零一零一一九九零零一零一一二三四",
    ],
)
def test_numbers_that_identify_people_are_masked(said: str) -> None:
    (row,) = found(asked(said, "no_match", "weak", 0.2))
    assert "*" in row.text
    assert "1234" not in row.text
    assert "二三四" not in row.text
    assert "er san si" not in row.syllables
    assert "1 2 3 4" not in row.syllables


def test_other_numbers_stay() -> None:
    assert masked("十八周岁一百二十元，12345") == "十八周岁一百二十元，12345"
    assert masked_sounds(["qi", "shi", "er", "sui"]) == ["qi", "shi", "er", "sui"]
    assert masked_sounds(["a", *"13812345678", "b"]) == ["a", "*", "b"]
