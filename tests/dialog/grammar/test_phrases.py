"""Phrase tables by characters and by sound."""

import pytest

from dialog.grammar.phrases import Phrases, find, tables
from dialog.grammar.utterance import utterance


@pytest.mark.parametrize(
    "said",
    ["人工", "转人工", "人工空服", "找个人", "我要跟人说话", "换个人", "转仁公", "搵个人同我讲",
     "给我整个人过来说", "我不跟机器说话", "叫你们领导来", "有没有人工"],
)  # fmt: skip
def test_wanting_a_person(said: str) -> None:
    assert find("agent", utterance(said))


@pytest.mark.parametrize(
    "said",
    [
        "人工湖在哪里",
        "人工智能",
        "人工流产能报销吗",
        "个人公积金怎么提取",
        "工作人员说不归他们管",
        "护照怎么办理",
    ],
)
def test_not_wanting_a_person(said: str) -> None:
    assert find("agent", utterance(said)) is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("repeat", "听不清"), ("repeat", "啥子"), ("repeat", "麻烦你再说一遍"),
        ("no_more", "没有了"),
        ("no_more", "没事了"), ("goodbye", "拜拜"), ("greeting", "喂"), ("greeting", "你好"),
        ("backchannel", "嗯"), ("anger", "气死我了"), ("first", "前面那个"), ("second", "后者"),
        ("neither", "都不是"), ("wrong_answer", "不是这个意思"),
        ("secret", "请给我保密"), ("do_not_call", "别再打了"),
        ("not_contacted", "没人联系"), ("complaint", "路灯坏了"), ("question", "怎么办"),
    ],
)  # fmt: skip
def test_tables(table: str, said: str) -> None:
    assert find(table, utterance(said))


def test_whole_means_the_whole_utterance() -> None:
    assert Phrases(whole=("好",)).find(utterance("好"))
    assert Phrases(whole=("好",)).find(utterance("好难")) is None


def test_characters_come_before_sounds() -> None:
    assert Phrases(anywhere=("客服",)).find(utterance("找客服")) == "客服"
    assert Phrases(anywhere=("客服",)).find(utterance("找克服")) == "客服"


def test_one_syllable_is_never_matched_by_sound() -> None:
    assert Phrases(anywhere=("转",)).find(utterance("赚")) is None


def test_two_syllables_by_sound_only_in_short_utterances() -> None:
    table = Phrases(anywhere=("投诉",))
    assert table.find(utterance("偷诉"))
    assert table.find(utterance("别把东西偷诉给别人听")) is None


def test_accents_are_forgiven_in_longer_phrases() -> None:
    assert Phrases(anywhere=("转人工",)).find(utterance("赚冷公")) == "转人工"


def test_syllables_of_the_recogniser_count_more_than_characters() -> None:
    said = utterance("篆刻工", ("zhuan", "ren", "gong"))
    assert find("agent", said)


def test_nothing_said_matches_nothing() -> None:
    assert not [name for name in tables() if find(name, utterance(""))]


def test_no_phrase_is_hidden_by_punctuation() -> None:
    listed = [p for t in tables().values() for p in (*t.whole, *t.anywhere, *t.unless)]
    assert [phrase for phrase in listed if utterance(phrase).text != phrase] == []
