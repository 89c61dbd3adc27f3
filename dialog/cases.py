"""The caller's tickets: where one is, hurry it, add to it, withdraw it, send it back. [P]

A sub-machine of the hotline. Read `TRANSITIONS` in `cases_table.py` first. The hotline has dealt
with 人工, danger and the like before an event gets here; it watches for the ends. Nothing is said
of a ticket to anybody who calls from another telephone and has no query code.
"""

from collections.abc import Mapping
from typing import Literal

from dialog.case_answers import (
    Meant,
    says_why,
    tells_done,
    to_check,
    to_offer,
    to_result,
    to_similar,
    told_in,
)
from dialog.case_words import QUESTIONS, changed_so, question, similar, standing
from dialog.cases_table import CHECK_OF, LIKELY, OPEN, TRANSITIONS, WAITS
from dialog.events import (
    Action,
    Change,
    ChangeTicket,
    Decision,
    Event,
    Failed,
    Heard,
    Keyed,
    Listen,
    OwnTicket,
    Say,
    Silence,
    TicketChanged,
    TicketsFound,
)
from dialog.finding import Finding
from dialog.grammar.cases import Wish, urges, wish, words_beside
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.profile import Profile
from dialog.prompts import say
from dialog.tabled import Tabled


class Cases(Tabled):
    """The tickets of one caller. `state` is one of STATES. reason: for the person, at the end
    `person`; the prompt has the same name."""

    def __init__(self, profile: Profile) -> None:
        self._state = "done"
        self.reason = "case_number"
        self.asked = Utterance.nothing()
        self._profile = profile
        self._known: tuple[OwnTicket, ...] = ()
        self._unlike: frozenset[str] = frozenset()
        self._about: OwnTicket | None = None
        self._wanted: Wish | None = None
        self._offered: Wish | None = None
        self._words = ""
        self._also_urge = False  # once it has been added to
        self._failures = 0
        self._finder = Finding((), profile.silence_s, profile.max_failures)

    @property
    def state(self) -> str:
        """That of the search as long as it goes on."""
        return self._finder.state if self._state == "finding" else self._state

    @property
    def waits(self) -> bool:
        """Whether nothing is asked, because something is looked up or written down."""
        return self.state in WAITS

    def receive(self, event: Event) -> tuple[Action, ...]:
        """Take an event of KINDS; everything else is the hotline's."""
        name = TRANSITIONS[self._state, type(event).__name__]
        if name == "find":
            return self._search(self._finder.receive(event))
        told = heard(event) if isinstance(event, Heard) else event
        return self._handled(name, told)

    # --- how it begins ---

    def know(self, found: TicketsFound) -> None:
        """The tickets of the telephone from which the caller calls."""
        self._known = found.tickets

    def ask(self, said: Utterance, phone: bool) -> tuple[Action, ...]:
        """The caller asks after a ticket. phone: their number is known."""
        self.asked, self._failures, self._wanted = said, 0, wish(said)
        noted = Decision("intent", f"own_ticket:{self._wanted or 'status'}")
        profile = self._profile
        self._finder = Finding(self._known, profile.silence_s, profile.max_failures)
        self._state = "finding"
        return (noted, *self._search(self._finder.begin(said, phone)))

    def alike(self, words: str, place: str) -> bool:
        """Whether a report is like a ticket that is not over, and was not said to be another."""
        return self._like(words, place) is not None

    def compare(self, said: Utterance, words: str, place: str) -> tuple[Action, ...]:
        """Ask whether what is reported is a ticket of theirs; only where `alike`."""
        self._about = self._like(words, place)
        self.asked, self._failures, self._wanted = said, 0, None
        return (Decision("intent", "similar"), *self._ask("similar"))

    def _like(self, words: str, place: str) -> OwnTicket | None:
        if not words:
            return None
        compared = [own for own in self._known if own.number not in self._unlike]
        return similar(words, place, compared)

    # --- asking ---

    def ask_again(self) -> tuple[Action, ...]:
        if self._state == "finding":
            return self._finder.ask_again()
        return (*self._questions(), self.listen())

    def listen(self) -> Listen:
        if self._state == "finding":
            return self._finder.listen()
        kind: Literal["open", "yes_no"] = "open" if self._state in OPEN else "yes_no"
        return Listen(self._profile.silence_s, kind, LIKELY.get(self._state, ()))

    @property
    def typing(self) -> bool:
        """Whether keys are digits now, 0 among them."""
        return self._state == "finding" and self._finder.typing

    def _ask(self, state: str) -> tuple[Action, ...]:
        self._state = state
        return self.ask_again()

    def _questions(self) -> tuple[Say, ...]:
        if self._state in QUESTIONS:
            return (say(QUESTIONS[self._state]),)
        today, offer = self._profile.today, self._offered == "urge"
        return question(self._state, self._own, today, self._words, offer)

    def _missed(self) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures >= self._profile.max_failures:
            self._state = "stuck"
            return (Decision("no_match", "own_ticket"),)
        return (Decision("no_match", self._state), say("reprompt_short"), *self.ask_again())

    def _to_person(self, reason: str) -> tuple[Action, ...]:
        self._state, self.reason = "person", reason
        return ()

    def _done(self, *told: Say) -> tuple[Action, ...]:
        self._state = "done"
        return told

    # --- handlers named by the table ---

    def _on_silence(self, event: Silence) -> tuple[Action, ...]:
        return (say("still_there"), *self.ask_again())

    def _on_standing(self, said: Utterance) -> tuple[Action, ...]:
        meant = to_offer(said, self._offered)
        return self._begin(meant, said) if meant else self._elsewhere(said)

    def _on_content(self, said: Utterance) -> tuple[Action, ...]:
        meant = to_result(said)
        if meant == "neutral" and not self._failures:
            self._failures += 1
            return (say("survey_clarify"), self.listen())
        if meant == "neutral":
            return self._done()
        if meant == "unhappy" and self._own.phase == "completed" and says_why(said):
            self._words, self._failures = told_in(said), 0
            return self._ask("check_unhappy")
        return self._begin(meant, said) if meant else self._elsewhere(said)

    def _on_similar(self, said: Utterance) -> tuple[Action, ...]:
        if meant := to_similar(said, self._own.phase == "completed"):
            return self._begin(meant, said)
        self._failures += 1
        if self._failures < self._profile.max_failures:
            return (Decision("no_match", "similar"), say("case_similar_again"), self.listen())
        return self._begin("new", said)  # a matter too many does less harm than one too few

    def _on_key_similar(self, key: Keyed) -> tuple[Action, ...]:
        wanted: Mapping[str, Wish] = {"1": "urge", "2": "supplement", "3": "new", "#": "new"}
        return self._begin(wanted.get(key.digit), Utterance.nothing())

    def _on_words(self, said: Utterance) -> tuple[Action, ...]:
        if said.empty or find("backchannel", said) or find("greeting", said):
            return self._missed()
        if find("called_off", said) or find("no_more", said):
            return self._kept()
        self._words, self._failures = told_in(said), 0
        return self._ask(CHECK_OF[self._state])

    def _on_key_words(self, key: Keyed) -> tuple[Action, ...]:
        return self._kept() if key.digit == "#" else self.ask_again()

    def _on_check(self, said: Utterance) -> tuple[Action, ...]:
        answer = to_check(said, self._state == "check_withdraw")
        return self._missed() if answer is None else self._confirmed(answer)

    def _on_key_yes_no(self, key: Keyed) -> tuple[Action, ...]:
        if key.digit not in ("1", "2", "#"):
            return self.ask_again()
        accepted = key.digit == "1"
        if self._state == "standing":
            return self._begin(self._offered, self.asked) if accepted else self._done()
        if self._state == "content":
            return self._done() if key.digit != "2" else self._begin("unhappy", self.asked)
        return self._confirmed(accepted)

    def _on_changed(self, changed: TicketChanged) -> tuple[Action, ...]:
        if changed.done == "refused":
            return self._to_person("case_refused")
        newer, told = changed_so(self._own, changed)
        self._learn(newer)
        if self._also_urge and not newer.urged_today:
            self._also_urge = False
            return (told, *self._change("urge", ""))
        return self._done(told)

    def _on_not_changed(self, failed: Failed) -> tuple[Action, ...]:
        return self._to_person("case_failed") if failed.action == "change_ticket" else ()

    # --- one ticket ---

    def _search(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """Go on where the search has ended."""
        finder = self._finder
        if finder.state == "found" and finder.own is not None:
            return (*actions, *self._settled(finder.own))
        if finder.state == "person":
            return (*actions, *self._to_person(finder.reason))
        if finder.state == "stuck":
            self._state = "stuck"
        return actions

    @property
    def _own(self) -> OwnTicket:
        assert self._about is not None
        return self._about

    @property
    def number(self) -> str:
        """Of the ticket that is spoken of, "" where none is."""
        return self._about.number if self._about else ""

    def _learn(self, newer: OwnTicket) -> None:
        self._about = newer
        self._known = tuple(newer if own.number == newer.number else own for own in self._known)

    def _settled(self, own: OwnTicket) -> tuple[Action, ...]:
        """It is known which; what was wanted at first is done at once."""
        self._about, self._failures = own, 0
        if self._wanted in ("supplement", "withdraw") and own.phase == "underway":
            return self._begin(self._wanted, self.asked)
        if self._wanted == "unhappy" and own.phase != "underway":
            return self._begin("unhappy", self.asked)
        if self._wanted == "urge" and own.phase == "underway" and not own.urged_today:
            return (*standing(own, self._profile.today), *self._begin("urge", self.asked))
        return self._tell()

    def _tell(self) -> tuple[Action, ...]:
        """Where it is, and what can be done about it."""
        own = self._own
        told = standing(own, self._profile.today)
        if own.phase == "over" and not own.result:
            return self._done(*told)
        if own.phase != "underway":
            return (*told, *self._ask("content"))
        self._offered = "supplement" if own.urged_today else "urge"
        urged = (say("case_urged_today"),) if own.urged_today else ()
        return (*told, *urged, *self._ask("standing"))

    def _begin(self, wanted: Meant | None, said: Utterance) -> tuple[Action, ...]:
        """Do what is wanted of the ticket, as far as it is possible."""
        own, self._failures = self._own, 0
        if wanted == "done":
            return self._done()
        if wanted == "new":
            self._state, self._unlike = "report", self._unlike | {own.number}
            return (Decision("intent", "new_matter"),)
        if wanted == "unhappy":
            if own.phase == "over":
                return self._to_person("case_unhappy")
            return self._ask("unhappy")
        if own.phase != "underway" or wanted in (None, "status"):
            return self._tell()
        if wanted == "urge":
            if own.urged_today:
                self._offered = "supplement"
                return (say("case_urged_today"), *self._ask("standing"))
            return self._change("urge", said.raw if wish(said) == "urge" else "")
        if wanted == "withdraw":
            self._words = said.raw if tells_done(said) else ""
            return self._ask("check_withdraw" if self._words else "reason")
        self._words, self._also_urge = words_beside(said), urges(said)
        return self._ask("check_supplement" if self._words else "supplement")

    def _confirmed(self, accepted: bool) -> tuple[Action, ...]:
        if self._state == "check_withdraw" and not accepted:
            return self._kept()
        if not accepted:
            return self._ask("supplement" if self._state == "check_supplement" else "unhappy")
        changes: Mapping[str, Change] = {
            "check_supplement": "supplement",
            "check_withdraw": "withdraw",
            "check_unhappy": "redo",
        }
        return self._change(changes[self._state], self._words)

    def _change(self, change: Change, words: str) -> tuple[Action, ...]:
        self._state = "changing"
        own = self._own
        return (Decision("slot", f"change={change}"),
                ChangeTicket(own.number, change, words, own.joined))  # fmt: skip

    def _kept(self) -> tuple[Action, ...]:
        """Nothing is changed."""
        withdrawing = self._state in ("reason", "check_withdraw")
        return self._done(say("case_kept" if withdrawing else "case_nothing"))

    def _elsewhere(self, said: Utterance) -> tuple[Action, ...]:
        """Something else was said: another question, or nothing that was understood."""
        if find("question", said) or find("complaint", said):
            self._state, self.asked = "question", said
            return ()
        return self._missed()
