from collections.abc import Mapping
from dataclasses import replace

import pytest

from knowledge.entries import Entry
from knowledge.matcher import Match, Matcher
from knowledge.shadow import KINDS, Asked, Outcome, changed, outcome, shadow
from tests.knowledge.conftest import TODAY


def entry(name: str, answer: str = "好") -> Entry:
    return Entry(name, "单位", f"{name}？", (), answer, "短信")


A, B = entry("a"), entry("b")
ANSWER_A, ANSWER_B = Match("answer", A, 0.9), Match("answer", B, 0.9)
WHICH = Match("clarify", A, 0.4, B)
NOTHING = Match("unknown", None, 0.1, reason="weak")
ELSEWHERE = Match("unknown", A, 0.9, reason="out_of_scope")


class Says:
    """Gives each text its match, and counts how often it is asked."""

    def __init__(self, matches: Mapping[str, Match]) -> None:
        self.matches, self.asked = matches, 0

    def match(self, text: str, syllables: object = ()) -> Match:
        self.asked += 1
        return self.matches.get(text, NOTHING)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (NOTHING, NOTHING, None),
        (ANSWER_A, ANSWER_A, None),
        (WHICH, WHICH, None),
        (NOTHING, ANSWER_A, "newly_answered"),
        (WHICH, ANSWER_A, "newly_answered"),
        (NOTHING, ELSEWHERE, "newly_answered"),
        (ANSWER_A, NOTHING, "newly_unanswered"),
        (WHICH, NOTHING, "newly_unanswered"),
        (ANSWER_A, ANSWER_B, "other_answer"),
        (ANSWER_A, Match("answer", entry("a", "不好"), 0.9), "reworded"),
        (ANSWER_A, Match("answer", replace(A, sms="别的"), 0.9), "reworded"),
        (ANSWER_A, Match("answer", replace(A, variants=("甲",)), 0.5), None),
        (ELSEWHERE, ANSWER_A, None),
        (ANSWER_A, WHICH, "clarify"),
        (NOTHING, WHICH, "clarify"),
        (WHICH, Match("clarify", B, 0.4, A), None),
        (WHICH, Match("clarify", A, 0.4, entry("c")), "clarify"),
        (NOTHING, Match("unknown", None, reason="privacy"), None),
    ],
)
def test_what_a_change_is_called(before: Match, after: Match, expected: str | None) -> None:
    assert changed(before, after) == expected


def test_an_outcome_is_what_the_robot_would_do() -> None:
    assert outcome(ANSWER_A) == Outcome("answer", "a", score=0.9)
    assert outcome(WHICH) == Outcome("clarify", "a", "b", 0.4)
    assert outcome(ELSEWHERE) == Outcome("answer", "a", score=0.9)
    assert outcome(NOTHING) == Outcome("unknown", score=0.1)


def test_changes_are_counted_with_repetitions_and_sorted() -> None:
    current = Says({"甲": ANSWER_A, "乙": NOTHING, "丙": NOTHING, "丁": ANSWER_A})
    draft = Says({"甲": NOTHING, "乙": ANSWER_B, "丙": ANSWER_B, "丁": ANSWER_A})
    asked = [Asked(text, call=str(at)) for at, text in enumerate("甲乙丙丙丁戊")]
    steps: list[int] = []
    found = shadow(current, draft, asked, steps.append)
    assert found.asked == 6
    assert [(c.kind, c.asked.text, c.times) for c in found.changes] == [
        ("newly_answered", "丙", 2),
        ("newly_answered", "乙", 1),
        ("newly_unanswered", "甲", 1),
    ]
    assert found.counts == dict.fromkeys(KINDS, 0) | {"newly_answered": 3, "newly_unanswered": 1}
    assert steps == [1, 2, 3, 4, 5]
    assert current.asked == draft.asked == 5
    assert found.changes[0].asked.call == "3"  # the last time that it was said


def test_the_same_words_with_other_sounds_are_not_the_same() -> None:
    draft = Says({"甲": ANSWER_A})
    asked = [Asked("甲", ("jia",)), Asked("甲", ("ya",)), Asked("甲", ("jia",))]
    assert [c.times for c in shadow(Says({}), draft, asked).changes] == [2, 1]


def test_a_new_variant_answers_what_nobody_understood(
    matcher: Matcher, entries: tuple[Entry, ...]
) -> None:
    said = "老汉儿的过渡房钱咋个领"
    grown = tuple(
        replace(e, variants=(*e.variants, said)) if e.id == "gjj-rent" else e for e in entries
    )
    draft = Matcher.build(grown, TODAY)
    found = shadow(matcher, draft, [Asked(said), Asked("租房怎么提取公积金"), Asked("讲个笑话")])
    (change,) = found.changes
    assert (change.kind, change.asked.text) == ("newly_answered", said)
    assert change.after.entry == "gjj-rent"
