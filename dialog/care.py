"""Consideration for whoever is on the line: pace and loudness, patience, noise, children, other
languages, abuse. [P]

Wraps any conversation, as `dialog.discretion` does. What is said beside the matter is answered here
(`dialog.grammar.remarks`), and the conversation, which has not heard of it, goes on where it was.
Danger and the wish for a person always reach it. `REMARKS` names the handlers.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dialog.events import (
    Action,
    ChangeTicket,
    Conversation,
    Decision,
    Event,
    FileTicket,
    FindTickets,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Say,
    Silence,
)
from dialog.grammar.phrases import find
from dialog.grammar.remarks import in_dialect, remark
from dialog.grammar.utterance import Utterance, heard
from dialog.handover import queue_for
from dialog.interrupts import interrupt
from dialog.manner import MANNERS, Manner
from dialog.profile import CallSettings
from dialog.prompts import say
from dialog.turns import gives_turn, listening, missed, question_of, speaks

PATIENCE_S = 30.0
"""For one who looks something up, or wants to finish."""
CHILD_S = 20.0
"""For a child that fetches somebody."""
BUSY_S = 30.0
"""While a record is written or looked up: it is soon done, and silence asks for nothing."""

HELPLESS_AFTER = 3
"""Wishes to hear it slower or louder after which a person helps."""
ONLY_AGE = 12
"""Characters of an utterance that tells one's age and nothing else."""
NOISY, TOO_NOISY = 2, 3
"""Utterances in a row without a word in them: the line is spoken of; a person helps."""
UNSURE = 0.4
"""Confidence of a recogniser below which an utterance that was not understood was noise."""

BUSY = ("filing", "cases.looking", "cases.changing")
"""States in which a record is written or looked up: only what brings a person counts."""

OPEN = ("open", "more")
"""States in which the matter is not told yet, or another may follow."""

NO_REMARKS = ("new", "ended", *BUSY)
"""States in which remarks are not answered."""

PASSED_ON = ("emergency", "agent")
"""What the conversation hears before anything else, see `dialog.interrupts`."""


@dataclass(frozen=True)
class Remarked:
    """An utterance with a remark in it. name: of the remark, a key of REMARKS."""

    name: str
    event: Heard
    said: Utterance
    at: float


