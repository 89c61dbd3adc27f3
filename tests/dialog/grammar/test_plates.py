"""Licence plates, as they are said and heard. The lines were written before the rules."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.plates import plates
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("渝A12345", ("渝A12345",)),
        ("车牌是渝AD88888", ("渝AD88888",)),
        ("渝A幺二三四五", ("渝A12345",)),
        ("鱼A幺二三四五", ("渝A12345",)),
        ("渝A D 八八八八八", ("渝AD88888",)),
        ("渝B三个八一二", ("渝B88812",)),
        ("川A六D八五零", ("川A6D850",)),
        ("于B,K七二九一", ("渝BK7291",)),
        ("一辆渝D8Q672的面包车停在消防通道", ("渝D8Q672",)),
        ("渝A·12345和渝B·67890", ("渝A12345", "渝B67890")),
        ("粤B四四一二学", ("粤B4412学",)),
        ("贵C幺零零二挂", ("贵C1002挂",)),
        ("京诶一二三四五", ("京A12345",)),
        ("渝比幺二三四五", ("渝B12345",)),
        ("渝北区一二三四五号", ()),
        ("我住渝中区八号楼", ()),
        ("电话一三八零零一三八零零零", ()),
        ("渝A一二三", ()),
        ("打了一二三四五没人接", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_plates(said: str, found: tuple[str, ...]) -> None:
    assert plates(utterance(said)) == found


@given(
    st.sampled_from("渝川贵京沪粤苏浙"),
    st.sampled_from("ABCDEFGH"),
    st.from_regex("[0-9A-HJ-NP-Z][0-9]{4}", fullmatch=True),
    st.integers(0, 999).map(random.Random),
)
def test_every_plate_comes_back(city: str, letter: str, rest: str, chance: random.Random) -> None:
    said = rest.translate(
        str.maketrans("0123456789", chance.choice(("零幺二三四五六七八九", "0123456789")))
    )
    assert plates(utterance(f"有辆车{city}{letter}{said}乱停")) == (f"{city}{letter}{rest}",)
