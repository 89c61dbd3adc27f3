import pytest
from structlog.testing import capture_logs

from ivr.call.eventlog import EventLog
from ivr.call.moments import MOMENTS, log_moments


@pytest.mark.parametrize("moment", sorted(MOMENTS))
def test_a_moment_is_a_line_on_level_debug_and_changes_no_record(moment: str) -> None:
    events = EventLog(log_moments)
    with capture_logs() as lines:
        events.add(1.5, moment, text="一三八零零")
    assert lines == [{"event": "moment", "log_level": "debug", "what": moment, "at_ms": 1500}]
    assert events.records == [{"at_ms": 1500, "event": moment, "text": "一三八零零"}]


def test_other_events_are_no_moments() -> None:
    events = EventLog(log_moments)
    with capture_logs() as lines:
        events.add(1.5, "partial", text="一")
    assert lines == []
