"""What texts and names teach."""

import pytest

from asr.domain import NO_DOMAIN, Texts, learn
from asr.vocabulary import mandarin


def test_words_of_the_texts_become_likelier_and_others_are_left_out() -> None:
    domain = learn(Texts(("公积金怎么提取", "提取公积金要什么材料")), mandarin())
    assert (domain.vocabulary.score("公积金") or -99) > (mandarin().score("公积金") or 0) + 3
    assert domain.vocabulary.score("大象") is None


def test_names_that_no_dictionary_has_are_words() -> None:
    assert mandarin().score("石井坡街道") is None
    domain = learn(Texts(names=("石井坡街道", "ABC", "")), mandarin())
    assert domain.vocabulary.score("石井坡街道") is not None
    assert len(domain.vocabulary.rows) == 1


def test_rare_names_are_words_too() -> None:
    domain = learn(Texts(rare=("瑞映社区",)), mandarin())
    assert domain.vocabulary.score("瑞映社区") is not None


def test_pairs_that_come_together_are_followed() -> None:
    domain = learn(Texts(("路灯坏了", "路灯坏了三天", "路灯不亮")), mandarin())
    assert domain.follow["路灯"]["坏"] > 0
    assert "三天" not in domain.follow["路灯"]


def test_a_comma_parts_words_and_digits_are_read() -> None:
    domain = learn(Texts(("停水，路灯", "拨打12345")), mandarin())
    assert "路灯" not in domain.follow.get("停水", {})
    assert any("一" in row for row in domain.vocabulary.rows)


@pytest.mark.parametrize("texts", [Texts(), Texts(("abc", "，。"))])
def test_nothing_to_learn(texts: Texts) -> None:
    assert not learn(texts, mandarin()).vocabulary.rows
    assert not NO_DOMAIN.follow
