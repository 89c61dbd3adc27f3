"""What may be danger and may be nothing: one question, before anything else is done. [P]

Wraps any conversation. Where an utterance tells danger too weakly for an alarm
(`dialog.grammar.danger.doubt`), the caller is asked. A yes, more signs, or no answer at all bring a
person with priority, for silence is not a no. At a no the conversation hears the utterance as if
nothing had been asked. Who hangs up or takes leave instead of an answer leaves a ticket, so that
somebody rings back. No kind of danger is asked about twice.
"""

from collections.abc import Mapping

from dialog.events import (
    Action,
    Conversation,
    Decision,
    Event,
    Failed,
    Gone,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Silence,
)
from dialog.grammar.danger import Danger, danger, doubt
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard, utterance
from dialog.interrupts import interrupt
from dialog.prompts import say

ANSWER_S = 8.0
MOST = 2
"""Questions in one call: who tells of many things is not asked about each."""
TOLD = 8
"""Characters from which an answer that is neither yes nor no tells what the matter is."""
UNASKED = ("new", "ended", "filing", "handed")
"""States in which nobody is asked: nothing is heard, or a person is on the way."""

PROMPTS: Mapping[bool, tuple[str, str]] = {
    True: ("doubt_despair", "doubt_despair_again"),
    False: ("doubt_danger", "doubt_danger_again"),
}
"""By whether the caller's own life may be at stake: the question, and the same after no answer."""


class Doubting:
    """A conversation that asks where it is not sure. `state` is that of the conversation."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._doubted: Danger | None = None  # what was asked about; None while nothing is
        self._held: tuple[str, ...] = ()  # what was said of it
        self._asked: tuple[str, ...] = ()  # kinds
        self._unanswered = 0

    @property
    def state(self) -> str:
        return self._conversation.state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began."""
        if self._doubted is None:
            asked = self._ask(heard(event)) if isinstance(event, Heard) else ()
            return asked or self._conversation.receive(event, at)
        if isinstance(event, Heard):
            return self._answered(event, self._doubted, at)
        if isinstance(event, Silence):
            return self._again(self._doubted, at)
        if isinstance(event, Keyed) or event == Failed("hearing"):
            return self._alarm(self._doubted, at)
        if isinstance(event, Gone):
            return self._left(self._doubted, at)
        return self._conversation.receive(event, at)

    # --- what may follow ---

    def _ask(self, said: Utterance) -> tuple[Action, ...]:
        """The question; () where there is nothing to ask."""
        if self.state in UNASKED or len(self._asked) >= MOST or interrupt(said):
            return ()
        found = doubt(said)
        if found is None or found.kind in self._asked:
            return ()
        self._doubted, self._held, self._unanswered = found, (said.raw,), 0
        self._asked = (*self._asked, found.kind)
        return (Decision("care", f"doubt:{found.kind}:{found.sign}"), *self._question(found))

    def _answered(self, event: Heard, found: Danger, at: float) -> tuple[Action, ...]:
        said = heard(event)
        meant = (interrupt(said) or ("", ""))[0]
        if meant == "repeat":
            return self._question(found)
        self._held = (*self._held, said.raw) if said.raw else self._held
        if now := danger(said):
            return self._alarm(now, at)
        if _confirms(said) or (found.own_life and meant):
            return self._alarm(found, at)
        if meant == "goodbye" and not any(map(_denies, map(utterance, said.clauses))):
            return (say("goodbye"), *self._left(found, at))
        if meant:
            return self._over(event, at)
        if _denies(said):
            return self._over(Heard(self._held[0]), at)
        if doubt(said):
            return self._alarm(found, at)
        if len(said.text) >= TOLD:
            return self._over(Heard("，".join(self._held)), at)
        return self._again(found, at)

    def _again(self, found: Danger, at: float) -> tuple[Action, ...]:
        """Asked once more; and who does not answer then is not left."""
        self._unanswered += 1
        return self._alarm(found, at) if self._unanswered > 1 else self._question(found, 1)

    def _alarm(self, found: Danger, at: float) -> tuple[Action, ...]:
        self._doubted = None
        noted = Decision("intent", f"emergency:{found.kind}:{found.sign}")
        needed = PersonNeeded(found.kind, "，".join(self._held))
        return (noted, *self._conversation.receive(needed, at))

    def _left(self, found: Danger, at: float) -> tuple[Action, ...]:
        self._doubted = None
        noted = Decision("care", f"doubt_unanswered:{found.kind}")
        gone = Gone(found.kind, "，".join(self._held))
        return (noted, *self._conversation.receive(gone, at))

    def _over(self, event: Heard, at: float) -> tuple[Action, ...]:
        self._doubted = None
        return (Decision("care", "no_danger"), *self._conversation.receive(event, at))

    def _question(self, found: Danger, before: int = 0) -> tuple[Action, ...]:
        """before: how often it went unanswered."""
        prompt = say(PROMPTS[found.own_life][before])
        return (prompt, Listen(ANSWER_S, "yes_no", ("有危险", "没有", "要", "不用")))


def _confirms(said: Utterance) -> bool:
    return not find("no_danger", said) and (yes_no(said) is True or bool(find("in_danger", said)))


def _denies(said: Utterance) -> bool:
    return yes_no(said) is False or bool(find("no_danger", said)) or bool(find("all_clear", said))
