"""Words of dialect and sounds of accents."""

import csv
from datetime import date
from pathlib import Path

import pytest

from knowledge.dialect import STANDARD, Dialect, dialect, known, parse
from knowledge.entries import Entry, load_default
from knowledge.errors import AccentInvalid, UnknownAccent
from knowledge.matcher import Matcher

TODAY = date(2026, 11, 20)
ACCENTED = Path(__file__).parent / "accented.tsv"
"""Questions as callers from Chongqing, Canton and the north-east put them and recognisers write
them. The sets of words were written with these questions in view."""


@pytest.mark.parametrize(
    ("accent", "said", "meant"),
    [
        ("chongqing", "身份证搞落了啷个办", "身份证丢了怎么办"),
        ("chongqing", "屋头没得水", "家里没有水"),
        ("cantonese", "屋企冇水点解", "家里没有水为什么"),
        ("cantonese", "仲有几多钱", "还有多少钱"),
        ("cantonese", "劳动仲裁喺边度", "劳动仲裁在哪里"),
        ("northeast", "暖气贼拉凉咋整", "暖气贼拉凉怎么办"),
        ("northeast", "这事搁哪疙瘩整", "这事哪里办"),
        ("northeast", "道路平整", "道路平整"),
    ],
)
def test_dialect_is_put_into_plain_words(accent: str, said: str, meant: str) -> None:
    assert dialect((accent,)).plain(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "身份证丢了怎么补办",
        "地点在渝北区",
        "三点钟",
        "完整的材料",
        "好多了",
        "特点",
        "整改通知",
        "网点地址",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert dialect(known()).plain(text) == text


def test_sounds_of_an_accent_are_folded_on_top_of_what_everybody_mixes_up() -> None:
    cantonese = dialect(("cantonese",))
    assert cantonese.fold("zhu") == cantonese.fold("ju")
    assert STANDARD.fold("zhu") != STANDARD.fold("ju")
    assert STANDARD.fold("hu") == cantonese.fold("fu")


def _answered(entries: tuple[Entry, ...], accents: Dialect) -> tuple[int, int]:
    matcher = Matcher.build(entries, TODAY, dialect=accents)
    right = wrong = 0
    with ACCENTED.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            match = matcher.match(row["said"])
            if match.kind == "answer" and match.entry is not None:
                right += match.entry.id == row["expected"]
                wrong += match.entry.id != row["expected"]
    return right, wrong


def test_callers_with_an_accent_are_answered_more_often_and_never_wrongly() -> None:
    entries = load_default()
    without, with_accents = _answered(entries, STANDARD), _answered(entries, dialect(known()))
    assert without[1] == with_accents[1] == 0
    assert with_accents[0] >= max(43, without[0] + 12)


def test_a_city_may_bring_its_own_set(tmp_path: Path) -> None:
    own = tmp_path / "wuhan.yaml"
    own.write_text("name: 武汉话\nwords:\n  - [么样, 怎么]\n", "utf-8")
    assert dialect(("chongqing", str(own))).plain("么样晓得") == "怎么知道"


@pytest.mark.parametrize("name", ["klingon", "missing.yaml"])
def test_an_unknown_set_is_named(name: str) -> None:
    with pytest.raises(UnknownAccent, match=name):
        dialect((name,))


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("words: [[a, b]", "mend the YAML"),
        ("- a", "needs name"),
        ("words: {a: b}", "needs name"),
        ("words: [[啥子]]", "word 1: needs a pattern"),
        ("words: [[a, b], ['(', c]]", "word 2: .* no regular expression"),
        ("words: []\nsounds: {zz: j}", "pairs of initials"),
        ("words: []\nsounds: [z]", "pairs of initials"),
    ],
)
def test_a_set_that_breaks_a_rule_is_one_clear_line(source: str, named: str) -> None:
    with pytest.raises(AccentInvalid, match=named) as caught:
        parse(source, "own.yaml")
    assert "\n" not in str(caught.value)
    assert "own.yaml" in str(caught.value)
