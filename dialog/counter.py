"""What the robot does itself in an inbound call: answer, take down a ticket, speak of one. [P]

Each of its parts (`dialog.enquiry`, `dialog.intake`, `dialog.cases`) has the caller in turn; what
follows where one of them ends is decided here. The hotline has dealt with 人工, danger and the like
before an event gets here, and carries out the `end`: a person, or the end of the call.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialog import resort
from dialog.answers import Answers
from dialog.areas.table import AreaTable
from dialog.asides import aside
from dialog.cases import Cases
from dialog.draft import Draft, receipt, told_of
from dialog.enquiry import Enquiry
from dialog.events import (
    Action,
    Decision,
    Failed,
    Heard,
    Keyed,
    Listen,
    Say,
    Silence,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from dialog.grammar.cases import asks_after
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard, said_in, utterance
from dialog.intake import Intake
from dialog.profile import Profile
from dialog.prompts import say
from dialog.reports import is_named
from dialog.resort import Resort
from dialog.several import matters_apart

STATES = ("enquiry", "offer", "intake", "cases", "filing")
"""Those of the hotline in which the robot has the caller."""

Ends = Mapping[str, Callable[[], tuple[Action, ...]]]
"""State in which a part has ended → what follows."""


class Counter:
    """state: of STATES. end: where the robot got no further, or has nothing left to do; None while
    it goes on. broken: of 'file_ticket', 'handoff' and 'hearing' those that have failed. ticket:
    the number of one that this call filed, or ""."""

    def __init__(self, profile: Profile, answers: Answers, areas: AreaTable) -> None:
        self.state = "enquiry"
        self.end: Resort | None = None
        self.broken: set[str] = set()
        self.draft = self._filed = Draft()
        self.ticket = ""
        self._dropped: Draft | None = None
        self._asked = ""  # what the caller wanted to know last
        self._others: tuple[str, ...] = ()  # matters that were told with the one being taken down
        self._profile = profile
        self._areas = areas
        self._enquiry = Enquiry(answers, profile, self.note, areas)
        self._cases = Cases(profile)
        self._intake = Intake(self.draft, areas, profile)
        self._failures = 0

    # --- what the hotline asks ---

    @property
    def spoken_of(self) -> str:
        """The number of the ticket that this call filed, or else speaks of."""
        return self.ticket or self._cases.number

    @property
    def known(self) -> Draft:
        """What was told last: of a ticket that is not filed yet, else of the one that was."""
        told = self.draft.words or self.draft.matter
        known = self.draft if told else self._dropped or self._filed
        if not self._others:
            return known
        matter = "；".join((known.matter, *self._others))
        return replace(known, matter=matter, words=(*known.words, *self._others))

    @property
    def for_person(self) -> Draft:
        """The same for a colleague; where nothing is to be filed, what was asked last."""
        known = self.known
        told = known.words or known.matter or not self._asked
        return known if told else replace(known, words=(self._asked,), question=True)

    @property
    def substate(self) -> str:
        """As the state of the call is told, with that of the part."""
        if self.state in ("intake", "cases"):
            part = self._intake if self.state == "intake" else self._cases
            return f"{self.state}.{part.state}"
        return self._enquiry.state if self.state == "enquiry" else self.state

    @property
    def typing(self) -> bool:
        """Whether keys are digits of a number now, 0 and * among them."""
        if self.state == "cases":
            return self._cases.typing
        return self.state == "intake" and self._intake.typing

    @property
    def waits(self) -> bool:
        """Whether a ticket that is there is looked up or changed now."""
        return self.state == "cases" and self._cases.waits

    def claims(self, said: Utterance) -> bool:
        """Whether "让工作人员来看看" answers what is wanted for a ticket."""
        return self.state == "intake" and self._intake.claims(said)

    def again(self) -> tuple[Action, ...]:
        """The part of a long answer that was told last; () where something else was."""
        return self._enquiry.again() if self.state == "enquiry" else ()

    def listen(self) -> Listen:
        """How to listen for what is wanted now."""
        match self.state:
            case "enquiry":
                return self._enquiry.listen()
            case "intake":
                return self._intake.listen()
            case "cases":
                return self._cases.listen()
        return Listen(self._profile.silence_s, "yes_no")

    # --- what the hotline tells ---

    def open(self, caller: str) -> tuple[Action, ...]:
        """The line is open. caller: digits, "" where withheld."""
        self.draft = Draft(caller=caller, today=self._profile.today)
        if not caller:  # nobody is told of a message that cannot be sent
            self._profile = replace(self._profile, sms=False)
            self._enquiry.send_nothing()
        return self.enquire("greeting_open")

    def note(self, said: Utterance) -> None:
        """Something that may become part of a ticket."""
        if said.raw:
            self.draft = self.draft.hearing(said, self._areas)

    def receive(self, event: Heard | Keyed | Silence, silences: int) -> tuple[Action, ...]:
        """silences: in a row, with this one."""
        self.end = None
        if self.state == "offer":
            return self._hear_offer(event)
        if self.state == "enquiry":
            return self._resumed(event) or self._waited(event) or self._answered(event, silences)
        return self._step(event, silences) if self.state == "intake" else self._talk(event)

    def learn(self, event: TicketsFound | TicketChanged | Failed) -> tuple[Action, ...]:
        """What has come of a look-up or a change. Tickets of the telephone that calls are told of
        only when the caller comes to speak of one; what was looked up by number is for whoever
        waits for it."""
        self.end = None
        if isinstance(event, TicketsFound) and not event.number:
            self._cases.know(event)
        return self._talk(event) if self.state == "cases" else ()

    def filed(self, event: TicketFiled) -> tuple[Action, ...]:
        self.end = None
        told = receipt(event, self.draft, self._profile)
        self.ticket, self._filed, self.draft = event.number, self.draft, self.draft.anew()
        return (*told, *(self._next_matter() if self._others else self.enquire()))

    def _next_matter(self) -> tuple[Action, ...]:
        """Of those that were told in one breath; where the first was, unless it says otherwise."""
        said, *rest = self._others
        self._others = tuple(rest)
        here = replace(self.draft, place=self._filed.place)
        self.draft = here.about(utterance(said), self._areas)
        return self._run_intake("intake_next")

    def fall_back(self, way: Resort) -> tuple[Action, ...]:
        """Offer a ticket where that is what is left; else the end is set."""
        self.end = None
        if way.to in ("person", "end"):
            self.end = way
            return ()
        *first, last = map(say, way.prompts)
        offer = self._offer if way.to == "offer" else self._retry
        return (*first, *offer(last))

    def start_over(self) -> None:
        """Failures so far count no more."""
        self._failures = 0

    # --- questions ---

    def enquire(self, prompt: str = "anything_else") -> tuple[Action, ...]:
        """The caller's turn for a question."""
        self.state = "enquiry"
        return self._enquiry.ask(prompt)

    def _answered(self, event: Heard | Keyed | Silence, silences: int) -> tuple[Action, ...]:
        said = said_in(event)
        if self.ticket and find("secret", said) and not is_named(told_of(said, self._areas)):
            return self._kept_secret()
        self._asked = said.raw if find("question", said) or asks_after(said) else self._asked
        actions = self._enquiry.receive(event, silences)
        if any(isinstance(done, Decision) and done.kind == "answer" for done in actions):
            self.draft = self.draft.answered()
        outcome = "ticket" if self.ticket else "answered"
        ends: Ends = {
            "report": lambda: self._start_intake(said_in(event)),
            "case": lambda: self._ask_case(said_in(event)),
            "goodbye": lambda: self.fall_back(Resort("end", outcome, ("goodbye",))),
            "stuck": lambda: self.fall_back(resort.not_understood(self.broken, self.draft.words)),
        }
        return _on(actions, ends, self._enquiry.state)

    def _kept_secret(self) -> tuple[Action, ...]:
        """Secrecy for the ticket that this call has filed: a colleague sees to it."""
        return self.fall_back(Resort("person", "secret_late", ("handoff",)))

    def _ask_instead(self, said: Utterance) -> tuple[Action, ...]:
        """Something else was said than what was wanted: a question."""
        self.state = "enquiry"
        self._enquiry.reopen()
        return self._answered(Heard(said.raw, said.syllables), 0)

    # --- tickets ---

    def _offer(self, asked: Say) -> tuple[Action, ...]:
        self.state = "offer"
        return (asked, self.listen())

    def _retry(self, asked: Say) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures < self._profile.max_failures:
            return self._offer(asked)
        return self._helpless()

    def _helpless(self) -> tuple[Action, ...]:
        return self.fall_back(resort.helpless(self.broken, "no_match"))

    def _hear_offer(self, event: Heard | Keyed | Silence) -> tuple[Action, ...]:
        if isinstance(event, Silence):
            return (say("still_there"), self.listen())
        if isinstance(event, Keyed):
            return self._offered(event.digit == "1") if event.digit in "12" else ()
        said = heard(event)
        accepted = yes_no(said)
        if accepted is not None:
            return self._offered(accepted)
        if len(said.text) >= 4 and not find("backchannel", said):
            return self._asked_instead(said)
        return self._retry(say("reprompt_short"))

    def _asked_instead(self, said: Utterance) -> tuple[Action, ...]:
        """A question in place of an answer. Whoever is not understood this time either needs a
        person; where there is none, the ticket is offered again, but not for ever."""
        actions = self._ask_instead(said)
        if self.state != "offer":
            return actions
        self._failures += 1
        if "handoff" in self.broken and self._failures < self._profile.max_failures:
            return actions
        missed = (done for done in actions if isinstance(done, Decision))
        return (*missed, *self._helpless())

    def _offered(self, accepted: bool) -> tuple[Action, ...]:
        if not accepted:
            self._failures = 0
            return self.enquire()
        if "hearing" in self.broken:
            self.draft = self.draft.unheard()
            if self.draft.contact:
                self.state = "filing"
                return (say("filing"), self.draft.ticket())
        self.draft = self.draft.settled()
        return self._run_intake("intake_start")

    def _start_intake(self, said: Utterance) -> tuple[Action, ...]:
        first, *others = matters_apart(said.raw)
        place = self.draft.hearing(said, self._areas).place if others else self.draft.place
        self._others, said = tuple(others), utterance(first) if others else said
        told = told_of(said, self._areas)
        if not is_named(told):
            return self._run_intake("intake_start", aside(said))
        self.draft = self.draft.about(said, self._areas, told)
        if others and not self.draft.place.text:  # told last, for both
            self.draft = replace(self.draft, place=place)
        if self._is_like_one():
            return self._compare(said)
        return self._run_intake("intake_start_sorry")

    def _run_intake(self, opening: str, *asides: str) -> tuple[Action, ...]:
        """asides: prompts that answer what was asked in between."""
        if "file_ticket" in self.broken:
            return self.fall_back(resort.helpless(self.broken, "ticket_failed"))
        self._failures = 0
        self._intake = Intake(self.draft, self._areas, self._profile)
        self.state = "intake"
        return (*map(say, filter(None, (opening, *asides))), *self._intake.start())

    def _drop(self) -> tuple[Action, ...]:
        """Called off. What was told is kept, for callers think better of it, and is no part of
        another matter."""
        self._dropped, self.draft = self.draft, self.draft.anew()
        return self.enquire()

    def _resumed(self, event: Heard | Keyed | Silence) -> tuple[Action, ...]:
        """The ticket that was called off, wanted after all; () where it is not."""
        said = said_in(event)
        if self._dropped is None or not find("resume", said):
            return ()
        self.draft, self._dropped = self._dropped.hearing(said, self._areas), None
        return self._run_intake("intake_start")

    def _step(self, event: Heard | Keyed | Silence, silences: int) -> tuple[Action, ...]:
        said = said_in(event) if self._intake.state == "matter" else Utterance.nothing()
        if asks_after(said):
            return self._ask_case(said)
        actions = self._intake.receive(event, silences)
        self.draft = self._intake.draft
        if said.text and self._is_like_one():
            return self._compare(said)
        if self._intake.state == "filing":
            self.state = "filing"
        return _on(actions, {"stuck": self._helpless, "dropped": self._drop}, self._intake.state)

    # --- tickets that are there ---

    def _ask_case(self, said: Utterance) -> tuple[Action, ...]:
        self.state, self._failures = "cases", 0
        return self._talked(self._cases.ask(said, bool(self.draft.caller)))

    def _waited(self, event: Heard | Keyed | Silence) -> tuple[Action, ...]:
        """How long it will be still, asked of the ticket that was spoken of; () for all else."""
        said = said_in(event)
        asked = self._cases.number and aside(said) == "faq_how_long"
        return self._ask_case(said) if asked else ()

    def _compare(self, said: Utterance) -> tuple[Action, ...]:
        """Is what is being reported a ticket that the caller has already?"""
        self.state = "cases"
        return self._cases.compare(said, self.draft.matter, self.draft.place.text)

    def _talk(
        self, event: Heard | Keyed | Silence | TicketsFound | TicketChanged | Failed
    ) -> tuple[Action, ...]:
        return self._talked(self._cases.receive(event))

    def _talked(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """With what follows where talk about a ticket has come to an end."""
        reason, asked = self._cases.reason, self._cases.asked
        ends: Ends = {
            "done": self._case_closed,
            "report": partial(self._run_intake, "intake_start"),
            "question": partial(self._ask_instead, asked),
            "person": lambda: self.fall_back(Resort("person", reason, (reason,))),
            "stuck": self._helpless,
        }
        return _on(actions, ends, self._cases.state)

    def _is_like_one(self) -> bool:
        return self._cases.alike(self.draft.matter, self.draft.place.text)

    def _case_closed(self) -> tuple[Action, ...]:
        """What was being reported has become part of that ticket."""
        self.draft = self.draft.anew() if self.draft.matter else self.draft
        return self.enquire()


def _on(actions: tuple[Action, ...], ends: Ends, state: str) -> tuple[Action, ...]:
    """With what follows, where the part has ended."""
    end = ends.get(state)
    return (*actions, *end()) if end else actions
