"""Danger told in words that no list foresees: families of words near each other. [P]

"那个人骑在栏杆上一直哭" holds no phrase of danger; a person, a high place, being up there and
trouble say it together. The families and what they say together are in `danger_families.yaml`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

SPAN = 18
"""Characters on either side of a rule's sign within which the other families must stand. People
tell danger in one breath; in a long story they are apart, and speak of different things."""


@dataclass(frozen=True)
class Rule:
    """kind: the danger meant. sign: the family that shows it. near: families that must stand within
    `SPAN` of it. without: families that must not stand anywhere."""

    kind: str
    sign: re.Pattern[str]
    near: tuple[re.Pattern[str], ...]
    without: tuple[re.Pattern[str], ...]


def together(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """(kind, its sign in the text), for every rule that fits, in the order of the table."""
    heard: dict[re.Pattern[str], bool] = {}

    def told(family: re.Pattern[str]) -> bool:
        if family not in heard:
            heard[family] = bool(family.search(text))
        return heard[family]

    for rule in rules():
        if not all(map(told, rule.near)) or any(map(told, rule.without)):
            continue
        for sign in rule.sign.finditer(text):
            around = text[max(0, sign.start() - SPAN) : sign.end() + SPAN]
            if all(family.search(around) for family in rule.near):
                yield rule.kind, sign
                break


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which they are tried."""
    text = files("dialog.grammar").joinpath("danger_families.yaml").read_text(encoding="utf-8")
    document: Mapping[str, Any] = yaml.safe_load(text)
    words = {
        name: re.compile("|".join(map(str, listed))) for name, listed in document["words"].items()
    }
    return tuple(
        Rule(
            kind,
            words[sign],
            tuple(words[name] for name in others if not name.startswith("!")),
            tuple(words[name[1:]] for name in others if name.startswith("!")),
        )
        for kind, listed in document["rules"].items()
        for sign, *others in listed
    )
