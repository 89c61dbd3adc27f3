import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.evaluation import (
    Edits,
    Figures,
    Rates,
    Score,
    Scored,
    edits,
    figures,
    readings,
    score,
    spoken,
)
from asr.pinyin import syllables
from asr.recognizer import Transcript

TEXTS = st.text("你好吗ab一二", max_size=12)


def written(text: str) -> Transcript:
    """As an engine of characters gives it."""
    return Transcript(text, syllables(text))


def sounded(heard: str, text: str = "") -> Transcript:
    """As an engine of syllables gives it."""
    return Transcript(text, tuple(heard.split()))


@given(TEXTS)
def test_a_sequence_is_no_edit_from_itself(text: str) -> None:
    assert edits(text, text) == Edits(0, 0, 0, len(text))


@given(TEXTS, TEXTS)
def test_edits_lie_between_the_difference_in_length_and_the_longer_length(a: str, b: str) -> None:
    found = edits(a, b)
    assert abs(len(a) - len(b)) <= found.total <= max(len(a), len(b))
    assert found.inserted - found.deleted == len(b) - len(a)
    assert (found.total == 0) == (a == b)


@given(TEXTS, TEXTS)
def test_edits_back_are_the_same_number(a: str, b: str) -> None:
    assert edits(a, b).total == edits(b, a).total


@given(TEXTS, TEXTS, TEXTS)
def test_a_detour_is_never_shorter(a: str, b: str, c: str) -> None:
    assert edits(a, c).total <= edits(a, b).total + edits(b, c).total


@given(TEXTS, TEXTS, TEXTS)
def test_a_common_beginning_and_end_change_nothing(a: str, b: str, common: str) -> None:
    assert edits(common + a, common + b).total == edits(a, b).total
    assert edits(a + common, b + common).total == edits(a, b).total


def test_edits_are_told_apart() -> None:
    assert edits("我要投诉", "我要头诉吧") == Edits(1, 0, 1, 4)
    assert edits("我要投诉", "要投") == Edits(0, 2, 0, 4)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("嗯，好的。", "嗯好的"),
        ("会议时间", "會議時間"),
        ("下载APP", "下载 app"),
        ("下载APP", "下载ＡＰＰ"),
        ("二零二三年三月十五号", "2023年3月15号"),
        ("两百块", "200块"),
        ("二百块", "200块"),
        ("一千二百三十四块", "1,234块"),
        ("百分之三十五", "35%"),
        ("三点五度", "3.5度"),
        ("幺三九零零零零幺幺幺幺", "13900001111"),
        ("一三九零零零零一一一一", "13900001111"),
        ("二〇二三", "二零二三"),
        ("12345", "一二三四五"),
        ("住二零二房两百人", "住202房200人"),
    ],
)
def test_what_is_only_written_otherwise_is_no_error(said: str, heard: str) -> None:
    found = score(said, written(heard))
    assert (found.characters.total, found.syllables.total) == (0, 0)


def test_a_wrong_number_is_an_error_of_its_wrong_digits() -> None:
    found = score("二零二三年", written("2024年"))
    assert (found.characters.total, found.syllables.total) == (1, 1)


def test_homophones_are_wrong_characters_and_right_syllables() -> None:
    found = score("公积金", written("公鸡斤"))
    assert (found.characters.total, found.syllables.total) == (2, 0)


def test_an_engine_of_syllables_is_measured_on_what_it_heard_not_on_what_was_made_of_it() -> None:
    found = score("我要投诉", sounded("wo yao tou su", text="我要头"))
    assert (found.characters, found.syllables) == (Edits(1, 1, 0, 4), Edits(0, 0, 0, 4))


def test_digits_among_syllables_are_read() -> None:
    assert score("拨二零号", sounded("bo 2 0 hao", "拨20")).syllables.total == 0


def test_silence_where_something_was_said_loses_all_of_it() -> None:
    found = score("你好", written(""))
    assert found == Score(Edits(0, 2, 0, 2), Edits(0, 2, 0, 2), wrote=False, sounded=False)


