"""What one utterance adds to what a callback knows."""

import pytest

from dialog.events import Verdict
from dialog.findings import Findings, learn
from dialog.grammar.utterance import utterance
from dialog.satisfaction import classify


def after(question: str, said: str, known: Findings | None = None) -> Findings:
    return learn(known or Findings(), question, utterance(said), classify(said))


def test_one_utterance_fills_several() -> None:
    found = after("contacted", "联系了，但没解决")
    assert (found.contacted, found.solved, found.satisfied) == (True, "none", None)
    found = after("identify", "是我，联系了，也解决了，很满意")
    assert (found.contacted, found.solved, found.satisfied) == (True, "all", "satisfied")


@pytest.mark.parametrize(
    ("said", "contacted"),
    [("联系了", True), ("打过电话", True), ("没有", False), ("没得人联系我", False),
     ("冇人联系", False), ("有", True), ("嗯", True), ("今天几号", None)],
)  # fmt: skip
def test_contacted(said: str, contacted: bool | None) -> None:
    assert after("contacted", said).contacted is contacted


@pytest.mark.parametrize(
    ("said", "solved"),
    [("解决了", "all"), ("修好了", "all"), ("没有", "none"), ("还没修好", "none"), ("没", "none"),
     ("解决了一部分", "part"), ("一部分", "part"), ("又坏了", "none"), ("全部解决了", "all"),
     ("今天几号", None), ("搞掂咗", "all"), ("还没整好", "none")],
)  # fmt: skip
def test_solved(said: str, solved: str | None) -> None:
    assert after("solved", said).solved == solved


@pytest.mark.parametrize(
    ("said", "satisfied"),
    [("满意", "satisfied"), ("基本满意", "basically"), ("比较满意", "basically"),
     ("不满意", "unsatisfied"), ("很好", "satisfied"), ("不", "unsatisfied"), ("是", None),
     ("还行", None), ("嗯", None)],
)  # fmt: skip
def test_satisfied(said: str, satisfied: str | None) -> None:
    assert after("satisfied", said).satisfied == satisfied


def test_kindness_is_not_yet_satisfaction() -> None:
    assert after("contacted", "联系了态度很好").satisfied is None


@pytest.mark.parametrize(
    ("findings", "label", "unhappy"),
    [
        (Findings(True, "all", "satisfied"), "satisfied", False),
        (Findings(True, "all", "basically"), "satisfied", False),
        (Findings(True, "all", "unsatisfied"), "unsatisfied", True),
        (Findings(True, "none", "satisfied"), "unresolved", True),
        (Findings(True, "part", None), "unresolved", True),
        (Findings(False, None, "satisfied"), "unresolved", True),
        (Findings(False, "all", "satisfied"), "satisfied", False),
        (Findings(True, "all", None, neutral=True), "neutral", False),
        (Findings(True, "all", None), "unclear", False),
        (Findings(), "unclear", False),
    ],
)
def test_the_label_of_it_all(findings: Findings, label: str, unhappy: bool) -> None:
    assert findings.label == label
    assert findings.unhappy is unhappy
    assert findings.verdict().label == label


def test_words_against_it_are_kept_once() -> None:
    found = after("satisfied", "不满意")
    assert found.words == ("不满意",)
    assert after("reason", "不满意", found).words == ("不满意",)
    assert after("satisfied", "满意").words == ()


def test_another_matter_is_kept_in_every_verdict_and_answers_nothing() -> None:
    found = Findings(other="烧烤摊油烟大")
    assert not found.any
    assert found.known == Verdict(False, "unclear", other="烧烤摊油烟大")
    assert after("solved", "解决了", found).known.other == "烧烤摊油烟大"


@pytest.mark.parametrize(
    ("question", "text", "contacted", "solved"),
    [
        ("contacted", "好像没有吧", False, None),
        ("contacted", "也不是没来过", True, None),
        ("contacted", "不是没人联系，联系过的", True, None),
        ("contacted", "给我来了个电话", True, None),
        ("contacted", "发过短信", True, None),
        ("solved", "不是没解决，弄好了", None, "all"),
        ("solved", "也不能说没解决", None, None),
        ("identify", "前两天不是才问过吗，又问", None, None),
    ],
)
def test_half_denials(question: str, text: str, contacted: bool | None, solved: str | None) -> None:
    found = learn(Findings(), question, utterance(text), classify(text))
    assert (found.contacted, found.solved) == (contacted, solved)
