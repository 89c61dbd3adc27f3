"""Which ticket a caller means, and whether they may hear of it. [P]

A sub-machine of `dialog.cases`. The telephone tells its own tickets; for any other the caller says
its number and the query code of the text message. Nothing tells a stranger whether there is such a
ticket.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialog.case_words import TOLD_APART, listed, meant
from dialog.events import (
    Action,
    Decision,
    Event,
    Failed,
    FindTickets,
    Heard,
    Keyed,
    Listen,
    OwnTicket,
    Say,
    Silence,
    TicketsFound,
)
from dialog.grammar.cases import wish
from dialog.grammar.digits import digits
from dialog.grammar.intents import yes_no
from dialog.grammar.options import picked
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.prompts import say
from dialog.tabled import Tabled

STATES = ("which", "number", "code", "looking", "found", "person", "stuck")
"""which: one of several. number, code: of a ticket that the telephone does not tell. looking: it is
looked up. The ends: found; person; stuck, the caller was not understood too often."""

ENDS = STATES[4:]

KINDS = ("Heard", "Keyed", "Silence", "TicketsFound", "Failed")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    ("which", "Heard"): "which",
    ("which", "Keyed"): "key_which",
    ("which", "Silence"): "silence",
    ("number", "Heard"): "number",
    ("code", "Heard"): "code",
    **{(state, "Keyed"): "type" for state in ("number", "code")},
    **{(state, "Silence"): "silent_digits" for state in ("number", "code")},
    ("looking", "TicketsFound"): "looked",
    ("looking", "Failed"): "not_looked",
}
"""(state, event) to the method `_on_<name>`."""

NUMBER_DIGITS = 21
CODE_DIGITS = 6

CODE_TRIES = 3
"""Query codes that a caller may say before a person looks after them."""

ZERO_S = 2.5
"""Seconds after the key 0, which begins a code or calls a person."""

ORDINALS = ("第一件", "第二件", "第三件", "都不是")


class Finding(Tabled):
    """The search for one ticket. `state` is one of STATES. own: the ticket, at the end `found`.
    reason: for the person, at the end `person`."""

    def __init__(self, known: Sequence[OwnTicket], silence_s: float, max_failures: int) -> None:
        """known: tickets of the telephone."""
        self.state = "number"
        self.own: OwnTicket | None = None
        self.reason = "case_number"
        self._known = tuple(known)
        self._choice: tuple[OwnTicket, ...] = ()
        self._silence_s = silence_s
        self._max_failures = max_failures
        self._number = ""
        self._digits = ""
        self._codes = 0
        self._failures = 0

    def receive(self, event: Event) -> tuple[Action, ...]:
        """Take an event of KINDS."""
        told = heard(event) if isinstance(event, Heard) else event
        return self._handled(TRANSITIONS[self.state, type(event).__name__], told)

    def begin(self, said: Utterance, phone: bool) -> tuple[Action, ...]:
        """phone: the caller's number is known, and so it is news that it has no ticket."""
        number = digits(said.text)
        if len(number) > CODE_DIGITS:
            return self._dictated(number)
        self._choice = meant(said, self._known)
        live = tuple(own for own in self._choice if own.phase != "over")
        if len(live) == 1 or len(self._choice) == 1:
            return self._found((*live, *self._choice)[0])
        if self._choice:
            return self._ask("which")
        return (*((say("case_none"),) if phone else ()), *self._ask("number"))

    def ask_again(self) -> tuple[Action, ...]:
        """The question of the present state."""
        return (*self._questions(), self.listen())

    def listen(self) -> Listen:
        if self.state == "which":
            return Listen(self._silence_s, "open", ORDINALS)
        return Listen(self._silence_s, "digits", secret=self.state == "code")

    @property
    def typing(self) -> bool:
        """Whether keys are digits now, 0 among them."""
        return self.state == "code" or (self.state == "number" and bool(self._digits))

    # --- handlers named by the table ---

    def _on_silence(self, event: Silence) -> tuple[Action, ...]:
        return (say("still_there"), *self.ask_again())

    def _on_silent_digits(self, event: Silence) -> tuple[Action, ...]:
        if self._digits == "0":
            return self._to_person("case_number")
        return self._on_silence(event)

    def _on_which(self, said: Utterance) -> tuple[Action, ...]:
        number = digits(said.text)
        if len(number) > CODE_DIGITS:
            return self._dictated(number)
        if find("neither", said) or wish(said) == "new":
            return self._ask("number")
        tail = [own for own in self._choice if len(number) > 2 and own.number.endswith(number)]
        at = picked(said, tuple((own.title,) for own in self._choice[:TOLD_APART]))
        named = meant(said, self._choice)
        if len(tail) == 1:
            return self._found(tail[0])
        if at is not None:
            return self._found(self._choice[at])
        return self._found(named[0]) if len(named) == 1 else self._missed()

    def _on_key_which(self, key: Keyed) -> tuple[Action, ...]:
        at = "123".find(key.digit)
        if 0 <= at < min(len(self._choice), TOLD_APART):
            return self._found(self._choice[at])
        return self._ask("number") if key.digit == "#" else self.ask_again()

    def _on_number(self, said: Utterance) -> tuple[Action, ...]:
        number = digits(said.text)
        if number:
            return self._dictated(self._digits + number)
        if find("unknown_place", said) or find("unsure", said) or yes_no(said) is False:
            return self._to_person("case_number")
        return self._missed()

    def _on_code(self, said: Utterance) -> tuple[Action, ...]:
        code = digits(said.text)
        if code:
            return self._coded(code)
        if find("unsure", said) or yes_no(said) is False:
            return self._to_person("case_number")
        return self._missed()

    def _on_type(self, key: Keyed) -> tuple[Action, ...]:
        if key.digit == "*":
            self._digits = ""
            return self.ask_again()
        if key.digit == "#":
            if self._digits in ("", "0"):
                return self._to_person("case_number")
            if self.state == "number":
                return self._dictated(self._digits, whole=True)
            return self._coded(self._digits)
        self._digits += key.digit
        if self.state == "number" and len(self._digits) == NUMBER_DIGITS:
            return self._dictated(self._digits)
        if self.state == "code" and len(self._digits) == CODE_DIGITS:
            return self._coded(self._digits)
        listen = self.listen()
        return (replace(listen, silence_s=ZERO_S) if self._digits == "0" else listen,)

    def _on_looked(self, found: TicketsFound) -> tuple[Action, ...]:
        if found.number != self._number:  # of the telephone, late: it was not waited for
            return ()
        if found.tickets:
            return self._found(found.tickets[0])
        if found.wanting == "number":
            self._failures += 1
            if self._failures >= self._max_failures:
                return self._to_person("case_number")
            return (say("case_number_wrong"), *self._listen_in("number"))
        if not self._codes:
            return self._ask("code")
        if self._codes == CODE_TRIES:
            return self._to_person("case_code")
        return (say("case_code_wrong"), *self._listen_in("code"))

    def _on_not_looked(self, failed: Failed) -> tuple[Action, ...]:
        return self._to_person("case_failed") if failed.action == "find_tickets" else ()

    # --- what they share ---

    def _ask(self, state: str) -> tuple[Action, ...]:
        self.state = state
        return self.ask_again()

    def _questions(self) -> tuple[Say, ...]:
        if self.state == "which":
            return (say("case_which", options=listed(self._choice)),)
        return (say("case_ask_code" if self.state == "code" else "case_ask_number"),)

    def _missed(self) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures >= self._max_failures:
            self.state = "stuck"
            return (Decision("no_match", "own_ticket"),)
        return (Decision("no_match", self.state), say("reprompt_short"), *self.ask_again())

    def _found(self, own: OwnTicket) -> tuple[Action, ...]:
        self.state, self.own = "found", own
        return ()

    def _to_person(self, reason: str) -> tuple[Action, ...]:
        self.state, self.reason = "person", reason
        return ()

    def _dictated(self, number: str, whole: bool = False) -> tuple[Action, ...]:
        """A ticket number, or a part of one. whole: nothing more will come."""
        known = next((own for own in self._known if own.number == number), None)
        if known is not None:
            return self._found(known)
        self._digits = ""
        if len(number) < NUMBER_DIGITS and not whole:
            self._digits = number
            noted = Decision("slot", "ticket_number")
            return (noted, say("case_number_more"), *self._listen_in("number"))
        self._number, self._codes = number, 0
        return self._look("")

    def _coded(self, code: str) -> tuple[Action, ...]:
        self._digits = ""
        self._codes += 1
        return self._look(code)

    def _look(self, code: str) -> tuple[Action, ...]:
        self.state = "looking"
        told = (say("case_looking"),) if code else ()
        return (*told, FindTickets(number=self._number, code=code))

    def _listen_in(self, state: str) -> tuple[Action, ...]:
        self.state = state
        return (self.listen(),)
