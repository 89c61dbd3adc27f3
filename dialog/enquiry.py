"""Answering from the knowledge base, and asking which of two was meant. [P]

A sub-machine of the hotline.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from dialog.events import Action, Decision, SendSms
from dialog.grammar.intents import choice
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from dialog.prompts import as_prompt, say
from knowledge.entries import Entry
from knowledge.matcher import Match


class Answers(Protocol):
    """Whatever finds entries: `knowledge.matcher.Matcher`, or a fake of it in tests."""

    def match(self, text: str, syllables: tuple[str, ...] = ()) -> Match: ...


def answer(entry: Entry, sms: bool) -> tuple[Action, ...]:
    """Say the answer, one piece a sentence, and send the whole guide as a text message."""
    spoken: tuple[Action, ...] = (as_prompt(f"kb:{entry.id}", entry.answer),)
    if sms and entry.sms and entry.kind == "answer":
        spoken += (say("answer_sms"), SendSms(entry.sms))
    return spoken


def decision(match: Match) -> Decision:
    """The matcher's choice, for the log."""
    kinds = {"answer": "answer", "clarify": "clarify", "unknown": "no_match"}
    detail = match.entry.id if match.entry and match.kind != "unknown" else match.reason
    return Decision(kinds[match.kind], detail, match.score, match.candidates)


def is_report(said: Utterance, match: Match) -> bool:
    """Whether the caller reports a matter of their own, rather than asking how things are done."""
    if find("file_ticket", said):
        return True
    if match.reason == "report":
        return True
    return find("complaint", said) is not None and find("question", said) is None


_REQUESTS = ("你好", "喂", "我要", "我想", "帮我", "给我", "投诉", "举报", "反映", "登记", "一下",
             "工单", "个", "问题", "情况", "一", "求助", "表扬", "建议", "提", "事")  # fmt: skip


def matter_in(said: Utterance) -> str:
    """The matter itself, "" where only the wish to report was said ("我要投诉")."""
    rest = said.text
    for word in _REQUESTS:
        rest = rest.replace(word, "")
    return said.raw if len(rest) >= 2 else ""


@dataclass(frozen=True)
class Turn:
    """What became of an utterance, and what there is to say.

    kind: 'answered'; 'clarify' asks which of two; 'report' wants a ticket; 'again' asks for
    another question; 'unknown' was not understood.
    """

    kind: Literal["answered", "clarify", "report", "again", "unknown"]
    actions: tuple[Action, ...]


class Enquiry:
    """The questions of one call. Remembers only between which two it asked."""

    def __init__(self, matcher: Answers, sms: bool) -> None:
        self._matcher = matcher
        self._sms = sms
        self._pair: Match | None = None

    def question(self, said: Utterance) -> Turn:
        """Take an utterance as a question or a report."""
        if said.empty or find("greeting", said) or find("backchannel", said):
            return Turn("unknown", ())
        match = self._matcher.match(said.text, said.syllables)
        noted = decision(match)
        if is_report(said, match):
            return Turn("report", (Decision("intent", "report"),))
        if match.reason == "privacy":
            return Turn("again", (noted, say("privacy")))
        if match.kind == "clarify" and match.entry and match.runner_up:
            self._pair = match
            pair = say("clarify", first=match.entry.question, second=match.runner_up.question)
            return Turn("clarify", (noted, pair))
        if match.entry and (match.kind == "answer" or match.reason == "out_of_scope"):
            return Turn("answered", (noted, *answer(match.entry, self._sms)))
        return Turn("unknown", (noted,))

    def which(self, said: Utterance) -> Turn:
        """Take an utterance as the choice between two."""
        if self._pair is None or self._pair.entry is None or self._pair.runner_up is None:
            return self.question(said)
        if find("neither", said):
            return Turn("again", (Decision("intent", "neither"), say("go_ahead")))
        if number := choice(said, self._pair.entry.question, self._pair.runner_up.question):
            return self.chosen(number)
        turn = self.question(said)
        return turn if turn.kind in ("answered", "report") else Turn("unknown", turn.actions)

    def chosen(self, number: int) -> Turn:
        """Answer the first or the second of the two."""
        pair = self._pair
        if pair is None:
            return Turn("unknown", ())
        entry = pair.entry if number == 1 else pair.runner_up
        if entry is None:
            return Turn("unknown", ())
        noted = decision(replace(pair, kind="answer", entry=entry))
        return Turn("answered", (noted, *answer(entry, self._sms)))