class Caring:
    """A conversation that heeds how its caller is. `state` is that of the conversation."""

    def __init__(self, conversation: Conversation, seats: CallSettings) -> None:
        """seats: where calls are handed over."""
        self._conversation = conversation
        self._seats = seats
        self._manner = Manner()
        self._turn: tuple[Action, ...] = ()  # what was said last, and how it was listened
        self._notes: tuple[str, ...] = ()  # what a person should know of this caller
        self._counts = Counter[str]()
        self._matter = False

    @property
    def state(self) -> str:
        return self._conversation.state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began."""
        if isinstance(event, Heard):
            return self._spoken(self._heard(event, at), event)
        return self._spoken(self._conversation.receive(event, at), event)

    # --- words ---

    def _heard(self, event: Heard, at: float) -> tuple[Action, ...]:
        said = heard(event)
        meant = interrupt(said)
        if meant and meant[0] == "anger":
            self._noted("情绪激动")
        name = remark(said)
        who = name == "robot" and not self._counts["robot"]
        if self.state in NO_REMARKS or (meant and meant[0] in PASSED_ON and not who):
            return self._conversation.receive(event, at)
        if said.empty:
            return self._nothing_heard(event, at)
        self._counts["noise"] = 0
        if self.state == "handed" and not (name or "").startswith("manner"):
            return self._conversation.receive(event, at)
        if self._counts["child"] and find("nobody_home", said):
            return self._person("child", at)
        answered = REMARKS[name](self, Remarked(name, event, said, at)) if name else ()
        return answered or self._told(event, said, at)

    def _told(self, event: Heard, said: Utterance, at: float) -> tuple[Action, ...]:
        """What the conversation makes of it; and what follows where it makes nothing."""
        self._matter = self._matter or find("complaint", said) is not None
        actions = self._conversation.receive(event, at)
        if not missed(actions):
            self._counts["dialect"] = 0
            return actions
        if self._count("failures") >= 2:
            self._manner = self._manner.gentler()
        if event.confidence is not None and event.confidence < UNSURE:
            self._count("noise")
        if in_dialect(said) and self._count("dialect") >= 2:
            return self._to_dialect_seat(actions, at)
        return actions

    def _nothing_heard(self, event: Heard, at: float) -> tuple[Action, ...]:
        times = self._count("noise")
        if self.state == "handed" or times < NOISY:
            return self._conversation.receive(event, at)
        if times >= TOO_NOISY:
            self._counts["noise"] = 0
            return self._person("noise", at)
        return (Decision("care", "noise"), say("line_noisy"), *self._listening())

    def _to_dialect_seat(self, actions: tuple[Action, ...], at: float) -> tuple[Action, ...]:
        """Not understood again, with words of a dialect: somebody who knows it helps."""
        self._noted("说方言")
        if self.state != "handed":
            return self._person("dialect", at)
        queue = queue_for(self._seats, "dialect")
        return tuple(
            replace(action, queue=queue, reason="dialect")
            if isinstance(action, Handoff) and action.reason == "no_match"
            else action
            for action in actions
        )

    # --- remarks, named by the table below ---

    def _clearer(self, told: Remarked) -> tuple[Action, ...]:
        self._manner = MANNERS[told.name](self._manner)
        return self._once_more(told.name, told)

    def _elderly(self, told: Remarked) -> tuple[Action, ...]:
        """What else was said is answered, at an easier pace."""
        if "年长" in self._notes:
            return ()
        self._manner = self._manner.clearer()
        self._noted("年长")
        said = told.said
        nothing_else = len(said.text) <= ONLY_AGE and find("question", said) is None
        return self._once_more("manner_both", told) if nothing_else else ()

    def _hold(self, told: Remarked) -> tuple[Action, ...]:
        if self.state == "when":  # it is an answer there
            return ()
        return (Decision("care", "hold"), say("take_your_time"), self._patient(PATIENCE_S))

    def _quiet(self, told: Remarked) -> tuple[Action, ...]:
        return (Decision("care", "quiet"), self._patient(PATIENCE_S))

    def _robot(self, told: Remarked) -> tuple[Action, ...]:
        """Told once, honestly; who asks again wants a person."""
        if self._count("robot") > 1:
            return ()
        return (Decision("care", "robot"), say("robot_here"), *self._listening())

    def _to_person(self, told: Remarked) -> tuple[Action, ...]:
        return self._person(told.name, told.at)

    def _child(self, told: Remarked) -> tuple[Action, ...]:
        if self._count("child") > 1:
            return self._person("child", told.at)
        self._noted("儿童")
        return (Decision("care", "child"), say("child_adult"), self._patient(CHILD_S))

    def _abused(self, told: Remarked) -> tuple[Action, ...]:
        """One who has a matter is a person's after the warning, and not sent away."""
        begun = self._matter or self.state.startswith("intake")
        if begun and self._counts["warned"]:
            return self._person("abuse", told.at)
        return self._warned(told)

    def _warned(self, told: Remarked) -> tuple[Action, ...]:
        """One calm warning; then the end, with whatever the conversation owes at its end."""
        if self._count("warned") == 1:
            noted = Decision("care", f"{told.name}:warned")
            asked = question_of(self._turn)
            if asked and not self.state.startswith(OPEN):  # the matter is known
                return (noted, say("warning_calm"), asked, *self._listening())
            return (noted, say(f"{told.name}_warning"), *self._listening())
        last = self._conversation.receive(Gone(), told.at)
        over = tuple(replace(a, outcome=told.name) if isinstance(a, HangUp) else a for a in last)
        return (Decision("care", f"{told.name}:ended"), say("goodbye_firm"), *over)

    # --- what several share ---

    def _once_more(self, prompt: str, told: Remarked) -> tuple[Action, ...]:
        """Said again, as the caller wants to hear it from now on; by the conversation, where it
        takes the words for that wish."""
        self._noted("听力不便，请慢说、大声说")
        noted = Decision("care", prompt)
        if self.state == "handed":
            return (noted, *self._conversation.receive(Heard("再说一遍"), told.at))
        if self._count("manner") >= HELPLESS_AFTER:
            return self._person("hard_of_hearing", told.at)
        if _wants_again(told.event):
            return (noted, *self._conversation.receive(told.event, told.at))
        again = (replace(a, interruptible=True) for a in self._turn if isinstance(a, Say))
        return (noted, say(prompt), *again, *self._listening())

    def _person(self, reason: str, at: float) -> tuple[Action, ...]:
        return (Decision("care", reason), *self._conversation.receive(PersonNeeded(reason), at))

    def _patient(self, silence_s: float) -> Listen:
        before = self._listening()
        return replace(before[0], silence_s=silence_s) if before else Listen(silence_s)

    def _listening(self) -> tuple[Listen, ...]:
        """How the caller was listened to before."""
        return listening(self._turn)

    def _count(self, what: str) -> int:
        self._counts[what] += 1
        return self._counts[what]

    def _noted(self, note: str) -> None:
        if note not in self._notes:
            self._notes = (*self._notes, note)

    def _spoken(self, actions: tuple[Action, ...], event: Event) -> tuple[Action, ...]:
        """In the manner that suits the caller, and with the turn given while a record is written or
        looked up."""
        waits = isinstance(event, Heard | Keyed | Silence) or any(
            isinstance(action, FileTicket | FindTickets | ChangeTicket) for action in actions
        )
        if self.state in BUSY and waits and not gives_turn(actions):
            secret = any(before.secret for before in self._listening())  # more may be said of it
            actions = (*actions, Listen(BUSY_S, "yes_no", secret=secret))
        spoken = self._manner.spoken(actions, again=_wants_again(event))
        self._manner = self._manner.after(actions)
        ours = any(isinstance(a, Decision) and a.kind == "care" for a in actions)
        if not ours and not isinstance(event, Silence) and speaks(actions):
            self._turn = actions
        return tuple(self._informed(a) if isinstance(a, Handoff) else a for a in spoken)

    def _informed(self, handoff: Handoff) -> Handoff:
        """With what a person should know of the caller."""
        if not self._notes:
            return handoff
        notes = "，".join(self._notes)
        return replace(
            handoff,
            summary=f"{handoff.summary}；{notes}",
            slots=(*handoff.slots, ("caller", notes)),
        )


REMARKS: Mapping[str, Callable[[Caring, Remarked], tuple[Action, ...]]] = {
    "language": Caring._to_person,
    "dialect": Caring._to_person,
    "quiet": Caring._quiet,
    "hold": Caring._hold,
    "robot": Caring._robot,
    **dict.fromkeys(MANNERS, Caring._clearer),
    "elderly": Caring._elderly,
    "child": Caring._child,
    "harassment": Caring._warned,
    "abuse": Caring._abused,
    "prank": Caring._warned,
}
"""What answers a remark; () leaves the utterance to the conversation."""


def _wants_again(event: Event) -> bool:
    if isinstance(event, Keyed):
        return event.digit == "*"
    return isinstance(event, Heard) and (interrupt(heard(event)) or ("", ""))[0] == "repeat"
