"""Times in the caller's words."""

import pytest

from dialog.grammar.times import time_said


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("明天上午吧", "明天上午"), ("晚上再打", "晚上"), ("下午三点以后", "下午三点以后"),
        ("过两天再说", "过两天"), ("下班以后打", "下班以后"), ("昨天晚上开始漏水", "昨天晚上"),
        ("周末", "周末"), ("十二月三号", "十二月三号"), ("没空", ""), ("", ""),
    ],
)  # fmt: skip
def test_time_said(said: str, time: str) -> None:
    assert time_said(said) == time
