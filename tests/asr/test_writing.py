"""From sounds to characters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from asr.domain import Texts, learn
from asr.pinyin import syllables
from asr.sounds import Sound, sound
from asr.vocabulary import mandarin
from asr.writing import Writer


def sounds(text: str) -> tuple[Sound, ...]:
    return tuple(sound(each) for each in lazy_pinyin(text, style=Style.TONE))


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer(mandarin())


@pytest.mark.parametrize(
    "text",
    [
        "公积金怎么提取",
        "不满意问题没有解决",
        "转人工",
        "嗯好的",
        "居住证办理需要什么材料",
        "已经解决了非常满意",
        "我的电话是幺三八零零一二三四五六",
        "社保卡丢了怎么挂失",
    ],
)
def test_common_sentences_survive_the_way_there_and_back(text: str, writer: Writer) -> None:
    assert writer.write(sounds(text)) == text


@pytest.mark.parametrize(
    ("heard", "text"),
    [("shì qing", "事情"), ("yǎn jing", "眼睛"), ("yǎn jìng", "眼镜")],
)
def test_tones_tell_homophones_apart(heard: str, text: str, writer: Writer) -> None:
    assert writer.write([sound(each) for each in heard.split()]) == text


def test_a_syllable_heard_beside_the_word_is_forgiven(writer: Writer) -> None:
    heard = [sound(each) for each in ["sēn", "fèng", "zèng", "diū", "le"]]
    assert writer.write(heard) == "身份证丢了"


def test_what_is_talked_about_here_wins_over_what_is_said_elsewhere(writer: Writer) -> None:
    heard = sounds("渝北区龙溪街道")
    assert writer.write(heard) != "渝北区龙溪街道"
    domain = learn(Texts(names=("渝北区", "龙溪街道")), mandarin())
    assert Writer(mandarin(), domain).write(heard) == "渝北区龙溪街道"


def test_a_name_is_known_with_one_syllable_misheard() -> None:
    writer = Writer(mandarin(), learn(Texts(names=("南坪街道", "居住证")), mandarin()))
    assert writer.write(sounds("在南情街道")) == "在南坪街道"
    assert writer.write(sounds("办理区住证")) == "办理居住证"
    assert writer.write(sounds("我要投诉")) == "我要投诉"


def test_a_word_is_chosen_by_the_one_before_it(writer: Writer) -> None:
    heard = sounds("窗口再签")
    assert writer.write(heard) != "窗口再签"
    domain = learn(Texts(("窗口再签",) * 5), mandarin())
    assert Writer(mandarin(), domain).write(heard) == "窗口再签"


def test_hinted_phrases_win_over_homophones_and_change_nothing_else(writer: Writer) -> None:
    hinted = writer.preferring(("法帝产",))
    assert hinted.write(sounds("法帝产")) == "法帝产"
    assert writer.write(sounds("法帝产")) != "法帝产"
    assert writer.preferring(()) is writer


MUMBLED = "yāo sān jiǔ yī shì sān sì wú nìu qī bā"


def test_a_dictated_number_is_digits_even_where_it_is_mumbled(writer: Writer) -> None:
    heard = [sound(each) for each in MUMBLED.split()]
    assert not re.fullmatch("[幺一二三四五六七八九零]+", writer.write(heard))
    dictating = writer.preferring((), dictated=True)
    assert re.fullmatch("[幺一二三四五六七八九零]{11}", dictating.write(heard))


def test_words_are_still_heard_where_a_number_is_wanted(writer: Writer) -> None:
    dictating = writer.preferring((), dictated=True)
    for text in ("我不知道", "对的没问题", "转人工"):
        assert dictating.write(sounds(text)) == text


@given(st.text(alphabet="零一二三四五六七八九", min_size=3, max_size=12))
def test_every_dictated_number_comes_back(number: str) -> None:
    dictating = Writer(mandarin()).preferring((), dictated=True)
    assert dictating.write(sounds(number)) == number


def test_what_is_no_syllable_is_kept(writer: Writer) -> None:
    heard = (Sound("zhong", 1), Sound("guo", 2), Sound("k", 0), Sound("blorp", 0))
    assert writer.write(heard) == "中国kblorp"


def test_nothing_is_nothing(writer: Writer) -> None:
    assert writer.write(()) == ""


@given(st.text(alphabet="的是在电话水路灯坏了区街道人工", max_size=12))
def test_every_syllable_is_written_as_one_character_of_its_sound(text: str) -> None:
    written = Writer(mandarin()).write(sounds(text))
    assert len(written) == len(text)
    assert len(syllables(written)) == len(text)
