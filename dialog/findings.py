"""What a callback has found out so far, and what one more utterance adds to it. [P]"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from dialog.events import Verdict
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.plain import plain
from dialog.grammar.utterance import Utterance, utterance
from dialog.satisfaction import Reply

Solved = Literal["all", "part", "none"]
Satisfied = Literal["satisfied", "basically", "unsatisfied"]

_OPINIONS = ("满意", "安逸", "满分", "五星", "好评")


@dataclass(frozen=True)
class Findings:
    """None where not asked or not answered. neutral: the only opinion was neither good nor bad.
    words: what the citizen said against the outcome, in their own words. other: what they said of
    another matter."""

    contacted: bool | None = None
    solved: Solved | None = None
    satisfied: Satisfied | None = None
    neutral: bool = False
    words: tuple[str, ...] = ()
    other: str = ""

    @property
    def unhappy(self) -> bool:
        """Whether the ticket goes round again. Kind words do not make an unsolved matter good."""
        undone = self.solved in ("part", "none") or (
            self.contacted is False and self.solved is None
        )
        return undone or self.satisfied == "unsatisfied"

    @property
    def label(self) -> str:
        if self.satisfied == "unsatisfied":
            return "unsatisfied"
        if self.unhappy:
            return "unresolved"
        if self.satisfied is not None:
            return "satisfied"
        return "neutral" if self.neutral else "unclear"

    @property
    def any(self) -> bool:
        """Whether anything was answered."""
        return replace(self, other="") != Findings()

    @property
    def known(self) -> Verdict:
        """The verdict where the call ends before its time: who answered nothing was not reached."""
        return self.verdict() if self.any else Verdict(False, "unclear", other=self.other)

    def verdict(self, label: str = "") -> Verdict:
        """label: where something else than the answers decides it ('refuse', …)."""
        return Verdict(
            reached=True,
            label=label or self.label,
            contacted=self.contacted,
            solved=self.solved,
            satisfied=self.satisfied,
            words="；".join(self.words),
            other=self.other,
        )


def learn(known: Findings, question: str, said: Utterance, reply: Reply) -> Findings:
    """Findings after an utterance. question: what the robot had asked ('contacted', 'solved',
    'satisfied', 'clarify', or something else)."""
    plainly = utterance(plain(said))
    found = replace(
        known,
        contacted=_contacted(known, question, plainly),
        solved=_solved(known, question, plainly, reply),
        satisfied=_satisfied(known, question, plainly, reply),
    )
    found = replace(
        found, neutral=found.satisfied is None and (known.neutral or _lukewarm(question, reply))
    )
    against = reply.label in ("unsatisfied", "unresolved") and said.raw not in known.words
    return replace(found, words=(*known.words, said.raw)) if against else found


def _contacted(known: Findings, question: str, said: Utterance) -> bool | None:
    if find("not_contacted", said):
        return False
    if find("contacted", said):
        return True
    if question == "contacted" and (answer := _yes_no(said)) is not None:
        return answer
    return known.contacted


_HARDLY = re.compile("(?:好像|应该|可能|大概|似乎|也|都|嗯)+没(?:有|得)?(?:吧|嘛|呢|哦|啊|呀)*")


def _yes_no(said: Utterance) -> bool | None:
    """With a no that is not sure of itself."""
    return False if _HARDLY.fullmatch(said.text) else yes_no(said)


def _solved(known: Findings, question: str, said: Utterance, reply: Reply) -> Solved | None:
    before_solved = question in ("identify", "relative", "contacted")
    if before_solved and find("not_contacted", said) and len(said.text) <= 8:
        return known.solved
    if question == "contacted" and _yes_no(said) is False:
        return known.solved
    if reply.label == "unresolved":
        part = find("part", said) or (known.solved == "part" and question != "solved")
        return "part" if part else "none"
    if reply.label == "satisfied" and find("solved_all", said):
        return "part" if find("part", said) else "all"
    if question != "solved":
        return known.solved
    if find("part", said):
        return "part"
    if find("solved_none", said):
        return "none"
    if reply.label in ("unclear", "neutral") and find("solved_all", said):
        return "all"
    answers: dict[bool | None, Solved | None] = {True: "all", False: "none", None: known.solved}
    return answers[yes_no(said)]


def _satisfied(known: Findings, question: str, said: Utterance, reply: Reply) -> Satisfied | None:
    asked = question in ("satisfied", "clarify")
    opinion = any(word in said.text for word in _OPINIONS)
    if reply.label == "unsatisfied":
        return "unsatisfied" if asked or opinion or question == "solved" else known.satisfied
    if reply.label == "satisfied" and (asked or opinion):
        return "basically" if find("basically", said) else "satisfied"
    if asked and reply.label == "unclear" and yes_no(said) is False:
        return "unsatisfied"
    return known.satisfied


def _lukewarm(question: str, reply: Reply) -> bool:
    return question in ("satisfied", "clarify") and reply.label == "neutral"
