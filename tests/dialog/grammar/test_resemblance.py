"""How much an utterance is like what people in danger say."""

from pathlib import Path

import pytest

from dialog.grammar.danger import danger, doubt
from dialog.grammar.resemblance import features, nearest, resemblance
from dialog.grammar.utterance import utterance

CARE = Path(__file__).parents[1] / "care"
LATER = (
    "danger_fourth.tsv",
    "danger_fifth.tsv",
    "danger_sixth.tsv",
    "danger_seventh.tsv",
    "danger_eighth.tsv",
    "danger_eighth_unseen.tsv",
)


def told(table: str) -> list[tuple[str, str]]:
    lines = (CARE / table).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(kind, text) for kind, text in pairs]


def alike(text: str) -> float:
    said = utterance(text)
    return resemblance(said.text, said.syllables)


@pytest.mark.parametrize(
    ("danger_told", "matter"),
    [
        ("我爷爷歪在椅子上嘴角流口水喊他不应", "我爷爷今年九十岁高龄津贴怎么领"),
        ("楼下有人在砸车还打人手里拿着铁棍", "楼下停车收费太贵没有收据"),
        ("我今晚就走了谁也别找我", "我今天办完了谢谢你们"),
    ],
)
def test_danger_is_more_alike_than_a_matter_in_its_words(danger_told: str, matter: str) -> None:
    assert alike(danger_told) > 0 > alike(matter)


def test_what_was_never_told_is_not_alike() -> None:
    assert alike("") < 0


def test_the_nearest_example_of_a_kind_is_shown() -> None:
    said = utterance("沙发烧着了火苗都上墙了")
    assert "烧着了" in nearest(said.text, said.syllables, "fire")
    assert nearest(said.text, said.syllables, "no such kind") == ""


def test_features_are_runs_sounds_and_families() -> None:
    found = features("冒烟", ("mao", "yan"))
    assert {"冒", "冒烟", "~mao yan", "#smoke"} <= found


@pytest.mark.parametrize("table", LATER)
def test_most_danger_in_new_words_is_known_or_asked_about(table: str) -> None:
    lines = [utterance(text) for kind, text in told(table) if kind != "none"]
    missed = [said.raw for said in lines if not danger(said) and not doubt(said)]
    assert len(missed) <= 0.14 * len(lines), missed


@pytest.mark.parametrize("table", LATER)
def test_near_misses_ring_few_alarms(table: str) -> None:
    lines = [utterance(text) for kind, text in told(table) if kind == "none"]
    rung = [said.raw for said in lines if danger(said)]
    assert len(rung) <= 0.08 * len(lines), rung
