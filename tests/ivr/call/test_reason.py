"""The stretch in which a reason was said."""

from ivr.call.eventlog import EventLog
from ivr.call.reason import reason_span
from ivr.call.unanswered import LEAD_MS


def log(*said: tuple[float, float, str]) -> EventLog:
    """(begins, ends, what was heard), and "?" where the robot speaks."""
    events = EventLog()
    for begun, ended, text in said:
        if text == "?":
            events.add(begun, "robot_says", prompt="p", text="问")
            continue
        events.add(begun, "caller_speaks")
        events.add(ended, "caller_stops")
        events.add(ended + 0.2, "heard", text=text, syllables="")
    return events


def test_the_utterance_that_the_words_come_from() -> None:
    events = log((1, 1.5, "是的"), (3, 3, "?"), (4, 7, "拖了三个月才来"), (8, 8.4, "嗯"))
    assert reason_span(events.records, "拖了三个月才来") == (4000 - LEAD_MS, 3000 + LEAD_MS)


def test_several_breaths_are_one_stretch() -> None:
    events = log((4, 6, "拖了三个月"), (6.5, 9, "才来"), (9, 9, "?"), (10, 11, "好"))
    assert reason_span(events.records, "拖了三个月才来") == (4000 - LEAD_MS, 5000 + LEAD_MS)


def test_the_longest_of_several_stretches() -> None:
    events = log((1, 2, "不满意"), (3, 3, "?"), (4, 9, "灯修好了但是路还没补"))
    words = "不满意；灯修好了但是路还没补"
    assert reason_span(events.records, words) == (4000 - LEAD_MS, 5000 + LEAD_MS)


def test_without_words_there_is_no_stretch() -> None:
    assert reason_span(log((1, 2, "很满意")).records, "") is None
    assert reason_span(log((1, 2, "很满意")).records, "没人来") is None


def test_what_was_not_understood_is_nobodys_reason() -> None:
    assert reason_span(log((1, 2, "")).records, "没人来") is None
