"""When things happen in a call by the clock on the wall, for measuring how long callers wait.

The event log holds call time only, so that a replay is the same every time. What the machine took
is told here instead, beside it: one line of the program's log for each moment, on level DEBUG,
where every line has its wall time.
"""

import structlog

from ivr.call.eventlog import Record

log = structlog.get_logger()

MOMENTS = frozenset(
    (
        "caller_speaks",
        "caller_stops",
        "heard",
        "decision",
        "robot_says",
        "robot_starts",
        "barge_in",
        "robot_yields",
    )
)


def log_moments(record: Record) -> None:
    """An observer of an event log."""
    if record["event"] in MOMENTS:
        log.debug("moment", what=record["event"], at_ms=record["at_ms"])
