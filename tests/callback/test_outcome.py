from itertools import product
from typing import get_args

import pytest

from callback.dialer import DialResult
from callback.outcome import (
    Archive,
    Decision,
    Escalate,
    GiveUp,
    Human,
    Redo,
    StopForGood,
    TryAgain,
    WrongNumber,
    decide,
)
from dialog.events import Verdict
from dialog.findings import Satisfied, Solved
from dialog.satisfaction import Label

ANSWERED = DialResult.ANSWERED


@pytest.mark.parametrize(
    ("verdict", "decision"),
    [
        (Verdict(True, "satisfied", True, "all", "satisfied"), Archive("satisfied")),
        (Verdict(True, "satisfied", None, None, "satisfied"), Archive("satisfied")),
        (Verdict(True, "neutral", True, "all", "basically"), Archive("basically")),
        (Verdict(True, "neutral", True, "all", None), Archive("not_rated")),
        (Verdict(True, "neutral"), Archive("not_rated")),
        (Verdict(True, "unsatisfied", True, "all", "unsatisfied", "太慢了"), Redo("太慢了")),
        # 态度很好但是没解决
        (Verdict(True, "unresolved", True, "none", "satisfied", "没解决"), Redo("没解决")),
        (Verdict(True, "satisfied", True, "part", "satisfied"), Redo("部分解决（未说明原因）")),
        (Verdict(True, "unresolved"), Redo("未解决（未说明原因）")),
        (Verdict(True, "unsatisfied"), Redo("不满意（未说明原因）")),
        (Verdict(True, "unsatisfied", words="气死了", do_not_call=True), Redo("气死了")),
        (Verdict(True, "busy-later", call_again="明天上午"), TryAgain("明天上午")),
        (Verdict(True, "busy-later"), TryAgain()),
        (Verdict(False, "wrong-number"), WrongNumber()),
        (Verdict(True, "refuse"), GiveUp("拒绝回访")),
        (Verdict(True, "refuse", do_not_call=True), StopForGood()),
        (
            Verdict(True, "satisfied", True, "all", "satisfied", do_not_call=True),
            Archive("satisfied"),
        ),
        (Verdict(True, "transfer-human"), Human("要求人工")),
        (Verdict(True, "transfer-human", words="找你们领导"), Human("找你们领导")),
        (Verdict(True, "unclear"), TryAgain()),
        (Verdict(False, "unclear", contacted=False), TryAgain()),
    ],
)
def test_a_verdict_leads_to_a_decision(verdict: Verdict, decision: Decision) -> None:
    assert decide(ANSWERED, verdict, 0, 3) == decision


@pytest.mark.parametrize("result", [r for r in DialResult if r is not DialResult.FAILED] + [None])
def test_without_a_verdict_it_is_tried_again(result: DialResult | None) -> None:
    assert decide(result, None, 0, 3) == TryAgain()


def test_our_own_fault_is_not_the_citizens() -> None:
    assert decide(DialResult.FAILED, None, 0, 3) == TryAgain(our_fault=True)


@pytest.mark.parametrize(
    ("redo_round", "kind"), [(0, Redo), (2, Redo), (3, Escalate), (4, Escalate)]
)
def test_after_three_redos_a_supervisor_decides(redo_round: int, kind: type) -> None:
    verdict = Verdict(True, "unsatisfied", words="还是没修")
    assert decide(ANSWERED, verdict, redo_round, 3) == kind("还是没修")


LABELS = [
    "satisfied",
    "unsatisfied",
    "unresolved",
    "neutral",
    "busy-later",
    "wrong-number",
    "refuse",
    "unclear",
    "transfer-human",
]
SOLVED = (None, "all", "part", "none")
SATISFIED = (None, "satisfied", "basically", "unsatisfied")


def test_over_all_verdicts_nobody_unhappy_is_archived_and_nobody_silent_is_satisfied() -> None:
    for label, solved, satisfied, stop in product(LABELS, SOLVED, SATISFIED, (True, False)):
        verdict = Verdict(True, label, None, solved, satisfied, do_not_call=stop)  # type: ignore[arg-type]
        decision = decide(ANSWERED, verdict, 0, 3)
        assert isinstance(decision, get_args(Decision))
        unhappy = solved in ("part", "none") or satisfied == "unsatisfied"
        unhappy = unhappy or label in ("unsatisfied", "unresolved")
        if unhappy and label != "wrong-number":
            assert isinstance(decision, Redo), verdict
        if isinstance(decision, Archive) and decision.rating != "not_rated":
            assert decision.rating == satisfied, verdict


SOLVED: tuple[Solved | None, ...] = (None, "all", "part", "none")
RATED: tuple[Satisfied | None, ...] = (None, "satisfied", "basically", "unsatisfied")
ANSWERS = product(get_args(Label), (None, True, False), SOLVED, RATED, (False, True), (0, 2, 3, 4))


def test_nobody_unhappy_unsolved_or_uncontacted_is_archived() -> None:
    """Every combination of what a survey can find out."""
    tried = 0
    for label, contacted, solved, satisfied, never, redo_round in ANSWERS:
        verdict = Verdict(True, label, contacted, solved, satisfied, do_not_call=never)
        unhappy = (
            satisfied == "unsatisfied"
            or solved in ("part", "none")
            or label in ("unsatisfied", "unresolved")
            or (contacted is False and solved is None)
        )
        if label == "wrong-number" or not unhappy:
            continue
        tried += 1
        decided = decide(ANSWERED, verdict, redo_round, 3)
        assert isinstance(decided, Escalate if redo_round >= 3 else Redo), verdict
    assert tried > 1000


def test_an_agreed_time_goes_with_the_next_try() -> None:
    verdict = Verdict(False, "busy-later", call_again="明天上午", call_at="2026-09-19T10:00+08:00")
    wanted = TryAgain("明天上午", "2026-09-19T10:00+08:00")
    assert decide(ANSWERED, verdict, 0, 3) == wanted


def test_kind_words_about_a_matter_that_nobody_took_up() -> None:
    verdict = Verdict(True, "satisfied", False, None, "satisfied")
    assert decide(ANSWERED, verdict, 0, 3) == Redo("没有人联系市民（未说明原因）")
