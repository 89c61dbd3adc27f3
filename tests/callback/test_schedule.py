from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback.errors import InvalidPolicy
from callback.schedule import (
    CallbackPolicy,
    after_our_fault,
    first_attempt,
    next_attempt,
    open_from,
)

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = CallbackPolicy()
AT_ONCE = CallbackPolicy(windows=((time(0), time(0)),), earliest="at_once")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("completed", "first"),
    [
        ("09-17 10:00", "09-18 09:00"),
        ("09-18 23:59", "09-20 09:00"),  # a Sunday that is worked
        ("09-30 10:00", "10-08 09:00"),  # the National Day holidays lie between
    ],
)
def test_the_first_call_is_on_the_next_working_day(completed: str, first: str) -> None:
    assert first_attempt(at(completed), POLICY) == at(first)


def test_at_once_is_at_once_even_on_a_holiday_night() -> None:
    assert first_attempt(at("10-01 03:00"), AT_ONCE) == at("10-01 03:00")


def test_at_once_still_keeps_calling_hours() -> None:
    policy = CallbackPolicy(earliest="at_once")
    assert first_attempt(at("10-01 12:30"), policy) == at("10-01 14:30")
    assert first_attempt(at("10-01 20:00"), policy) == at("10-02 09:00")


def test_three_tries_fall_on_three_half_days() -> None:
    completed = at("09-17 10:00")
    attempts: list[datetime] = []
    now = completed
    while (due := next_attempt(attempts, completed, now, POLICY)) is not None:
        attempts.append(due)
        now = due + timedelta(minutes=2)
    assert attempts == [at("09-18 09:00"), at("09-18 14:30"), at("09-20 09:00")]


def test_a_late_try_uses_what_is_left_of_its_half_day() -> None:
    attempts = [at("09-18 09:00")]
    due = next_attempt(attempts, at("09-17 10:00"), at("09-18 19:00"), POLICY)
    assert due == at("09-18 19:00")


def test_an_agreed_time_is_kept_though_the_half_day_is_used_and_the_day_is_free() -> None:
    attempts = [at("09-18 09:00")]
    now = at("09-18 09:01")
    completed = at("09-17 10:00")
    assert next_attempt(attempts, completed, now, POLICY, "一小时以后") == at("09-18 10:01")
    assert next_attempt(attempts, completed, now, POLICY, "明天上午") == at("09-19 09:00")
    assert next_attempt(attempts, completed, now, POLICY, "今晚九点") == at("09-20 09:00")


def test_an_agreed_time_gets_one_more_try_but_not_for_ever() -> None:
    completed, now = at("09-17 10:00"), at("09-20 09:01")
    three = [at("09-18 09:00"), at("09-18 14:30"), at("09-20 09:00")]
    assert next_attempt(three, completed, now, POLICY, "下午") == at("09-20 14:30")
    four = [*three, at("09-20 14:30")]
    assert next_attempt(four, completed, at("09-20 14:31"), POLICY, "明天") is None


def test_words_that_name_no_time_are_no_agreement() -> None:
    for words in ("再说吧", "上午"):  # which has begun
        due = next_attempt([at("09-18 09:00")], at("09-17 10:00"), at("09-18 09:01"), POLICY, words)
        assert due == at("09-18 14:30")


def test_a_span_between_tries() -> None:
    policy = CallbackPolicy(retry_after=timedelta(hours=1))
    completed = at("09-17 10:00")
    assert next_attempt([at("09-18 09:00")], completed, at("09-18 09:05"), policy) == at(
        "09-18 10:05"
    )
    assert next_attempt([at("09-18 11:30")], completed, at("09-18 11:35"), policy) == at(
        "09-18 14:30"
    )


def test_our_own_faults_are_repaired_soon_and_not_for_ever() -> None:
    assert after_our_fault(1, at("09-18 11:55"), POLICY) == at("09-18 14:30")
    assert after_our_fault(4, at("09-18 09:00"), POLICY) == at("09-18 09:10")
    assert after_our_fault(5, at("09-18 09:00"), POLICY) is None


@pytest.mark.parametrize(
    "windows",
    [
        (),
        ((time(12), time(9)),),
        ((time(9), time(9)),),
        ((time(14), time(20)), (time(9), time(12))),
        ((time(9), time(12)), (time(11), time(20))),
    ],
)
def test_calling_hours_that_make_no_sense(windows: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(InvalidPolicy, match=r"callback\.windows"):
        CallbackPolicy(windows=windows)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(tzinfo=ZONE)
)


@given(MOMENTS, st.dates(date(2024, 1, 1), date(2026, 11, 30)))
def test_nobody_is_ever_called_in_rest_hours(moment: datetime, also: date) -> None:
    opens = open_from(moment, POLICY, also)
    assert opens >= moment
    assert any(start <= opens.time() < end for start, end in POLICY.windows)
    assert opens.date() == also or POLICY.calendar.is_working_day(opens.date())


@given(MOMENTS, st.lists(st.integers(1, 5000), min_size=2, max_size=2))
def test_tries_never_share_a_half_day(completed: datetime, delays: list[int]) -> None:
    attempts: list[datetime] = []
    now = completed
    for delay in [0, *delays]:
        due = next_attempt(attempts, completed, now, POLICY)
        assert due is not None
        attempts.append(due)
        now = due + timedelta(minutes=delay)
    halves = [(a.date(), a.time() < time(12)) for a in attempts]
    assert len(set(halves)) == 3
    assert all(earlier < later for earlier, later in pairwise(attempts))


def test_the_time_that_was_agreed_outweighs_the_words() -> None:
    attempts, completed, now = [at("09-18 09:00")], at("09-17 10:00"), at("09-18 09:01")
    agreed = at("09-19 10:00").isoformat()
    assert next_attempt(attempts, completed, now, POLICY, "明天", agreed) == at("09-19 10:00")
    late = at("09-19 22:00").isoformat()
    assert next_attempt(attempts, completed, now, POLICY, "明天", late) == at("09-20 09:00")
