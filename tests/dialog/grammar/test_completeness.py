"""How utterances sound before anybody knows what comes next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.completeness import Completeness, Expects, completeness
from dialog.grammar.utterance import utterance

CASES: list[tuple[Expects, str, Completeness]] = [
    ("open", "", "unknown"),
    ("open", "我想问一下", "unfinished"),
    ("open", "喂你好", "unfinished"),
    ("open", "就是我们小区楼下那个", "unfinished"),
    ("open", "昨天晚上楼下有人把", "unfinished"),
    ("open", "我们小区的路灯坏了", "unknown"),
    ("open", "身份证丢了怎么办", "complete"),
    ("open", "社保卡在哪里办", "complete"),
    ("open", "能不能派人来处理一下", "complete"),
    ("open", "可以吗", "unknown"),
    ("open", "转人工", "complete"),
    ("open", "没有了", "complete"),
    ("yes_no", "是的", "complete"),
    ("yes_no", "不对", "complete"),
    ("yes_no", "那个", "unfinished"),
    ("yes_no", "我老婆", "unknown"),
    ("satisfaction", "满意", "complete"),
    ("satisfaction", "不满意", "complete"),
    ("satisfaction", "没解决", "complete"),
    ("satisfaction", "不满意因为", "unfinished"),
    ("satisfaction", "他们来看了一眼就走了", "unknown"),
    ("digits", "幺三八零零", "unfinished"),
    ("digits", "一三八零零一三八零零零", "complete"),
    ("digits", "13800138000", "complete"),
    ("digits", "就用这个号码", "complete"),
    ("open", "没有其他问题了", "complete"),
    ("open", "没有了谢谢", "complete"),
    ("open", "我要转人工服务", "complete"),
    ("open", "没有了路灯还是不亮", "unknown"),
    ("address", "渝北区", "unfinished"),
    ("address", "渝北区龙溪街道", "unknown"),
    ("address", "在红锦大道", "unfinished"),
    ("address", "龙湖花园三栋", "unknown"),
]


@pytest.mark.parametrize(("expects", "said", "wanted"), CASES)
def test_what_the_words_show(expects: Expects, said: str, wanted: Completeness) -> None:
    assert completeness(utterance(said), expects) == wanted


@given(st.text(max_size=30), st.sampled_from(["open", "yes_no", "digits", "address"]))
def test_any_words_are_judged(said: str, expects: Expects) -> None:
    assert completeness(utterance(said), expects) in ("complete", "unknown", "unfinished")


@given(st.text("零一二三四五六七八九幺", min_size=1, max_size=6))
def test_a_number_that_is_being_dictated_is_waited_for(said: str) -> None:
    assert completeness(utterance(said), "digits") == "unfinished"
