import pytest

from ivr.speech.phonemes import phonemes

ARROWS = {"→": "1", "↗": "2", "↓": "3", "↘": "4"}


def tones(text: str) -> str:
    return "".join(ARROWS.get(symbol, "") for symbol in phonemes(text))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("不是", "24"),
        ("不好", "43"),
        ("不", "4"),
        ("满意不", "344"),
        ("一个", "24"),
        ("一样", "24"),
        ("一天", "41"),
        ("一年", "42"),
        ("一百", "43"),
        ("一", "1"),
        ("第一", "41"),
        ("一月", "14"),
        ("一二三", "141"),
        ("二零一六年", "42142"),
        ("十一", "21"),
        ("你好", "23"),
        ("管理", "23"),
        ("展览馆", "223"),
        ("我想", "23"),
        ("很好", "23"),
        ("请，你", "33"),
        ("马上", "34"),
    ],
)
def test_tones_change_as_in_speech(text: str, spoken: str) -> None:
    assert tones(text) == spoken


@pytest.mark.parametrize(("text", "neutral"), [("是不是", "44"), ("看一看", "44")])
def test_between_doubled_words_the_tone_is_neutral(text: str, neutral: str) -> None:
    assert tones(text) == neutral
