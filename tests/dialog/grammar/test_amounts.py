"""Sums of money. The lines were written before the rules."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.amounts import amounts


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("三千五", ((3500, False),)),
        ("两万多", ((20000, True),)),
        ("拖欠了三个月工资一万二", ((12000, False),)),
        ("收了三百五十块钱", ((350, False),)),
        ("押金三千块不退", ((3000, False),)),
        ("大概花了五六万", ()),
        ("一共是一万两千三百元", ((12300, False),)),
        ("每个月物业费两块五", ((2.5, False),)),
        ("欠我十几万", ()),
        ("卡里还有800块", ((800, False),)),
        ("差不多三千来块", ((3000, True),)),
        ("交了一万八，退了五千", ((18000, False), (5000, False))),
        ("三百多块钱", ((300, True),)),
        ("三点五万", ((35000, False),)),
        ("住了三百天", ()),
        ("一千个人", ()),
        ("电话一三八零零一三八零零零", ()),
        ("三千米", ()),
        ("八百米长的路", ()),
        ("没钱", ()),
        ("路面塌了一块", ()),
        ("收了我一块钱", ((1, False),)),
        ("三百梯那里", ()),
        ("停车费收我六十八，太贵了", ((68, False),)),
        ("退了六十户", ()),
    ],
)  # fmt: skip
def test_amounts(said: str, found: tuple[tuple[float, bool], ...]) -> None:
    assert [(float(sum_.yuan), sum_.about) for sum_ in amounts(said)] == list(found)


@given(st.integers(100, 9_999_999))
def test_every_amount_comes_back(yuan: int) -> None:
    (found,) = amounts(f"他欠我{cn2an.an2cn(yuan)}块钱")
    assert found.yuan == Decimal(yuan)
