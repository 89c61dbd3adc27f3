"""Words of time by their sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.time_sounds import as_meant


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("钱天晚上一直吵", "前天晚上一直吵"),
        ("这几天意志停水", "这几天一直停水"),
        ("国竟结构后没人管", "国庆节过后没人管"),
        ("省个礼拜三", "上个礼拜三"),
        ("上个礼拜赛", "上个礼拜赛"),  # 三 or 四: nobody knows
        ("明天上午", "明天上午"),
        ("他前天下午来过", "他前天下午来过"),
        ("黑黑的钱天下午", "黑黑的前天下午"),
        ("国庆结构后没人管", "国庆节过后没人管"),
        ("三个月了", "三个月了"),
        ("已经半个月了", "已经半个月了"),
        ("多少钱几天能拿", "多少钱几天能拿"),
        ("刚采", "刚采"),
        ("", ""),
    ],
)
def test_in_any_sentence(heard: str, meant: str) -> None:
    assert as_meant(heard) == meant


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("刚采", "刚才"),
        ("钱天", "前天"),
        ("网上", "网上"),
        ("我刚采了一篮子花", "我刚采了一篮子花"),
    ],
)
def test_in_an_answer(heard: str, meant: str) -> None:
    assert as_meant(heard, asked=True) == meant


@given(
    st.text(alphabet="前钱天晚上网下午个月三礼拜一直意志国庆结构后这几，A", max_size=14),
    st.booleans(),
)
def test_what_is_meant_is_meant_for_good(heard: str, asked: bool) -> None:
    assert len(as_meant(heard, asked)) == len(heard)
