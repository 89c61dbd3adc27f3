"""A caller in danger, from the first sign until a person is there. [P]

A sub-machine of the hotline and of the survey, in the place of `dialog.waiting`. The number of the
one service that helps is said, a person is fetched with priority, and the matter is filed at once,
so that it is known even if the line breaks. Where nobody answers it tries again. Whose own life is
at stake is never asked to choose, never sent away, and never hung up on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dialog.account import UNKNOWN_PLACE
from dialog.draft import Draft
from dialog.events import (
    Action,
    Decision,
    Event,
    Failed,
    FileTicket,
    Handoff,
    Heard,
    LeaveQueue,
    Listen,
    Say,
    StayOnLine,
    TicketFiled,
)
from dialog.grammar.danger import Danger, danger
from dialog.grammar.intents import yes_no
from dialog.grammar.persons import person_wanted
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.prompts import say
from dialog.tabled import Tabled

STATES = ("calling", "asking", "over", "gone")
"""calling: a person is being fetched. asking: nobody came; shall I go on, or, in despair, what is
it? The ends: over, or it was a mistake, back to the robot; gone, the caller hangs up to
dial the service."""

ENDS = STATES[2:]

KINDS = ("Queued", "Heard", "Keyed", "Silence", "TicketFiled", "ReturnPromised", "Failed")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    **{("calling", kind): "announce" for kind in ("Queued", "Keyed")},
    ("calling", "Heard"): "hear",
    ("calling", "Silence"): "still",
    ("asking", "Heard"): "answer",
    **{("asking", kind): "again" for kind in ("Keyed", "Silence")},
    **{(state, "TicketFiled"): "filed" for state in ("calling", "asking")},
    **{(state, "Failed"): "failed" for state in ("calling", "asking")},
}
"""(state, event) to the method `_on_<name>`."""

PATIENCE_S = 3600.0
"""While the queue is waited for, silence asks for nothing."""
ANSWER_S = 8.0


@dataclass(frozen=True)
class Service:
    """title: of the danger, for clerks. number: whom to dial, as it is spoken."""

    title: str
    number: str


SERVICES: Mapping[str, Service] = {
    "crisis": Service("他人轻生", "幺幺零"),
    "attempt": Service("来电人自伤", "幺二零"),
    "despair": Service("来电人轻生倾向", "幺二三五六"),
    "medical": Service("人员伤病", "幺二零"),
    "crime": Service("警情", "幺幺零"),
    "rescue": Service("人员被困或落水", "幺幺九"),
    "fire": Service("火情", "幺幺九"),
    "gas": Service("燃气泄漏", "幺幺九"),
    "electricity": Service("带电线路危险", "九五五九八"),
    "collapse": Service("垮塌", "幺幺九"),
    "traffic": Service("交通事故", "幺二二"),
    "missing": Service("人员走失", "幺幺零"),
    "help": Service("呼救", "幺幺零"),
}
"""By kind of danger. Fire brigades also rescue from lifts, water and ruins; 95598 is the emergency
number of the power grids, 12356 that of psychological help."""


def alarm(found: Danger, draft: Draft, about: str = "") -> FileTicket:
    """The emergency ticket: what was said, as it was said. about: what else is known."""
    title = SERVICES[found.kind].title
    said = "。".join(draft.words) or found.sign
    return FileTicket(
        category="求助",
        matter=f"{title}：{draft.words[-1] if draft.words else found.sign}",
        place=draft.place.text or UNKNOWN_PLACE,
        content=f"来电人说：{said}。{about}",
        contact=draft.contact or draft.caller,
        urgency="特急",
        title=title,
        words=draft.words,
        # What drove them to it is not what this ticket is about, and would find another unit.
        matter_path=() if found.own_life else draft.matter_path,
    )


def doubted(ticket: FileTicket) -> FileTicket:
    """The same for one who hung up when asked whether there is danger: somebody must find out.
    ticket: see `alarm`."""
    return replace(
        ticket,
        matter=f"疑似{ticket.matter}",
        title=f"疑似{ticket.title}",
        content=f"{ticket.content}问到有没有危险时，来电人没有回答就挂断了。请马上回电核实。",
    )


class Rescue(Tabled):
    """One caller in danger. `state` is one of STATES."""

    def __init__(self, found: Danger, handoff: Handoff, ticket: FileTicket) -> None:
        """handoff: to the emergency desk. ticket: see `alarm`."""
        self.state = "calling"
        self._kind = found.kind
        self._own_life = found.own_life
        self._ticket: FileTicket | None = ticket
        self._handoff = handoff
        self._tries = 0

    def open(self) -> tuple[Action, ...]:
        """Say whom to dial, file, and fetch a person."""
        stay = (StayOnLine(),) if self._own_life else ()
        return (*stay, say(f"emergency_{self._kind}"), *self._fetch())

    def receive(self, event: Event) -> tuple[Action, ...]:
        """Take an event of KINDS; everything else is the conversation's."""
        return self._handled(TRANSITIONS[self.state, type(event).__name__], event)

    # --- handlers named by the table ---

    def _on_announce(self, event: Event) -> tuple[Action, ...]:
        return self._wait(self._patience())

    def _on_still(self, event: Event) -> tuple[Action, ...]:
        return self._wait()

    def _on_hear(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        if found := danger(said):
            return self._worse(found)
        return self._leaving(said) or self._wait(
            *((say("despair_hear"),) if self._own_life else self._asked_after(said))
        )

    def _on_answer(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        if (found := danger(said)) and found.kind != self._kind:
            return (*self._worse(found)[:-1], *self._fetch())  # fetching, not listening
        if yes_no(said) is False and not self._own_life:
            return self._gone()
        return self._leaving(said) or self._on_again(event)

    def _on_again(self, event: Event) -> tuple[Action, ...]:
        told = say("despair_hear" if self._own_life else "emergency_again")
        return (told, *self._fetch())

    def _on_filed(self, event: TicketFiled) -> tuple[Action, ...]:
        slots = tuple(slot for slot in self._handoff.slots if slot[0] != "ticket")
        self._handoff = replace(self._handoff, slots=(*slots, ("ticket", event.number)))
        return ()

    def _on_failed(self, event: Failed) -> tuple[Action, ...]:
        if event.action != "handoff" or self.state != "calling":
            return ()
        self._tries += 1
        if self._tries == 1:
            return (self._nobody("despair_failed", "emergency_failed"), *self._fetch())
        self.state = "asking"
        if not self._own_life:
            return (self._nobody("", "emergency_retry"), Listen(ANSWER_S, "yes_no", ("继续", "好")))
        addition = (say("despair_line"),) if self._tries == 2 else ()
        return (say("despair_listen"), *addition, Listen(ANSWER_S))

    # --- words ---

    def _worse(self, found: Danger) -> tuple[Action, ...]:
        """Another danger is named, or the same again."""
        known = found.kind == self._kind or (self._own_life and found.kind != "attempt")
        if known:
            return self._wait(self._patience())
        stay = (StayOnLine(),) if found.own_life and not self._own_life else ()
        self._kind, self._own_life = found.kind, self._own_life or found.own_life
        noted = Decision("intent", f"emergency:{found.kind}:{found.sign}")
        return (*stay, noted, *self._wait(say(f"emergency_{found.kind}")))

    def _leaving(self, said: Utterance) -> tuple[Action, ...]:
        """What follows where the caller wants to go; () where they do not."""
        for table, way in WORDS:
            if not (sign := find(table, said)):
                continue
            if self._own_life:
                return self._wait(say("despair_stay"))
            return (Decision("intent", f"{table}:{sign}"), *way(self))
        return ()

    def _gone(self) -> tuple[Action, ...]:
        self.state = "gone"
        return (LeaveQueue(), say("emergency_leave", number=SERVICES[self._kind].number))

    def _clear(self) -> tuple[Action, ...]:
        self.state = "over"
        return (LeaveQueue(),)

    def _asked_after(self, said: Utterance) -> tuple[Say, ...]:
        wanted = person_wanted(said) or find("how_long", said) or find("repeat", said)
        return (self._patience(),) if wanted else ()

    # --- what several share ---

    def _patience(self) -> Say:
        if self._own_life:
            return say("queue_despair")
        return say("queue_emergency", number=SERVICES[self._kind].number)

    def _nobody(self, own_life: str, other: str) -> Say:
        if self._own_life:
            return say(own_life)
        return say(other, number=SERVICES[self._kind].number)

    def _fetch(self) -> tuple[Action, ...]:
        """The handoff, and before it what is still to be filed."""
        self.state = "calling"
        ticket, self._ticket = self._ticket, None
        filing = (ticket,) if ticket else ()
        title = SERVICES[self._kind].title
        slots = tuple(slot for slot in self._handoff.slots if slot[0] != "danger")
        wanted = replace(self._handoff, slots=(("danger", title), *slots))
        return (*filing, replace(wanted, summary=f"{title}；{self._handoff.summary}"))

    def _wait(self, *told: Say) -> tuple[Action, ...]:
        return (*told, Listen(PATIENCE_S, "open"))


WORDS: tuple[tuple[str, Callable[[Rescue], tuple[Action, ...]]], ...] = (
    ("all_clear", Rescue._clear),
    ("hang_up", Rescue._gone),
    ("goodbye", Rescue._gone),
    ("no_wait", Rescue._gone),
)
"""(table of phrases, what follows), the first that fits; none of it where a life is at stake."""
