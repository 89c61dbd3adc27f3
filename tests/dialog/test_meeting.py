"""Another call: within calling hours, and read back as it is meant."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from dialog.meeting import meeting, spoken

HOURS = ((time(9), time(12)), (time(14, 30), time(20)))
MONDAY = datetime(2026, 11, 23, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("words", "at", "read_back"),
    [
        ("明天上午十点", "11-24 10:00", "明天上午十点"),
        ("下午三点半吧", "11-23 15:30", "今天下午三点半"),
        ("明天上午", "11-24 09:00", "明天上午"),
        ("晚上七点", "11-23 19:00", "今天晚上七点"),
        ("后天下午", "11-25 14:30", "后天下午"),
        ("半小时以后", "11-23 10:50", "今天上午十点50分"),
        ("十分钟以后", "11-23 10:30", "今天上午十点半"),
        ("上午吧", "11-23 10:50", "今天上午"),
        ("今天", "11-23 10:50", "今天上午"),
    ],
)
def test_as_wished(words: str, at: str, read_back: str) -> None:
    found = meeting(words, MONDAY, HOURS)
    assert found is not None
    assert found.as_wished
    assert f"{found.at:%m-%d %H:%M}" == at
    assert spoken(found, MONDAY) == read_back


@pytest.mark.parametrize(
    ("words", "read_back"),
    [
        ("晚上十点", "明天上午九点"),
        ("中午十二点半", "今天下午两点半"),
        ("明天早上七点", "明天上午九点"),
    ],
)
def test_outside_calling_hours_the_nearest_time_after_it(words: str, read_back: str) -> None:
    found = meeting(words, MONDAY, HOURS)
    assert found is not None
    assert not found.as_wished
    assert spoken(found, MONDAY) == read_back


def test_a_day_further_off_has_its_date() -> None:
    found = meeting("下周三上午十点", MONDAY, HOURS)
    assert found is not None
    assert spoken(found, MONDAY) == "12月2日上午十点"


@pytest.mark.parametrize("words", ["改天再说", "我不知道", "随便"])
def test_no_time(words: str) -> None:
    assert meeting(words, MONDAY, HOURS) is None


def test_the_days_end_as_the_end_of_calling_hours() -> None:
    found = meeting("晚上十点", MONDAY, ((time(9), time(0)),))
    assert found is not None
    assert found.as_wished
