import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.phrase import analyse, canonical, clean, strip_fillers


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("喂你好，我想问一下公积金", "公积金"),
        ("那个，请问一下，麻烦问一下居住证", "居住证"),
        ("嗯嗯啊公积金", "公积金"),
    ],
)
def test_courtesies_and_sounds_of_thinking_fall_off(said: str, meant: str) -> None:
    assert strip_fillers(clean(said)) == meant


def test_an_utterance_of_nothing_else_is_kept() -> None:
    assert strip_fillers("你好") == "你好"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("驾照丢了咋补", "驾驶证遗失怎么补"),
        ("公积金可不可以取出来", "住房公积金能不能支取"),
        ("办居住证要什么资料", "办理居住证需要啥材料"),
    ],
)
def test_ways_of_saying_the_same_become_the_same_words(one: str, other: str) -> None:
    assert analyse(one).words == analyse(other).words


def test_single_characters_are_synonyms_only_as_words() -> None:
    assert "检查" in canonical("检查")
    assert "查询" in analyse("查公积金").words
    assert "查询" not in analyse("检查身体").text


def test_kinds_numbers_and_negation_are_noticed() -> None:
    phrase = analyse("2015年的罚款要交多少钱")
    assert "amount" in phrase.kinds
    assert phrase.numbers == {"2015"}
    assert not phrase.negated
    assert analyse("老板不给交社保").negated


def test_width_case_and_punctuation_do_not_matter() -> None:
    assert clean("ＥＴＣ， 怎么—办？") == "etc怎么办"


@given(st.text(max_size=60))
def test_any_text_can_be_analysed(text: str) -> None:
    phrase = analyse(text)
    assert "".join(phrase.words) == phrase.text
    assert len(phrase.sounds) == len(phrase.folded)
