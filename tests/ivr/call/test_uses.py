import pytest

from ivr.call.eventlog import Record
from ivr.call.uses import uses
from knowledge.usage import Use


def says(prompt: str) -> Record:
    return {"at_ms": 0, "event": "robot_says", "prompt": prompt, "text": "…"}


def meant(detail: str) -> Record:
    return {"at_ms": 0, "event": "decision", "kind": "intent", "detail": detail}


HANDOFF: Record = {"at_ms": 0, "event": "handoff", "queue": "agents", "reason": "asked"}
FILED: Record = {"at_ms": 0, "event": "ticket_filed", "number": "1"}


@pytest.mark.parametrize(
    ("next_record", "then"),
    [
        (HANDOFF, "handed_over"),
        (FILED, "ticketed"),
        (meant("no_more"), "helped"),
        (meant("goodbye:再见"), "helped"),
        (meant("enough"), "helped"),
        (meant("agent:人工"), ""),
        ({"at_ms": 0, "event": "silence"}, ""),
    ],
)
def test_what_follows_an_answer(next_record: Record, then: str) -> None:
    records = [says("greeting_open"), says("kb:a"), says("anything_else"), next_record]
    assert uses(records) == (Use("a", then),)


def test_parts_and_repetitions_are_one_use() -> None:
    records = [says("kb:a"), says("more_parts"), says("kb:a"), says("kb:a"), meant("no_more")]
    assert uses(records) == (Use("a", "helped"),)


def test_what_follows_belongs_to_the_entry_before_it() -> None:
    records = [says("kb:a"), says("kb:b"), FILED, says("kb:a"), meant("no_more"), HANDOFF]
    assert uses(records) == (Use("a"), Use("b", "ticketed"), Use("a", "helped"))


def test_a_call_without_answers_uses_nothing() -> None:
    assert uses([says("greeting_open"), meant("no_more"), HANDOFF, FILED]) == ()
    assert uses([]) == ()
