"""The kind of ticket that a matter makes: 咨询 求助 投诉 举报 建议 表扬. [P]

Who did wrong, to whom, and what is wanted shows in how it is told; the rules are in
`category.yaml`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from dialog.grammar.documents import document
from dialog.grammar.utterance import utterance

Category = Literal["投诉", "举报", "表扬", "建议", "求助", "咨询"]


@dataclass(frozen=True)
class _Rule:
    name: str
    kind: Category
    weight: float
    said: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class _Rules:
    order: tuple[Category, ...]
    otherwise: Category
    rules: tuple[_Rule, ...]


@cache
def _rules() -> _Rules:
    told = document("category")
    kinds = get_args(Category)
    if set(told["order"]) != set(kinds):
        raise ValueError("category.yaml: order must name every category once")
    return _Rules(
        tuple(told["order"]),
        told["otherwise"],
        tuple(_rule(row) for row in told["rules"]),
    )


def _rule(row: Mapping[str, Any]) -> _Rule:
    unless = row.get("unless")
    return _Rule(
        row["name"],
        row["for"],
        row["weight"],
        re.compile("|".join(row["said"])),
        re.compile("|".join(unless)) if unless else None,
    )


def category(text: str) -> Category:
    """The kind of ticket a matter makes; help where no word says otherwise."""
    rules = _rules()
    weights = Counter[Category]()
    for kind, weight, _ in evidence(text):
        weights[kind] += weight  # type: ignore[assignment]
    if not weights:
        return rules.otherwise
    return max(rules.order, key=lambda kind: weights[kind])


def evidence(text: str) -> tuple[tuple[Category, float, str], ...]:
    """Kind, weight and name of each rule that speaks for a kind."""
    plain = utterance(text).text
    return tuple(
        (rule.kind, rule.weight, rule.name) for rule in _rules().rules if _found(rule, plain)
    )


def _found(rule: _Rule, text: str) -> bool:
    held = rule.unless.sub("\n", text) if rule.unless else text
    return rule.said.search(held) is not None


def reports(text: str) -> bool:
    """Whether a text tells of a matter without asking anything."""
    kinds = [kind for kind, _, _ in evidence(text)]
    return bool(kinds) and "咨询" not in kinds
