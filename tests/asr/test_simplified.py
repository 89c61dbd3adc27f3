import pytest

from asr.pinyin import syllables
from asr.simplified import simplified


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要投訴樓下的噪音", "我要投诉楼下的噪音"),
        ("社會保險怎麼辦理", "社会保险怎么办理"),
        ("問題沒有解決，不滿意", "问题没有解决，不满意"),
        ("公积金12345 ok", "公积金12345 ok"),
        ("", ""),
    ],
)
def test_simplified(text: str, expected: str) -> None:
    assert simplified(text) == expected


@pytest.mark.parametrize(
    "sentence", ["違章停車罰單", "醫療費用報銷", "離婚登記證書", "電動車充電樁"]
)
def test_it_sounds_the_same(sentence: str) -> None:
    assert syllables(simplified(sentence)) == syllables(sentence)
