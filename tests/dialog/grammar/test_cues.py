"""Danger that words tell together, weighed."""

from pathlib import Path

import pytest

from dialog.grammar.cues import BREATH, Weighed, weigh
from dialog.grammar.danger import OWN_LIFE, danger
from dialog.grammar.utterance import utterance
from knowledge.pinyin import syllables

CARE = Path(__file__).parents[1] / "care"
SEEN = ("danger_unseen.tsv", "danger_third.tsv")


def told(table: str) -> list[tuple[str, str]]:
    lines = (CARE / table).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(kind, text) for kind, text in pairs]


def weighed(text: str) -> Weighed | None:
    return weigh(text, syllables(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("楼顶边边上坐了个人不晓得要干啥子", "crisis"),
        ("我死了他们就轻松了", "despair"),
        ("屋里一股子臭味像坏鸡蛋我不敢开灯", "gas"),
        ("有个人倒在路边喊不答应", "medical"),
        ("后面山坡滑下来了把路都埋了", "collapse"),
    ],
)
def test_signs_together_tell_danger(text: str, kind: str) -> None:
    found = weighed(text)
    assert found
    assert found.kind == kind
    assert found.points >= 4


def test_people_and_places_alone_tell_nothing() -> None:
    assert weighed("有个婆婆和两个娃儿在我家门口") is None


def test_far_apart_signs_are_not_added_up() -> None:
    sign, other = "楼道里有人不敢出门", "的事情我说了很多" * BREATH
    together, apart = weighed(sign + "厨房冒烟"), weighed(sign + other + "厨房冒烟")
    assert together
    assert apart
    assert apart.points < together.points


def test_words_of_procedures_take_points_away() -> None:
    plain, asked = weighed("我爸突然昏迷了"), weighed("我爸突然昏迷了医保怎么报销")
    assert plain
    assert asked
    assert asked.points < plain.points


def test_a_misheard_sign_counts_less_than_a_written_one() -> None:
    written, heard = weighed("同事脚砸了流血流了一地"), weighed("同事脚砸了流雪流了一地")
    assert written
    assert heard
    assert 2 < heard.points <= written.points


def test_where_sounds_do_not_count_nothing_is_misheard() -> None:
    assert weigh("就命啊", ()) is None


@pytest.mark.parametrize("table", SEEN)
def test_indirect_danger_rings_an_alarm(table: str) -> None:
    lines = [text for kind, text in told(table) if kind != "none"]
    missed = [text for text in lines if danger(utterance(text)) is None]
    assert len(missed) <= 0.05 * len(lines), missed


@pytest.mark.parametrize("table", SEEN)
def test_indirect_despair_is_not_taken_for_something_else(table: str) -> None:
    lines = [text for kind, text in told(table) if kind == "despair"]
    found = [(text, danger(utterance(text))) for text in lines]
    missed = [text for text, sign in found if not sign or sign.kind not in OWN_LIFE]
    assert len(missed) <= 0.12 * len(lines), missed


@pytest.mark.parametrize("table", SEEN)
def test_complaints_ring_none(table: str) -> None:
    lines = [text for kind, text in told(table) if kind == "none"]
    rung = [text for text in lines if danger(utterance(text))]
    assert len(rung) <= 0.06 * len(lines), rung
