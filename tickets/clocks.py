"""When a ticket is due [P]: policy in, dates out. Defaults are those of the shared domain notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from tickets.workdays import WorkCalendar, builtin_calendar


class Category(StrEnum):
    CONSULTATION = "咨询"
    HELP = "求助"
    COMPLAINT = "投诉"
    REPORT = "举报"
    SUGGESTION = "建议"
    PRAISE = "表扬"


class Urgency(StrEnum):
    NORMAL = "一般"
    URGENT = "紧急"
    EMERGENCY = "特急"


_DUE_WORKING_DAYS: Mapping[Category, int] = MappingProxyType(
    {
        Category.CONSULTATION: 3,
        Category.HELP: 7,
        Category.SUGGESTION: 7,
        Category.PRAISE: 7,
        Category.COMPLAINT: 15,
        Category.REPORT: 15,
    }
)


@dataclass(frozen=True)
class Policy:
    """Time limits. Working days where the name says so, natural hours otherwise.

    URGENT shares the emergency clock: both are the 24-hour flow of source report S0.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    due_working_days: Mapping[Category, int] = field(default_factory=lambda: _DUE_WORKING_DAYS)
    emergency_due: timedelta = timedelta(hours=24)
    redo_working_days: int = 5
    sign_working_days: int = 1
    dispatch_emergency: timedelta = timedelta(hours=1)
    dispatch_utility: timedelta = timedelta(hours=2)
    dispatch_other: timedelta = timedelta(hours=24)
    calendar: WorkCalendar = field(default_factory=builtin_calendar)


@dataclass(frozen=True)
class Due:
    """at: aware. provisional: see `tickets.workdays`."""

    at: datetime
    provisional: bool = False


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone)


def _working_days(now: datetime, n: int, policy: Policy) -> Due:
    start = now.astimezone(policy.zone).date()
    due = policy.calendar.add_working_days(start, n)
    return Due(_end_of(due.date, policy.zone), due.provisional)


def is_emergency(urgency: Urgency) -> bool:
    return urgency is not Urgency.NORMAL


def ticket_due(category: Category, urgency: Urgency, now: datetime, policy: Policy) -> Due:
    """When the result must be there. now: aware; the start day does not count."""
    if is_emergency(urgency):
        return Due(now + policy.emergency_due)
    return _working_days(now, policy.due_working_days[category], policy)


def redo_due(now: datetime, policy: Policy) -> Due:
    """The new clock of a ticket that goes round again."""
    return _working_days(now, policy.redo_working_days, policy)


def sign_due(now: datetime, policy: Policy) -> Due:
    """When the unit must have signed for a dispatched ticket."""
    return _working_days(now, policy.sign_working_days, policy)


def dispatch_due(urgency: Urgency, utility: bool, now: datetime, policy: Policy) -> Due:
    """When a ticket must have reached a unit. utility: water, power, gas, heating."""
    if is_emergency(urgency):
        return Due(now + policy.dispatch_emergency)
    return Due(now + (policy.dispatch_utility if utility else policy.dispatch_other))
