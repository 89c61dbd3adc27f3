"""When to call again, on lines written before the rules."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.appointments import appointment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=ZONE)
LINES = Path(__file__).with_name("appointments_heldout.tsv").read_text("utf-8").splitlines()[2:]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("said", "start", "end"), [line.split("\t") for line in LINES])
def test_windows(said: str, start: str, end: str) -> None:
    window = appointment(said, NOW)
    assert (window and (window.start, window.end)) == ((at(start), at(end)) if start else None)


def test_what_is_over_today_is_tomorrow() -> None:
    window = appointment("上午", NOW.replace(hour=15))
    assert window is not None
    assert window.start == at("2026-11-19T08:00")


@given(
    st.text(alphabet="明后天周一三五下上午晚早点半七十二以后小时过两个号月", max_size=10),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(ZONE)),
)
def test_no_window_lies_in_the_past_or_is_empty(said: str, now: datetime) -> None:
    window = appointment(said, now)
    assert window is None or now <= window.start < window.end
    assert window is None or window.start - now < timedelta(days=800)
