"""Which danger it is."""

from pathlib import Path

import pytest

from bench.danger import measure, read
from dialog.grammar.danger import kinds
from dialog.grammar.danger_kind import likely
from dialog.grammar.utterance import utterance

CARE = Path(__file__).parents[1] / "care"


def kind_of(text: str, *told: str) -> str:
    said = utterance(text)
    shares = likely(said.text, said.syllables, told)
    return max(shares, key=shares.__getitem__)


def test_the_shares_of_all_kinds_are_one() -> None:
    shares = likely("我家着火了", ("wo", "jia", "zhao", "huo", "le"))
    assert set(shares) <= set(kinds())
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我老公又打我脸上都是血", "crime"),
        ("阳台上晾的被子烧起来了", "fire"),
        ("他骑车摔了一跤腿断了", "medical"),
        ("有个女的翻到桥栏杆外头去了", "crisis"),
    ],
)
def test_the_whole_of_it_decides(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_a_phrase_speaks_for_its_kind() -> None:
    said = utterance("有人")
    bare = likely(said.text, said.syllables)
    assert likely(said.text, said.syllables, ("fire",))["fire"] > bare["fire"]


def test_of_what_was_never_said_the_common_kinds_are_likeliest() -> None:
    shares = likely("", ())
    assert shares["medical"] > shares["help"]


@pytest.mark.parametrize(
    "table",
    ["danger_fifth.tsv", "danger_sixth.tsv", "danger_sixth_unseen.tsv", "danger_seventh.tsv"],
)
def test_the_number_that_is_told_mostly_helps(table: str) -> None:
    found = measure(read(CARE / table))
    assert found.helped >= 0.88 * found.alarms
