from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets.clocks import (
    Category,
    Due,
    Policy,
    Urgency,
    dispatch_due,
    redo_due,
    sign_due,
    ticket_due,
)

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = Policy()
FRIDAY = datetime(2026, 9, 18, 10, 0, tzinfo=ZONE)


def end_of(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("category", "due"),
    [
        (Category.CONSULTATION, end_of(9, 22)),
        (Category.HELP, end_of(9, 29)),  # 25 September is off
        (Category.SUGGESTION, end_of(9, 29)),
        (Category.PRAISE, end_of(9, 29)),
        (Category.COMPLAINT, end_of(10, 15)),  # Saturday 10 October is worked
        (Category.REPORT, end_of(10, 15)),
    ],
)
def test_due_by_category(category: Category, due: datetime) -> None:
    assert ticket_due(category, Urgency.NORMAL, FRIDAY, POLICY) == Due(due)


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
@pytest.mark.parametrize("category", Category)
def test_an_emergency_has_24_natural_hours(category: Category, urgency: Urgency) -> None:
    due = ticket_due(category, urgency, FRIDAY, POLICY)
    assert due == Due(FRIDAY + timedelta(hours=24))


def test_a_day_is_a_local_day() -> None:
    late = datetime(2026, 9, 17, 16, 30, tzinfo=ZoneInfo("UTC"))  # 00:30 on the 18th
    assert sign_due(late, POLICY) == Due(end_of(9, 20))


def test_redo_has_five_working_days() -> None:
    assert redo_due(FRIDAY, POLICY) == Due(end_of(9, 24))


@pytest.mark.parametrize(
    ("urgency", "utility", "hours"),
    [
        (Urgency.EMERGENCY, False, 1),
        (Urgency.URGENT, True, 1),
        (Urgency.NORMAL, True, 2),
        (Urgency.NORMAL, False, 24),
    ],
)
def test_dispatch_clocks(urgency: Urgency, utility: bool, hours: int) -> None:
    assert dispatch_due(urgency, utility, FRIDAY, POLICY).at == FRIDAY + timedelta(hours=hours)


def test_every_number_is_policy() -> None:
    policy = Policy(due_working_days={Category.HELP: 1}, emergency_due=timedelta(hours=1))
    assert ticket_due(Category.HELP, Urgency.NORMAL, FRIDAY, policy).at == end_of(9, 20)
    assert ticket_due(Category.HELP, Urgency.EMERGENCY, FRIDAY, policy).at == FRIDAY + timedelta(
        hours=1
    )


def test_a_due_date_in_a_year_without_a_notice_is_provisional() -> None:
    december = datetime(2026, 12, 30, 10, 0, tzinfo=ZONE)
    assert ticket_due(Category.COMPLAINT, Urgency.NORMAL, december, POLICY).provisional
