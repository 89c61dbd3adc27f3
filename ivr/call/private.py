"""What is said in a call and stands in none of its records: query codes."""

from collections.abc import Iterator, Sequence

from ivr.call.eventlog import Record

ASKED_FOR = ("case_ask_code", "case_code_wrong")
"""Prompts after which a caller says a query code."""

MASKED = "（查询码）"


def masked(records: Sequence[Record]) -> list[Record]:
    """The records of a call, with what was answered to those prompts left out."""
    return list(_masked(records))


def _masked(records: Sequence[Record]) -> Iterator[Record]:
    secret = False
    for record in records:
        if record["event"] == "robot_says":
            secret = record.get("prompt") in ASKED_FOR
        if secret and record["event"] in ("heard", "partial") and record.get("text"):
            record = {**record, "text": MASKED, "syllables": ""}
        yield record
