"""When a citizen is called back [P]: calling hours, half-days and tries. Time is an argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from callback.errors import InvalidPolicy
from dialog.grammar.appointments import appointment
from tickets.workdays import WorkCalendar, builtin_calendar

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)


@dataclass(frozen=True)
class CallbackPolicy:
    """Defaults are those of the shared domain notes.

    windows: calling hours of a day, local, in order, apart; an end of 00:00 is the day's end.
    earliest: 'next_working_day' calls on working days only; 'at_once' calls on any day.
    tries: calls that did not reach the citizen before giving up.
    retry_after: None takes another half-day (window) for each try; a span waits that long.
    max_redo: redo rounds before a supervisor decides.
    failed_tries, failed_after: attempts that failed through our own fault, and the wait after.
    """

    windows: tuple[tuple[time, time], ...] = (
        (time(9, 0), time(12, 0)),
        (time(14, 30), time(20, 0)),
    )
    earliest: Literal["next_working_day", "at_once"] = "next_working_day"
    tries: int = 3
    retry_after: timedelta | None = None
    max_redo: int = 3
    failed_tries: int = 5
    failed_after: timedelta = timedelta(minutes=10)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    calendar: WorkCalendar = field(default_factory=builtin_calendar)

    def __post_init__(self) -> None:
        if not self.windows:
            raise InvalidPolicy("callback.windows is empty; give at least one pair of times")
        edges = [minute for window in self.windows for minute in _minutes(window)]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise InvalidPolicy("callback.windows must be in order, each with its start before end")


def _minutes(window: tuple[time, time]) -> tuple[float, float]:
    start, end = ((t.hour * 60 + t.minute + t.second / 60) for t in window)
    return start, end or 24 * 60


@dataclass(frozen=True)
class _HalfDay:
    start: datetime
    end: datetime


def _windows_of(day: date, policy: CallbackPolicy) -> Iterator[_HalfDay]:
    for start, end in policy.windows:
        until = day + _DAY if end == _MIDNIGHT else day
        yield _HalfDay(
            datetime.combine(day, start, policy.zone), datetime.combine(until, end, policy.zone)
        )


def _half_days(first: date, policy: CallbackPolicy, also: date | None) -> Iterator[_HalfDay]:
    """Every window from a day on."""
    for n in count():
        day = first + n * _DAY
        any_day = policy.earliest == "at_once"
        if any_day or day == also or policy.calendar.is_working_day(day):
            yield from _windows_of(day, policy)


def open_from(moment: datetime, policy: CallbackPolicy, also: date | None = None) -> datetime:
    """The first moment within calling hours that is not before the given one. Local time.

    also: a day that may be free and is called on all the same, because the citizen asked for it.
    """
    local = moment.astimezone(policy.zone)
    window = next(w for w in _half_days(local.date(), policy, also) if w.end > local)
    return max(local, window.start)


def first_attempt(completed_at: datetime, policy: CallbackPolicy) -> datetime:
    """When the citizen is dialled for the first time after a ticket was completed."""
    if policy.earliest == "at_once":
        return open_from(completed_at, policy)
    day = completed_at.astimezone(policy.zone).date()
    due = policy.calendar.add_working_days(day, 1).date
    return next(_windows_of(due, policy)).start


def next_attempt(
    attempts: Sequence[datetime],
    completed_at: datetime,
    now: datetime,
    policy: CallbackPolicy,
    wish: str = "",
    at: str = "",
) -> datetime | None:
    """When to dial (again), or None where the tries are used up.

    attempts: beginnings of the calls that count, oldest first. at: the time that was agreed in the
    call, ISO 8601, "" for none. wish: else the citizen's words for it. An agreed time is
    kept even where it needs one more try, and on a day that is not worked, but never outside
    calling hours.
    """
    if not attempts:
        return first_attempt(completed_at, policy)
    local = now.astimezone(policy.zone)
    agreed = _agreed(wish, at, local)
    if agreed is not None and len(attempts) <= policy.tries:
        return open_from(agreed, policy, also=agreed.date())
    if len(attempts) >= policy.tries:
        return None
    if policy.retry_after is not None:
        return open_from(now + policy.retry_after, policy)
    used = [attempt.astimezone(policy.zone) for attempt in attempts]
    fresh = (
        window
        for window in _half_days(local.date(), policy, also=None)
        if window.end > local and not any(window.start <= at < window.end for at in used)
    )
    return max(local, next(fresh).start)


def _agreed(wish: str, at: str, now: datetime) -> datetime | None:
    if at:
        return datetime.fromisoformat(at).astimezone(now.tzinfo)
    named = appointment(wish, now)
    # 上午, said in the morning by somebody who is busy: not at once, but in another half-day.
    return named.start if named and named.start > now else None


def after_our_fault(failures: int, now: datetime, policy: CallbackPolicy) -> datetime | None:
    """When to dial after an attempt that failed through no fault of the citizen; None: give up."""
    if failures >= policy.failed_tries:
        return None
    return open_from(now + policy.failed_after, policy)
