"""How well the matcher finds, and how well it refuses, measured on labelled questions. [P]

A question file has the columns cluster_id, role, text: role std is the knowledge base, query a
test question of the same cluster, privacy one that must be refused. Two refusals are measured
besides: a near miss (the same test question when its own entry has been removed) and chatter out
of the domain.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.dialect import dialect, known
from knowledge.entries import Entry
from knowledge.errors import EvaluationUnreadable
from knowledge.matcher import Match, Matcher

Ranker = Callable[[str], tuple[tuple[str, float], ...]]
"""Text → (entry id, score 0 to 1), best first."""

ACCEPTED = 0.95
"""Share of true questions that a threshold must let through where false accepts are counted."""


@dataclass(frozen=True)
class Questions:
    """entries: one a std line. queries: (text, id of its entry). privacy: to be refused."""

    entries: tuple[Entry, ...]
    queries: tuple[tuple[str, str], ...]
    privacy: tuple[str, ...]


@dataclass(frozen=True)
class Scores:
    """What one way of matching reached; None where there was nothing to measure it on.

    near_miss_*, ood_*: area under the curve, and false accepts at ACCEPTED true accepts.
    """

    top1: float
    top3: float
    near_miss_auroc: float
    near_miss_fa95: float
    ood_auroc: float | None
    ood_fa95: float | None


@dataclass(frozen=True)
class Bin:
    """Best candidates whose score lies in one tenth. score: their mean; right: share of them that
    were the right entry."""

    low: float
    n: int
    score: float
    right: float


def reliability(rank: Ranker, questions: Questions) -> tuple[Bin, ...]:
    """What scores are worth: every question asked twice, with its own entry and without it, so
    that the best candidate is wrong more often than it will be in service."""
    best: list[tuple[float, bool]] = []
    for text, own in questions.queries:
        answer = rank(text)
        best += [(c[1], c[0] == own) for c in answer[:1]]
        best += [(c[1], False) for c in [c for c in answer if c[0] != own][:1]]
    tenths = [[each for each in best if min(9, int(each[0] * 10)) == tenth] for tenth in range(10)]
    return tuple(
        Bin(
            tenth / 10,
            len(own),
            sum(score for score, _ in own) / len(own),
            sum(right for _, right in own) / len(own),
        )
        for tenth, own in enumerate(tenths)
        if own
    )


def read_questions(path: Path) -> Questions:
    """Raises EvaluationUnreadable."""
    rows = [line.split("\t") for line in _lines(path)]
    if not rows or [name.strip() for name in rows[0]] != ["cluster_id", "role", "text"]:
        raise EvaluationUnreadable(
            f"{path}: line 1 must name the columns cluster_id, role, text, parted by tabs"
        )
    entries: list[Entry] = []
    queries: list[tuple[str, str]] = []
    privacy: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        match row:
            case [cluster, "std", text]:
                entries.append(Entry(cluster, "", text, (), text, text))
            case [cluster, "query", text]:
                queries.append((text, cluster))
            case [_, "privacy", text]:
                privacy.append(text)
            case _:
                raise EvaluationUnreadable(
                    f"{path}, line {number}: needs three columns, role std, query or privacy"
                )
    known = {entry.id for entry in entries}
    if len(known) < max(2, len(entries)):
        raise EvaluationUnreadable(
            f"{path}: needs two std lines or more, each with a cluster_id of its own"
        )
    if not queries or any(owner not in known for _, owner in queries):
        raise EvaluationUnreadable(
            f"{path}: needs query lines, each with the cluster_id of a std line"
        )
    return Questions(tuple(entries), tuple(queries), tuple(privacy))


def read_chatter(path: Path) -> tuple[str, ...]:
    """The first column of each line, each text once. Raises EvaluationUnreadable."""
    texts = tuple(dict.fromkeys(line.split("\t")[0].strip() for line in _lines(path)))
    if not any(texts):
        raise EvaluationUnreadable(f"{path}: holds no text; put one utterance on a line")
    return tuple(text for text in texts if text)


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationUnreadable(
            f"{path}: cannot be read ({error}); check path and encoding"
        ) from None


def matcher_for(entries: Iterable[Entry]) -> Matcher:
    """Evaluation entries never expire, so any day will do; all entries are reported, to callers of
    every accent that ships."""
    matcher = Matcher.build(entries, date.min, dialect=dialect(known()))
    return replace(matcher, thresholds=replace(matcher.thresholds, kept=len(matcher.entries)))


def measure(rank: Ranker, questions: Questions, chatter: Sequence[str]) -> Scores:
    """Every question is asked once; removing its entry means striking it from what was ranked."""
    ranked = [(rank(text), own) for text, own in questions.queries]
    found = [[entry for entry, _ in answer].index(own) if _has(answer, own) else None
             for answer, own in ranked]  # fmt: skip
    true = [_best(answer) for answer, _ in ranked]
    near = [_best([c for c in answer if c[0] != own]) for answer, own in ranked]
    far = [_best(rank(text)) for text in chatter]
    return Scores(
        top1=float(np.mean([place == 0 for place in found])),
        top3=float(np.mean([place is not None and place < 3 for place in found])),
        near_miss_auroc=auroc(true, near),
        near_miss_fa95=false_accepts(true, near),
        ood_auroc=auroc(true, far) if far else None,
        ood_fa95=false_accepts(true, far) if far else None,
    )


def refused(answers: Iterable[Match]) -> float | None:
    """Share that got neither an answer nor a question back, None of none."""
    kinds = [answer.kind == "unknown" for answer in answers]
    return sum(kinds) / len(kinds) if kinds else None


def _has(answer: Iterable[tuple[str, float]], own: str) -> bool:
    return any(entry == own for entry, _ in answer)


def _best(answer: Sequence[tuple[str, float]]) -> float:
    return max((score for _, score in answer), default=0.0)


def auroc(true: Sequence[float], false: Sequence[float]) -> float:
    """Chance that a true question scores above a false one, ties counting half."""
    ordered = np.sort(np.asarray(false))
    below: NDArray[np.intp] = np.searchsorted(ordered, true, side="left")
    upto: NDArray[np.intp] = np.searchsorted(ordered, true, side="right")
    return float(np.mean((below + upto) / 2) / len(ordered))


def false_accepts(true: Sequence[float], false: Sequence[float]) -> float:
    """Share of `false` at or above the highest threshold that lets ACCEPTED of `true` through."""
    kept = np.sort(np.asarray(true))[::-1]
    threshold = kept[max(0, int(np.ceil(ACCEPTED * len(kept))) - 1)]
    return float(np.mean(np.asarray(false) >= threshold))
