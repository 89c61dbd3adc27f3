"""What becomes of a reply in a callback: the answer, an aside, or something else altogether. [P]"""

import re
from collections.abc import Collection, Mapping

from dialog.findings import Findings
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, utterance
from dialog.satisfaction import Label, Reply
from dialog.survey_table import AGREEING

OTHERWISE: Mapping[Label, str] = {
    "transfer-human": "agent",
    "wrong-number": "wrong_number",
    "busy-later": "busy",
    "refuse": "refuse",
    "repeat": "repeat",
}
"""Labels that mean the same whatever was asked, to `_hear_<name>` of `dialog.survey`."""

ANSWERS: Mapping[str, str] = {
    "identify": "identity",
    "relative": "may_answer",
    "reason": "reason",
    "other": "other",
    **dict.fromkeys(AGREEING, "when"),
}
"""The same for answers, by the state of the survey; in all others it is an `answer`."""

ASIDES: tuple[tuple[str, str], ...] = (
    ("fraud", "survey_fraud"),
    ("why_late", "survey_sorry_late"),
    ("other_matter", "survey_other_noted"),
)
"""Phrase tables of what is said beside the answers, to what is said to it, once each; then the
question is asked again."""

FACTS = ("contacted", "solved")
"""States that ask for what somebody may not know."""

LONGEST_REPEAT = 6
"""Characters of "你说什么" and the like; a longer reply gives the reason that was asked for."""


def handler(state: str, said: Utterance, reply: Reply) -> str:
    """The name of what a reply goes to."""
    if state in ("identify", "relative") and find("bereaved", said):
        return "bereaved"
    if state in FACTS and reply.label in ("unclear", "repeat") and find("cannot_tell", said):
        return "unknown"
    if state in ("identify", "relative") and find("relative", said):
        return "relative"
    answer = ANSWERS.get(state, "answer")
    return answer if _answers(state, said, reply) else OTHERWISE.get(reply.label, answer)


def _answers(state: str, said: Utterance, reply: Reply) -> bool:
    """Whether the words answer the question that was asked, though alone they would not."""
    label = reply.label
    if state in AGREEING:
        return label not in ("refuse", "transfer-human")
    if state == "reason":
        long = len(said.text) > LONGEST_REPEAT
        return long and label in ("repeat", "busy-later", "wrong-number")
    if state == "other" and label in ("refuse", "wrong-number"):
        return yes_no(said) is not None and not find("do_not_call", said)
    if state == "identify" or label != "wrong-number":
        return False
    return yes_no(said) is not None or find("not_contacted", said) is not None


def without_other(said: Utterance) -> tuple[Utterance, str]:
    """What is said of this matter, and from where it is about another one ("修好了，不过还有个
    新问题，…"); nothing of this matter where the words cannot be told apart."""
    clauses = re.split("[，,。；;]", said.raw)
    start = next((n for n, each in enumerate(clauses) if find("other_matter", utterance(each))), 0)
    return utterance("，".join(clauses[:start])), "，".join(clauses[start:])


def says_yes(said: Utterance) -> bool:
    """Whether it is agreed to, be it in a clause of its own: "是我，第二次了"."""
    answers = [yes_no(said), *(yes_no(utterance(clause)) for clause in said.clauses)]
    return True in answers and False not in answers


def evades(state: str, found: Findings) -> bool:
    """Whether an answer tells something else than what was asked, which is still to be learnt."""
    open_questions = {"solved": found.solved is None, "satisfied": found.satisfied is None}
    return open_questions.get(state, False) and not (found.unhappy or found.neutral)


def aside(said: Utterance, answered: Collection[str]) -> tuple[str, str] | None:
    """Phrase table and prompt of what was said beside the answers; None where it is nothing of the
    kind, or was answered before."""
    return next((one for one in ASIDES if one[0] not in answered and find(one[0], said)), None)
