"""The inbound conversation: greet, listen, answer, take down a ticket, hand over. [P]

Read `TRANSITIONS` in `hotline_table.py` first: it names the handler of every state and event. Words
that mean the same in every state (人工, danger, anger, "再说一遍") are looked for before; see
`dialog.interrupts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialog import resort
from dialog.answers import Answers
from dialog.areas.table import AreaTable, area_table
from dialog.counter import Counter
from dialog.events import (
    Action,
    Connected,
    Decision,
    Event,
    Failed,
    FindTickets,
    Gone,
    HangUp,
    Heard,
    Keyed,
    PersonNeeded,
    Say,
    Silence,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from dialog.grammar.danger import Danger, danger
from dialog.grammar.utterance import Utterance, heard, said_in, utterance
from dialog.handover import NEEDS, handoff, slots
from dialog.hotline_table import PEOPLE, TRANSITIONS
from dialog.interrupts import interrupt
from dialog.profile import Profile
from dialog.prompts import say
from dialog.rescue import SERVICES, Rescue, alarm, doubted
from dialog.resort import Resort
from dialog.tabled import Tabled
from dialog.waiting import Waiting


class Hotline(Tabled):
    """One inbound call. `state` is one of STATES, with the slot being asked in an intake; within an
    enquiry it is that of the enquiry."""

    def __init__(self, profile: Profile, matcher: Answers, areas: AreaTable | None = None) -> None:
        """areas: of the city; None loads the table of `profile.city_code`."""
        self._profile = profile
        known = areas if areas is not None else area_table(profile.city_code)
        self._counter = Counter(profile, matcher, known)
        self._place = "new"
        self._spoken: tuple[Say, ...] = ()
        self._silences = 0
        self._waiting: Waiting | Rescue = Waiting(profile.offer_return_s)

    @property
    def state(self) -> str:
        return self._counter.substate if self._place == "serving" else self._place

    @property
    def _state(self) -> str:
        """Of STATES."""
        if self._place != "serving":
            return self._place
        return "records" if self._counter.waits else self._counter.state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began; the hotline keeps no timers of its own."""
        actions = self._handled(TRANSITIONS[self._state, type(event).__name__], event)
        spoken = tuple(action for action in actions if isinstance(action, Say))
        if spoken and not isinstance(event, Silence):  # "你还在吗" is not what is asked for again
            self._spoken = spoken
        return actions

    # --- handlers named by the table ---

    def _on_greet(self, event: Connected) -> tuple[Action, ...]:
        greeting = "greeting_legal" if self._profile.recorded else "greeting_unrecorded"
        legal = say(greeting, service=self._profile.service)
        known = (FindTickets(event.caller),) if event.caller else ()
        return (*known, legal, *self._served(self._counter.open(event.caller)))

    def _on_learn(self, event: TicketsFound | TicketChanged | Failed) -> tuple[Action, ...]:
        return self._served(self._counter.learn(event))

    def _on_hear(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        self._silences = 0
        self._counter.draft = self._counter.draft.overheard(said)
        meant = interrupt(said)
        if meant and not (meant[0] == "agent" and self._counter.claims(said)):
            noted = Decision("intent", f"{meant[0]}:{meant[1]}")
            return (noted, *self._interrupted(meant[0], said))
        return self._served(self._counter.receive(event, self._silences))

    def _on_hear_busy(self, event: Heard) -> tuple[Action, ...]:
        """Only what brings a person counts; what is waited for follows when it is known."""
        said = heard(event)
        meant = interrupt(said)
        if meant is None or meant[0] not in ("emergency", *PEOPLE):
            return ()
        noted = Decision("intent", f"{meant[0]}:{meant[1]}")
        return (noted, *self._interrupted(meant[0], said))

    def _on_key_busy(self, event: Keyed) -> tuple[Action, ...]:
        return self._on_key(event) if event.digit == "0" else ()

    def _on_needed(self, event: PersonNeeded) -> tuple[Action, ...]:
        if event.reason in SERVICES:
            self._counter.note(utterance(event.words))
            return self._rescued(Danger(event.reason, event.words))
        return self._to_person(event.reason, NEEDS[event.reason])

    def _on_key(self, event: Keyed) -> tuple[Action, ...]:
        self._silences = 0
        typing = self._counter.typing
        if event.digit == "0" and not typing:
            return (Decision("intent", "agent:0"), *self._to_person(*PEOPLE["agent"]))
        if event.digit == "*" and not typing:
            return self._repeat()
        told = self._served(self._counter.receive(event, self._silences))
        heeded = told or self._state in ("intake", "cases")
        return told if heeded else self._repeat()

    def _on_silence(self, event: Silence) -> tuple[Action, ...]:
        self._silences += 1
        if self._silences > self._profile.max_silences:
            begun = self._counter.draft.begun
            return self._go(resort.silent(self._counter.broken, begun, self._counter.ticket))
        return self._served(self._counter.receive(event, self._silences))

    def _on_filed(self, event: TicketFiled) -> tuple[Action, ...]:
        return self._served(self._counter.filed(event))

    def _on_noted(self, event: TicketFiled) -> tuple[Action, ...]:
        """It was filed while the caller was being handed over: nothing is said."""
        self._counter.ticket = event.number
        return self._on_wait(event)

    def _on_not_filed(self, event: Failed) -> tuple[Action, ...]:
        if event.action != "file_ticket":
            return ()
        self._counter.broken.add("file_ticket")
        return self._to_person("ticket_failed", "filing_failed")

    def _on_unheard(self, event: Failed) -> tuple[Action, ...]:
        """What the caller says cannot be recognised."""
        if event.action != "hearing":
            return ()
        again = "hearing" in self._counter.broken
        self._counter.broken.add("hearing")
        return self._go(resort.unheard(self._counter.broken, again))

    def _on_wait(self, event: Event) -> tuple[Action, ...]:
        actions = self._waiting.receive(event)
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "left": self._come_back,
            "over": self._rescue_over,
            "promised": partial(self._end, "return_call"),
            "goodbye": partial(self._end, "caller_gone", "goodbye"),
            "gone": partial(self._end, "caller_gone"),
            "danger": partial(self._interrupted, "emergency", said_in(event)),
        }
        end = ends.get(self._waiting.state)
        return (*actions, *end()) if end else actions

    def _rescue_over(self) -> tuple[Action, ...]:
        return self._served(self._counter.enquire("rescue_over"))

    def _on_gone(self, event: Gone) -> tuple[Action, ...]:
        self._place = "ended"
        traced: tuple[Action, ...] = ()
        if event.danger:
            self._counter.note(utterance(event.words))
            found = Danger(event.danger, event.words)
            traced = (doubted(alarm(found, self._counter.draft)),)
        return (*traced, HangUp("caller_gone", slots(self._counter.known, self._counter.ticket)))

    # --- what means the same in every state ---

    def _interrupted(self, meaning: str, said: Utterance) -> tuple[Action, ...]:
        if meaning in ("emergency", "anger"):
            self._counter.note(said)
        if meaning == "emergency" and (found := danger(said)):
            return self._rescued(found)
        if meaning in PEOPLE:
            return self._to_person(*PEOPLE[meaning])
        return self._repeat() if meaning == "repeat" else self._goodbye()

    def _repeat(self) -> tuple[Action, ...]:
        if part := self._counter.again():
            return part
        spoken = (replace(words, interruptible=True) for words in self._spoken)
        return (*spoken, self._counter.listen())

    # --- ladders and ends ---

    def _go(self, way: Resort) -> tuple[Action, ...]:
        if way.to == "person":
            return self._to_person(way.reason, *way.prompts)
        if way.to == "end":
            return self._end(way.reason, *way.prompts)
        return self._served(self._counter.fall_back(way))

    def _served(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """What the robot did itself, and what follows where it got no further."""
        self._place = "serving"
        end = self._counter.end
        return (*actions, *self._go(end)) if end else actions

    def _to_person(self, reason: str, prompt: str) -> tuple[Action, ...]:
        self._waiting = Waiting(self._profile.offer_return_s)
        self._place = "handed"
        return (
            say(prompt),
            handoff(self._profile, reason, self._counter.for_person, self._counter.spoken_of),
        )

    def _come_back(self) -> tuple[Action, ...]:
        """No person was free, or the caller would not wait: the robot offers what it can do."""
        self._counter.broken.add("handoff")
        self._counter.start_over()
        self._silences = 0
        return self._go(resort.nobody_free(self._counter.broken))

    def _rescued(self, found: Danger) -> tuple[Action, ...]:
        """A person with priority, and a ticket at once."""
        asked = handoff(self._profile, "emergency", self._counter.draft, self._counter.ticket)
        self._waiting = rescue = Rescue(found, asked, alarm(found, self._counter.draft))
        self._place = "handed"
        return rescue.open()

    def _goodbye(self) -> tuple[Action, ...]:
        return self._end("ticket" if self._counter.ticket else "answered", "goodbye")

    def _end(self, outcome: str, *prompts: str) -> tuple[Action, ...]:
        self._place = "ended"
        return (
            *map(say, prompts),
            HangUp(outcome, slots(self._counter.known, self._counter.ticket)),
        )
