"""Danger in words that stand near each other."""

from pathlib import Path

import pytest

from dialog.grammar.danger import OWN_LIFE, danger
from dialog.grammar.families import SPAN, rules, together
from dialog.grammar.utterance import utterance

UNSEEN = Path(__file__).parents[1] / "care" / "danger_unseen.tsv"


def unseen() -> list[tuple[str, str]]:
    lines = UNSEEN.read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, text in (
        line.split("\t") for line in lines if not line.startswith("#")
    )]  # fmt: skip


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in together(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("楼顶边边上坐了个人不晓得要干啥子", "crisis"),
        ("我死了他们就轻松了", "despair"),
        ("我一进屋就闻到一股臭鸡蛋味头有点晕", "gas"),
        ("有个人倒在路边喊不答应", "medical"),
        ("后面山坡滑下来了把路都埋了", "collapse"),
    ],
)
def test_words_together_tell_danger(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_far_apart_they_tell_nothing() -> None:
    assert not kinds("楼顶" + "的事情我说了很多" * SPAN + "坐了个人在哭")


def test_each_word_alone_tells_nothing() -> None:
    assert not [text for text in ("楼顶", "坐在那里", "闻到一股臭鸡蛋味") if kinds(text)]


def test_every_rule_needs_more_than_its_sign() -> None:
    assert all(rule.near or rule.without for rule in rules())


def test_indirect_danger_rings_an_alarm() -> None:
    told = [text for kind, text in unseen() if kind != "none"]
    missed = [text for text in told if danger(utterance(text)) is None]
    assert len(missed) <= 0.09 * len(told), missed


def test_indirect_despair_is_not_taken_for_something_else() -> None:
    told = [text for kind, text in unseen() if kind == "despair"]
    missed = [
        text
        for text in told
        if not (found := danger(utterance(text))) or found.kind not in OWN_LIFE
    ]
    assert len(missed) <= 0.05 * len(told), missed


def test_complaints_ring_none() -> None:
    rung = [text for kind, text in unseen() if kind == "none" and danger(utterance(text))]
    assert len(rung) <= 2, rung
