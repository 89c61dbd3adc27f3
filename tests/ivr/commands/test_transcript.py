import io
from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from ivr.commands.transcript import LINES, Transcript

CASES: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [
    ({"event": "call_started", "call": "c1", "engine": "e:m"}, ("c1", "e:m")),
    ({"event": "robot_says", "prompt": "p", "text": "您好"}, ("机器人", "您好")),
    ({"event": "partial", "text": "路"}, ("路",)),
    ({"event": "heard", "text": "路灯坏了"}, ("市民", "路灯坏了")),
    ({"event": "heard", "text": ""}, ("市民", "没听清")),
    ({"event": "heard", "text": "", "error": "broken"}, ("未能识别", "broken")),
    ({"event": "decision", "kind": "intent", "detail": "agent:0"}, ("intent: agent:0",)),
    ({"event": "keyed", "digit": "1"}, ("按键", "1")),
    ({"event": "ticket_filed", "number": "T1", "unit": "城管局"}, ("T1", "城管局")),
    ({"event": "sms", "text": "【重庆12345】已登记"}, ("短信", "【重庆12345】已登记")),
    ({"event": "verdict", "label": "unsatisfied", "words": "没人来"}, ("unsatisfied", "没人来")),
    ({"event": "verdict", "label": "satisfied"}, ("satisfied",)),
    (
        {"event": "handoff", "queue": "agents", "reason": "asked", "summary": "来电人要求人工"},
        ("agents", "asked", "来电人要求人工"),
    ),
    ({"event": "barge_in"}, ("barge_in",)),
    ({"event": "robot_resumes"}, ("robot_resumes",)),
    ({"event": "robot_yields"}, ("robot_yields",)),
    ({"event": "silence"}, ("silence",)),
    ({"event": "call_ended", "outcome": "failed", "reason": "PoolFull"}, ("failed", "PoolFull")),
    ({"event": "call_ended", "outcome": "ticket"}, ("ticket",)),
]


def shown(record: Mapping[str, Any]) -> str:
    out = io.StringIO()
    Transcript(Console(file=out, width=300))({"at_ms": 12_340} | dict(record))
    return out.getvalue()


@pytest.mark.parametrize(("record", "parts"), CASES)
def test_a_record_is_one_line_with_its_time(
    record: Mapping[str, Any], parts: tuple[str, ...]
) -> None:
    line = shown(record)
    assert line.count("\n") == 1
    assert line.strip().startswith("12.34")
    for part in parts:
        assert part in line


def test_every_line_is_tried() -> None:
    assert {record["event"] for record, _ in CASES} == LINES.keys()


def test_a_decision_shows_its_score_and_the_next_best() -> None:
    line = shown(
        {
            "event": "decision",
            "kind": "answer",
            "detail": "id-lost",
            "score": 0.8,
            "candidates": [["id-lost", 0.8], ["id-renew", 0.4], ["id-child", 0.3], ["x", 0.2]],
        }
    )
    assert "id-lost (0.8)" in line
    assert "id-renew 0.4, id-child 0.3" in line
    assert "x 0.2" not in line


def test_what_was_heard_is_never_taken_for_markup() -> None:
    for event in ("robot_says", "heard", "sms", "partial"):
        assert "[red]危险[/red]" in shown({"event": event, "text": "[red]危险[/red]"})


@pytest.mark.parametrize("event", ["caller_speaks", "robot_quiet", "something_new"])
def test_what_is_for_the_log_is_not_shown(event: str) -> None:
    assert shown({"event": event}) == ""