@pytest.mark.parametrize(
    ("number", "usual"),
    [
        ("0", "零"),
        ("2", "二"),
        ("10", "十"),
        ("12", "十二"),
        ("110", "一百一十"),
        ("105", "一百零五"),
        ("1005", "一千零五"),
        ("007", "零零七"),
        ("95588", "九五五八八"),
        ("40%", "百分之四十"),
    ],
)
def test_the_usual_reading_comes_first(number: str, usual: str) -> None:
    assert readings(number)[0] == usual


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        ("20000", "二万"),
        ("20005", "二万零五"),
        ("200105", "二十万零一百零五"),
        ("21000", "二万一千"),
        ("100000000", "一亿"),
        ("100000001", "一亿零一"),
    ],
)
def test_long_numbers_may_be_amounts_too(number: str, amount: str) -> None:
    assert amount in readings(number)


@given(st.integers(0, 10**20))
def test_every_number_can_be_read_in_characters_alone(number: int) -> None:
    for way in readings(str(number)):
        assert way
        assert spoken(way) == way
        assert not any(c.isascii() for c in way)


@given(st.text(max_size=30))
def test_a_text_made_plain_stays_as_it_is(text: str) -> None:
    assert spoken(spoken(text)) == spoken(text)


@given(st.text(max_size=20))
def test_any_text_heard_as_it_was_said_is_right(text: str) -> None:
    found = score(text, written(text))
    assert (found.characters.total, found.syllables.total) == (0, 0)


def clip(group: str, said: str, heard: Transcript, way: str = "clean") -> Scored:
    assert way in ("clean", "telephone")
    which = "clean" if way == "clean" else "telephone"
    return Scored(group, group != "dialect", which, score(said, heard))


def test_rates_count_units_not_clips() -> None:
    found = figures(
        [
            clip("a", "一二三四五六七八九", written("一二三四五六七八九")),
            clip("a", "好", written("坏")),
            clip("dialect", "好", written("坏")),
            clip("b", "好", written(""), "telephone"),
        ]
    )
    assert found.groups["a"]["clean"] == Rates(cer=0.1, ser=0.1, n=2)
    assert found.groups["a"]["telephone"] == Rates(cer=None, ser=None, n=0)
    assert found.mandarin["clean"] == Rates(cer=0.1, ser=0.1, n=2)
    assert found.mandarin["telephone"] == Rates(cer=1.0, ser=1.0, n=1)
    assert list(found.groups) == ["a", "dialect", "b"]


def test_more_errors_than_words_are_a_rate_above_one() -> None:
    rates = figures([clip("a", "喂", written("谢谢大家"))]).mandarin["clean"]
    assert rates.cer == rates.ser == 4


def test_an_engine_without_characters_has_no_character_error() -> None:
    found = figures([clip("a", "你好", sounded("ni hao")), clip("a", "你好", sounded(""))])
    assert found.mandarin["clean"].cer is None
    assert found.mandarin["clean"].ser == 0.5


def test_an_engine_that_hears_nothing_has_every_error() -> None:
    found = figures([clip("a", "你好", sounded(""))])
    assert found.mandarin["clean"] == Rates(1, 1, 1)


def test_no_clips_give_no_rates() -> None:
    nothing = Rates(None, None, 0)
    assert figures([]) == Figures({}, {"clean": nothing, "telephone": nothing})


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_a_group_lies_between_its_best_and_its_worst_clip(pairs: list[tuple[str, str]]) -> None:
    clips = [clip("a", said, sounded("", text=heard)) for said, heard in pairs]
    rate = figures(clips).groups["a"]["clean"].cer
    each = [c.score.characters for c in clips if c.score.characters.said]
    if rate is None:
        assert not each
    elif all(c.score.characters.said for c in clips):
        alone = [e.total / e.said for e in each]
        assert min(alone) <= rate + 1e-9
        assert rate <= max(alone) + 1e-9
        assert math.isfinite(rate)
