from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from callback.wish import wished

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 9, 18, 10, 20, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("明天上午", "2026-09-19 09:00"),
        ("明天", "2026-09-19 00:00"),
        ("后天下午三点半吧", "2026-09-20 15:30"),
        ("大后天晚上", "2026-09-21 18:30"),
        ("下午", "2026-09-18 14:30"),
        ("下午3点", "2026-09-18 15:00"),
        ("三点以后", "2026-09-18 15:00"),
        ("十点一刻", "2026-09-19 10:15"),
        ("上午", "2026-09-19 09:00"),
        ("今天上午", "2026-09-18 10:20"),
        ("今晚七点", "2026-09-18 19:00"),
        ("半小时以后", "2026-09-18 10:50"),
        ("半个小时后", "2026-09-18 10:50"),
        ("两个半小时", "2026-09-18 12:50"),
        ("一个小时之后再打", "2026-09-18 11:20"),
        ("二十分钟", "2026-09-18 10:40"),
        ("10分钟以后", "2026-09-18 10:30"),
        ("周一下午", "2026-09-21 14:30"),
        ("星期五", "2026-09-25 00:00"),
        ("下周二上午", "2026-09-22 09:00"),
        ("礼拜天中午十二点", "2026-09-20 12:00"),
    ],
)
def test_words_become_a_moment(words: str, moment: str) -> None:
    assert wished(words, FRIDAY) == datetime.fromisoformat(moment).replace(tzinfo=ZONE)


@pytest.mark.parametrize("words", ["", "我现在忙", "等会儿", "不用打了", "有时间再说"])
def test_no_time_is_no_wish(words: str) -> None:
    assert wished(words, FRIDAY) is None
