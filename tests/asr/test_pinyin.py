import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.pinyin import syllables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中国", ("zhong", "guo")),
        ("女方略", ("nv", "fang", "lve")),
        ("去银行", ("qu", "yin", "hang")),
        ("重庆市", ("chong", "qing", "shi")),
        ("嗯，好的。", ("en", "hao", "de")),
        ("拨打12345", ("bo", "da", "1", "2", "3", "4", "5")),
        ("A座3楼", ("a", "zuo", "3", "lou")),
        ("", ()),
        ("！？ …", ()),
        ("䮐㐂", ()),
    ],
)
def test_syllables(text: str, expected: tuple[str, ...]) -> None:
    assert syllables(text) == expected


@given(st.text(max_size=40))
def test_any_text_has_syllables_of_ascii_letters(text: str) -> None:
    assert all(syllable.isascii() and syllable.isalnum() for syllable in syllables(text))
