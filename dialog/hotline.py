"""The inbound conversation: greet, listen, answer, take down a ticket, hand over. [P]

Read `TRANSITIONS` in `hotline_table.py` first: it names the handler of every state and event. Words
that mean the same in every state (人工, danger, anger, "再说一遍") are looked for before; see
`dialog.interrupts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialog import resort
from dialog.areas.table import AreaTable, area_table
from dialog.cases import Cases
from dialog.draft import Draft, receipt
from dialog.enquiry import Answers, Enquiry
from dialog.events import (
    Action,
    Connected,
    Decision,
    Event,
    Failed,
    FindTickets,
    HangUp,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Say,
    Silence,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from dialog.grammar.cases import asks_after
from dialog.grammar.danger import Danger, danger
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.handover import NEEDS, handoff, slots
from dialog.hotline_table import LISTENING, PEOPLE, TRANSITIONS
from dialog.intake import Intake
from dialog.interrupts import interrupt
from dialog.profile import Profile
from dialog.prompts import say
from dialog.reports import matter_in
from dialog.rescue import Rescue, alarm
from dialog.resort import Resort
from dialog.waiting import Waiting


class Hotline:
    """One inbound call. `state` is one of STATES, with the slot being asked in an intake; within an
    enquiry it is that of the enquiry."""

    def __init__(self, profile: Profile, matcher: Answers, areas: AreaTable | None = None) -> None:
        """areas: of the city; None loads the table of `profile.city_code`."""
        self._profile = profile
        self._enquiry = Enquiry(matcher, profile, self._note)
        self._cases = Cases(profile)
        self._areas = areas if areas is not None else area_table(profile.city_code)
        self._state = "new"
        self._draft = self._filed = Draft()
        self._intake: Intake | None = None
        self._spoken: tuple[Say, ...] = ()
        self._outcome = "answered"
        self._ticket = ""
        self._failures = 0
        self._silences = 0
        self._broken: set[str] = set()
        self._waiting: Waiting | Rescue = Waiting(profile.offer_return_s)

    @property
    def state(self) -> str:
        if self._intake is not None and self._state == "intake":
            return f"intake.{self._intake.state}"
        if self._state == "cases":
            return f"cases.{self._cases.state}"
        return self._enquiry.state if self._state == "enquiry" else self._state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began; the hotline keeps no timers of its own."""
        name = TRANSITIONS[self._state, type(event).__name__]
        actions: tuple[Action, ...] = getattr(self, f"_on_{name}")(event)
        spoken = tuple(action for action in actions if isinstance(action, Say))
        if spoken and not isinstance(event, Silence):  # "你还在吗" is not what is asked for again
            self._spoken = spoken
        return actions

    # --- handlers named by the table ---

    def _on_ignore(self, event: Event) -> tuple[Action, ...]:
        return ()

    def _on_greet(self, event: Connected) -> tuple[Action, ...]:
        self._draft = Draft(caller=event.caller, today=self._profile.today)
        if not event.caller:  # nobody is told of a message that cannot be sent
            self._profile = replace(self._profile, sms=False)
            self._enquiry.send_nothing()
        greeting = "greeting_legal" if self._profile.recorded else "greeting_unrecorded"
        legal = say(greeting, service=self._profile.service)
        known = (FindTickets(event.caller),) if event.caller else ()
        return (*known, legal, *self._enquire("greeting_open"))

    def _on_know(self, event: TicketsFound) -> tuple[Action, ...]:
        """Tickets of the telephone that calls: told of only when the caller comes to speak of one.
        What was looked up by number is for whoever waits for it."""
        if not event.number:
            self._cases.know(event)
        return self._talk(event) if self._state == "cases" else ()

    def _on_changed(self, event: TicketChanged) -> tuple[Action, ...]:
        return self._talk(event)

    def _on_hear(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        self._silences = 0
        self._draft = self._draft.overheard(said)
        if meant := interrupt(said):
            noted = Decision("intent", f"{meant[0]}:{meant[1]}")
            return (noted, *self._interrupted(meant[0], said))
        if self._state == "offer":
            return self._hear_offer(said)
        if self._state == "cases":
            return self._talk(event)
        return self._answered(event, said) if self._state == "enquiry" else self._step(event)

    def _on_hear_filing(self, event: Heard) -> tuple[Action, ...]:
        """Only what brings a person counts; the number follows when it is known."""
        said = heard(event)
        meant = interrupt(said)
        if meant is None or meant[0] not in ("emergency", *PEOPLE):
            return ()
        noted = Decision("intent", f"{meant[0]}:{meant[1]}")
        return (noted, *self._interrupted(meant[0], said))

    def _on_key_filing(self, event: Keyed) -> tuple[Action, ...]:
        return self._on_key(event) if event.digit == "0" else ()

    def _on_needed(self, event: PersonNeeded) -> tuple[Action, ...]:
        return self._to_person(event.reason, NEEDS[event.reason])

    def _on_key(self, event: Keyed) -> tuple[Action, ...]:
        self._silences = 0
        typing = self._typing
        if event.digit == "0" and not typing:
            return (Decision("intent", "agent:0"), *self._to_person(*PEOPLE["agent"]))
        if event.digit == "*" and not typing:
            return self._repeat()
        if self._state == "intake":
            return self._step(event)
        if self._state == "cases":
            return self._talk(event)
        if self._state == "offer" and event.digit in "12":
            return self._offered(event.digit == "1")
        told = self._answered(event) if self._state == "enquiry" else ()
        return told or self._repeat()

    def _on_silence(self, event: Silence) -> tuple[Action, ...]:
        self._silences += 1
        if self._silences > self._profile.max_silences:
            begun = bool(self._draft.slots)
            return self._go(resort.silent(self._broken, begun, self._ticket))
        if self._state == "enquiry":
            return self._answered(event)
        if self._state == "cases":
            return self._talk(event)
        if self._state == "intake":
            return self._step(event)
        return (say("still_there" if self._silences == 1 else "still_there_key"), self._listen())

    def _on_filed(self, event: TicketFiled) -> tuple[Action, ...]:
        self._outcome, self._ticket = "ticket", event.number
        told = receipt(event, self._draft, self._profile)
        self._intake, self._filed, self._draft = None, self._draft, self._draft.anew()
        return (*told, *self._enquire())

    def _on_noted(self, event: TicketFiled) -> tuple[Action, ...]:
        """It was filed while the caller was being handed over: nothing is said."""
        self._outcome, self._ticket = "ticket", event.number
        return self._waiting.receive(event) if isinstance(self._waiting, Rescue) else ()

    def _on_failed(self, event: Failed) -> tuple[Action, ...]:
        if self._state == "handed" and isinstance(self._waiting, Rescue):
            return self._waiting.receive(event)
        if event.action == "file_ticket" and self._state == "filing":
            self._broken.add("file_ticket")
            return self._to_person("ticket_failed", "filing_failed")
        if event.action == "handoff" and self._state == "handed":
            return self._come_back()
        if event.action == "return_call" and self._state == "handed":
            return self._on_wait(event)
        if event.action == "hearing" and self._state in LISTENING:
            return self._unheard()
        if self._state == "cases":
            return self._talk(event)
        return ()

    def _on_wait(self, event: Event) -> tuple[Action, ...]:
        actions = self._waiting.receive(event)
        rescued = isinstance(self._waiting, Rescue)
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "left": partial(self._enquire, "rescue_over") if rescued else self._come_back,
            "promised": partial(self._end, "return_call"),
            "goodbye": partial(self._end, "caller_gone", "goodbye"),
            "gone": partial(self._end, "caller_gone"),
            "danger": partial(self._interrupted, "emergency", _said(event)),
        }
        end = ends.get(self._waiting.state)
        return (*actions, *end()) if end else actions

    def _on_gone(self, event: Event) -> tuple[Action, ...]:
        self._state = "ended"
        return (HangUp("caller_gone", slots(self._known, self._ticket)),)

    # --- what means the same in every state ---

    def _interrupted(self, meaning: str, said: Utterance) -> tuple[Action, ...]:
        if meaning in ("emergency", "anger"):
            self._note(said)
        if meaning == "emergency" and (found := danger(said)):
            return self._rescued(found)
        if meaning in PEOPLE:
            return self._to_person(*PEOPLE[meaning])
        return self._repeat() if meaning == "repeat" else self._goodbye()

    def _repeat(self) -> tuple[Action, ...]:
        if self._state == "enquiry" and (part := self._enquiry.again()):
            return part
        return (*(replace(words, interruptible=True) for words in self._spoken), self._listen())

    # --- questions ---

    def _enquire(self, prompt: str = "anything_else") -> tuple[Action, ...]:
        """The caller's turn for a question."""
        self._state = "enquiry"
        return self._enquiry.ask(prompt)

    def _answered(
        self, event: Heard | Keyed | Silence, said: Utterance | None = None
    ) -> tuple[Action, ...]:
        actions = self._enquiry.receive(event, self._silences)
        if any(isinstance(done, Decision) and done.kind == "answer" for done in actions):
            self._draft = self._draft.answered()
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "report": partial(self._start_intake, said or Utterance.nothing()),
            "case": partial(self._ask_case, said or Utterance.nothing()),
            "goodbye": self._goodbye,
            "stuck": lambda: self._go(resort.not_understood(self._broken, self._draft.words)),
        }
        end = ends.get(self._enquiry.state)
        return (*actions, *end()) if end else actions

    # --- tickets ---

    def _hear_offer(self, said: Utterance) -> tuple[Action, ...]:
        accepted = yes_no(said)
        if accepted is not None:
            return self._offered(accepted)
        if len(said.text) >= 4 and not find("backchannel", said):
            return self._ask_instead(said)
        return self._retry(say("reprompt_short"))

    def _offered(self, accepted: bool) -> tuple[Action, ...]:
        if not accepted:
            self._failures = 0
            return self._enquire()
        if "hearing" in self._broken:
            self._draft = self._draft.unheard()
            if self._draft.contact:
                self._state = "filing"
                return (say("filing"), self._draft.ticket())
        self._draft = self._draft.settled()
        return self._run_intake("intake_start")

    def _start_intake(self, said: Utterance) -> tuple[Action, ...]:
        matter = matter_in(said)
        self._draft = self._draft.about(said, self._areas) if matter else self._draft
        if matter and self._cases.alike(self._draft.matter, self._draft.place.text):
            return self._compare(said)
        return self._run_intake("intake_start_sorry" if matter else "intake_start")

    def _run_intake(self, opening: str) -> tuple[Action, ...]:
        if "file_ticket" in self._broken:
            return self._go(resort.helpless(self._broken, "ticket_failed"))
        self._failures = 0
        self._intake = Intake(self._draft, self._areas, self._profile)
        self._state = "intake"
        return (say(opening), *self._intake.start())

    def _step(self, event: Heard | Keyed | Silence) -> tuple[Action, ...]:
        assert self._intake is not None
        said = _said(event) if self._intake.state == "matter" else Utterance.nothing()
        if asks_after(said):
            return self._ask_case(said)
        actions = self._intake.receive(event, self._silences)
        self._draft = self._intake.draft
        if said.text and self._cases.alike(self._draft.matter, self._draft.place.text):
            return self._compare(said)
        if self._intake.state == "filing":
            self._state = "filing"
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "stuck": lambda: self._go(resort.helpless(self._broken, "no_match")),
            "dropped": self._enquire,
        }
        end = ends.get(self._intake.state)
        return (*actions, *end()) if end else actions

    # --- tickets that are there ---

    def _ask_case(self, said: Utterance) -> tuple[Action, ...]:
        self._state, self._intake, self._failures = "cases", None, 0
        return (*self._cases.ask(said, bool(self._draft.caller)), *self._talked())

    def _compare(self, said: Utterance) -> tuple[Action, ...]:
        """Is what is being reported a ticket that the caller has already?"""
        self._state, self._intake = "cases", None
        return self._cases.compare(said, self._draft.matter, self._draft.place.text)

    def _talk(
        self, event: Heard | Keyed | Silence | TicketsFound | TicketChanged | Failed
    ) -> tuple[Action, ...]:
        return (*self._cases.receive(event), *self._talked())

    def _talked(self) -> tuple[Action, ...]:
        """What follows where talk about a ticket has come to an end."""
        reason, asked = self._cases.reason, self._cases.asked
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "done": self._case_closed,
            "report": partial(self._run_intake, "intake_start"),
            "question": partial(self._ask_instead, asked),
            "person": partial(self._to_person, reason, reason),
            "stuck": lambda: self._go(resort.helpless(self._broken, "no_match")),
        }
        end = ends.get(self._cases.state)
        return end() if end else ()

    def _case_closed(self) -> tuple[Action, ...]:
        """What was being reported has become part of that ticket."""
        self._draft = self._draft.anew() if self._draft.matter else self._draft
        return self._enquire()

    def _ask_instead(self, said: Utterance) -> tuple[Action, ...]:
        self._state = "enquiry"
        self._enquiry.reopen()
        return self._answered(Heard(said.raw, said.syllables), said)

    # --- ladders and ends ---

    def _offer(self, asked: Say) -> tuple[Action, ...]:
        self._state = "offer"
        return (asked, self._listen())

    def _retry(self, asked: Say) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures < self._profile.max_failures:
            return self._offer(asked)
        return self._go(resort.helpless(self._broken, "no_match"))

    def _go(self, way: Resort) -> tuple[Action, ...]:
        if way.to == "person":
            return self._to_person(way.reason, *way.prompts)
        if way.to == "end":
            return self._end(way.reason, *way.prompts)
        *first, last = map(say, way.prompts)
        offer = self._offer if way.to == "offer" else self._retry
        return (*first, *offer(last))

    def _to_person(self, reason: str, prompt: str) -> tuple[Action, ...]:
        self._waiting = Waiting(self._profile.offer_return_s)
        self._state, self._intake = "handed", None
        return (say(prompt), handoff(self._profile, reason, self._known, self._spoken_of))

    def _come_back(self) -> tuple[Action, ...]:
        """No person was free, or the caller would not wait: the robot offers what it can do."""
        self._broken.add("handoff")
        self._failures, self._silences = 0, 0
        return self._go(resort.nobody_free(self._broken))

    def _rescued(self, found: Danger) -> tuple[Action, ...]:
        """A person with priority, and a ticket at once."""
        asked = handoff(self._profile, "emergency", self._draft, self._ticket)
        self._waiting = rescue = Rescue(found, asked, alarm(found, self._draft))
        self._state, self._intake = "handed", None
        return rescue.open()

    def _unheard(self) -> tuple[Action, ...]:
        """What the caller says cannot be recognised."""
        again = "hearing" in self._broken
        self._broken.add("hearing")
        return self._go(resort.unheard(self._broken, again))

    def _goodbye(self) -> tuple[Action, ...]:
        return self._end(self._outcome, "goodbye")

    def _end(self, outcome: str, *prompts: str) -> tuple[Action, ...]:
        self._state, self._intake = "ended", None
        return (*map(say, prompts), HangUp(outcome, slots(self._known, self._ticket)))

    # --- small change ---

    @property
    def _spoken_of(self) -> str:
        """The ticket that this call filed, or else speaks of."""
        return self._ticket or self._cases.number

    @property
    def _typing(self) -> bool:
        """Whether keys are digits of a number now, 0 and * among them."""
        if self._state == "cases":
            return self._cases.typing
        return self._intake is not None and self._state == "intake" and self._intake.typing

    def _listen(self) -> Listen:
        if self._intake is not None and self._state == "intake":
            return self._intake.listen()
        if self._state == "cases":
            return self._cases.listen()
        if self._state == "enquiry":
            return self._enquiry.listen()
        return Listen(self._profile.silence_s, "yes_no")

    @property
    def _known(self) -> Draft:
        """What was told last: of a ticket that is not filed yet, else of the one that was."""
        return self._draft if self._draft.words or self._draft.matter else self._filed

    def _note(self, said: Utterance) -> None:
        if said.raw:
            self._draft = self._draft.hearing(said, self._areas)


def _said(event: Event) -> Utterance:
    return heard(event) if isinstance(event, Heard) else Utterance.nothing()
