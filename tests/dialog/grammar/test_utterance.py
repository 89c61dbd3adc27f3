"""Utterances made ready."""

from dialog.events import Heard
from dialog.grammar.utterance import Utterance, heard, part_of, utterance


def test_punctuation_and_blanks_go_and_clauses_stay() -> None:
    said = utterance("你好， 路灯坏了！")
    assert said.text == "你好路灯坏了"
    assert said.clauses == ("你好", "路灯坏了")
    assert said.raw == "你好， 路灯坏了！"


def test_characters_are_folded() -> None:
    assert utterance("您沒來").text == "你没来"


def test_syllables_are_the_recognisers_or_derived() -> None:
    assert utterance("人工").syllables == ("ren", "gong")
    assert heard(Heard("人公", ("ren", "gong"))).syllables == ("ren", "gong")


def test_nothing() -> None:
    assert utterance("").empty
    assert utterance("，。").empty
    assert Utterance.nothing().empty
    assert not heard(Heard("", ("ni",))).empty


def test_what_is_said_twice_counts_once() -> None:
    assert utterance("是的是的").text == "是的"
    assert utterance("是的，是的").syllables == ("shi", "de")
    assert utterance("嗯嗯").text == "嗯嗯"


def test_digits_said_twice_are_two_digits() -> None:
    assert utterance("三八三八").text == "三八三八"
    assert utterance("三八三八").syllables == ("san", "ba", "san", "ba")
    assert utterance("1313").text == "1313"


def test_a_part_keeps_the_sounds_that_were_heard_for_it() -> None:
    said = utterance("不对，任家镇", ("bu", "dui", "tou", "jia", "zhen"))
    assert part_of(said, "任家镇").syllables == ("tou", "jia", "zhen")
    assert part_of(said, "不镇").syllables == ("bu", "zhen")
    assert part_of(said, "陶家镇").syllables == ("tao", "jia", "zhen")
    assert part_of(utterance("任家镇"), "任家").syllables == ("ren", "jia")
