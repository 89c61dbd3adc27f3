import pytest

from knowledge.pinyin import syllables
from knowledge.repair import in_context, repair, spell, vocabulary

KNOWN = vocabulary(["公积金", "社保卡", "提取", "补办", "水管", "居住证", "怎么", "怎么"])


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("公鸡金提取", "公积金提取"),
        ("设保卡补办", "社保卡补办"),
        ("工机金怎么提取", "公积金怎么提取"),
        ("居主证补办", "居住证补办"),
        ("共积斤提取", "公积金提取"),  # by accent: gong ji jin
    ],
)
def test_words_of_the_same_sound_are_put_right(heard: str, meant: str) -> None:
    assert repair(heard, KNOWN) == meant


@pytest.mark.parametrize("text", ["归谁管", "公积金提取", "", "abc 123", "今天天气不错"])
def test_what_is_right_or_unknown_stays(text: str) -> None:
    assert repair(text, KNOWN) == text


def test_accents_are_heard_through_in_longer_words_only() -> None:
    assert repair("居组振", KNOWN) == "居住证"  # ju zu zhen
    assert repair("似取", KNOWN) == "似取"


def test_syllables_alone_are_spelt_with_known_words() -> None:
    assert spell(syllables("公积金怎么提取"), KNOWN) == "公积金怎么提取"
    assert spell(("ni", "gong", "ji", "jin"), KNOWN) == "ni公积金"
    assert spell((), KNOWN) == ""


def test_the_more_frequent_of_two_words_of_one_sound_is_meant() -> None:
    known = vocabulary(["事例甲", "市里甲", "市里甲"])
    assert repair("是里假", known) == "市里甲"


def test_a_function_word_is_not_cut_in_two() -> None:
    known = vocabulary(["行车证"])
    assert repair("新车怎么上牌", known) == "新车怎么上牌"
    assert repair("新车正丢了", known) == "行车证丢了"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("驾驶证正位怎么查", "驾驶证真伪怎么查"),  # by accent: zheng wei, zhen wei
        ("驾驶证争委怎么查", "驾驶证真伪怎么查"),
        ("驾驶证真伪怎么查", "驾驶证真伪怎么查"),
        ("漏水谁管", "漏水谁管"),  # 谁 asks
        ("发票丢了", "发票丢了"),  # a word that people say, though it sounds like 罚票
        ("", ""),
    ],
)
def test_what_is_talked_about_explains_a_pair(heard: str, meant: str) -> None:
    assert in_context(heard, ["水管", "真伪", "罚票", "驾驶证"], vocabulary(["驾驶证"])) == meant
