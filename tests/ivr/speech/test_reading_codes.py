import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.reading import spoken_form
from ivr.speech.reading_codes import digit_pieces, symbols_read, ticket_number_pieces


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("13800138000", "幺三八，零零幺三，八零零零"),
        ("138 0013 8000", "幺三八，零零幺三，八零零零"),
        ("+86 13800138000", "幺三八，零零幺三，八零零零"),
        ("138****8000", "幺三八，尾号八零零零"),
        ("023-12345678", "零二三，幺二三四，五六七八"),
        ("400-123-4567", "四零零，幺二三，四五六七"),
        ("63012345", "六三零幺，二三四五"),
        ("12345热线", "幺二三四五热线"),
        ("这里是12345。", "这里是幺二三四五。"),
        ("请拨打12333", "请拨打幺二三三三"),
        ("拨打110或119", "拨打幺幺零或幺幺九"),
        ("110平方米", "一百一十平方米"),
        ("12333元", "一万二千三百三十三元"),
        ("查询码123456", "查询码幺二三，四五六"),
        ("查询码是 123456。", "查询码是 幺二三，四五六。"),
        ("尾号8000", "尾号八零零零"),
        ("渝A12345", "渝诶，幺二三四五"),
        ("渝AD12345", "渝诶，弟幺二三四五"),
        ("国办函〔2025〕66号", "国办函二零二五，六十六号"),
        ("502室", "五零二室"),
        ("202路公交", "二零二路公交"),
        ("2号楼2单元502室", "二号楼二单元五零二室"),
        ("50010319900101123X", "五零零，幺零三，幺九九零，零幺零幺，幺二三艾克斯"),
    ],
)
def test_numbers_without_a_value(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


def test_a_ticket_number_comes_in_groups_that_recur() -> None:
    assert ticket_number_pieces("202611215001030001237") == (
        "二零二六，",
        "幺幺二幺，",
        "五零零，",
        "幺零三，",
        "零零零，",
        "幺二三七",
    )


@pytest.mark.parametrize(
    ("number", "pieces"),
    [
        ("123456", ("幺二三，", "四五六")),
        ("138-0013-8000", ("幺三八，", "零零幺三，", "八零零零")),
        ("A1", ("诶幺",)),
        ("", ()),
        ("——", ()),
    ],
)
def test_pieces_of_other_numbers(number: str, pieces: tuple[str, ...]) -> None:
    assert digit_pieces(number) == pieces


@given(st.text("0123456789", min_size=1, max_size=30))
def test_no_digit_is_lost(number: str) -> None:
    assert "".join(digit_pieces(number)).replace("，", "") == symbols_read(number)
