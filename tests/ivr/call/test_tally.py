"""What is counted, and that nothing else is."""

import pytest

from ivr.call.eventlog import EventLog
from ivr.call.tally import Tally, counted


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"event": "hearing_step", "target": "sherpa", "reason": "slow"}, "hearing_slow_sherpa"),
        ({"event": "hearing_step", "target": "", "reason": "full"}, "hearing_full_nobody"),
        ({"event": "robot_says", "prompt": "hearing_keys", "text": "…"}, "asked_for_keys"),
        ({"event": "robot_says", "prompt": "goodbye", "text": "…"}, ""),
        ({"event": "handoff", "reason": "hearing"}, "handed_over_unheard"),
        ({"event": "handoff", "reason": "asked"}, ""),
        ({"event": "return_promised", "queue": "agents"}, "return_promised"),
        ({"event": "heard", "text": "你好"}, ""),
    ],
)
def test_what_counts(record: dict[str, object], name: str) -> None:
    assert counted(record) == name


def test_it_counts_over_calls() -> None:
    tally = Tally()
    for _ in range(2):
        events = EventLog(tally)
        events.add(1.0, "hearing_step", source="whisper", target="sherpa", reason="failed")
        events.add(2.0, "heard", text="你好")
    assert tally.counts == {"hearing_failed_sherpa": 2}
