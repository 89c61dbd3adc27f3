"""What is wanted, and what callers call themselves."""

import pytest

from dialog.grammar.wishes import name_said, wish_said, without_wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("路灯坏了，希望尽快修好", "尽快修好"),
        ("路灯坏了希望你们能尽快修好", "尽快修好"),
        ("我们要求退款", "退款"),
        ("麻烦派人来看一下", "派人来看一下"),
        ("请你们督促物业整改好吗", "督促物业整改"),
        ("能不能尽快处理一下", "尽快处理一下"),
        ("我就想让老板把工资发了", "老板把工资发了"),
        ("赶快来修嘛", "赶快来修"),
        ("请问怎么投诉", ""),
        ("我想反映一下", ""),
        ("这个不符合要求", ""),
        ("请给我保密", ""),
        ("麻烦帮我登记一下", ""),
        ("路灯坏了", ""),
    ],
)
def test_what_is_wanted(text: str, wish: str) -> None:
    assert wish_said(text) == wish


def test_a_clause_without_its_wish() -> None:
    assert without_wish("路灯坏了希望尽快修好") == "路灯坏了"
    assert without_wish("路灯坏了") == "路灯坏了"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王小明，渝北区路灯坏了", "王小明"),
        ("我是李女士", "李女士"),
        ("我叫他来修他不来", ""),
        ("我是来投诉的", ""),
        ("张三打我", ""),
    ],
)
def test_names(text: str, name: str) -> None:
    assert name_said(text) == name
