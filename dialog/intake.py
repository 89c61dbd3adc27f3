"""Taking down a ticket: matter, place, contact, read-back with repair of one slot. [P]

A sub-machine of the hotline. Slots that were already said are skipped; the hotline has dealt with
人工, danger and the like before an event gets here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialog.areas.places import Place, as_answer, find_place
from dialog.areas.table import AreaTable
from dialog.draft import UNKNOWN_PLACE, Draft
from dialog.events import Action, Decision, Event, Heard, Keyed, Listen, Say
from dialog.grammar import digits
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.prompts import say

STATES = ("matter", "place", "contact", "number", "check_number", "read_back", "repair", "filing",
          "stuck", "dropped")  # fmt: skip
"""'filing' waits for the ticket; 'stuck' wants a person; 'dropped' was called off."""

MATTER_SPOKEN = 30
"""Characters of the matter that are read back."""


class Intake:
    """One ticket being taken down. `state` is one of STATES; the hotline watches for the ends."""

    def __init__(self, draft: Draft, areas: AreaTable, silence_s: float, max_failures: int) -> None:
        self.state = "matter"
        self.draft = draft
        self._areas = areas
        self._silence_s = silence_s
        self._max_failures = max_failures
        self._failures = 0
        self._keys = ""

    @property
    def typing(self) -> bool:
        """Whether keys are digits of a number now, the key 0 among them."""
        return self.state == "number" and bool(self._keys)

    def start(self) -> tuple[Action, ...]:
        """Ask for the first slot that is missing."""
        return self._ask_next()

    def receive(self, event: Event) -> tuple[Action, ...]:
        """Take `Heard` or `Keyed`; everything else is the hotline's."""
        if isinstance(event, Keyed):
            return self._keyed(event.digit)
        if isinstance(event, Heard):
            return ANSWERS[self.state](self, heard(event))
        return ()

    def ask_again(self) -> tuple[Action, ...]:
        """The question of the present state."""
        return self._ask(self.state)

    def _skip(self) -> tuple[Action, ...]:
        """Leave out a slot that the ticket can do without."""
        if self.state == "place":
            return self._placed(Place(detail=UNKNOWN_PLACE))
        return self.ask_again()

    # --- asking ---

    def _ask_next(self) -> tuple[Action, ...]:
        self._failures, self._keys = 0, ""
        draft = self.draft
        if not draft.matter:
            return self._ask("matter")
        if not (draft.place.detail or draft.place.street):
            return self._ask("place")
        if not draft.contact:
            return self._ask("contact" if draft.caller else "number")
        return self._ask("read_back")

    def _ask(self, state: str) -> tuple[Action, ...]:
        self.state = state
        return (self._question(state), self.listen())

    def _question(self, state: str) -> Say:
        draft = self.draft
        if state == "place" and draft.place.known:
            return say("ask_place_more")
        if state == "check_number":
            return say("check_number", number=digits.groups(self._keys))
        if state == "read_back":
            return say(
                "read_back",
                place=draft.place.text,
                matter=draft.matter[:MATTER_SPOKEN],
                number=digits.groups(draft.contact),
            )
        return say(QUESTIONS[state])

    def listen(self) -> Listen:
        """How to listen for the answer that is wanted now."""
        if self.state == "place":
            names = tuple(area.name for area in self._areas.districts)
            return Listen(self._silence_s, "address", names)
        if self.state == "number":
            return Listen(self._silence_s, "digits")
        return Listen(self._silence_s, "open" if self.state in ("matter", "repair") else "yes_no")

    def _failed(self) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures >= self._max_failures:
            self.state = "stuck"
            return (Decision("no_match", "intake"),)
        return (
            Decision("no_match", self.state),
            say("reprompt_short"),
            *self._ask(self.state),
        )

    # --- answers, one method a state ---

    def _matter(self, said: Utterance) -> tuple[Action, ...]:
        if len(said.text) < 2 or find("backchannel", said) or find("greeting", said):
            return self._failed()
        self.draft = self.draft.about(said, self._areas)
        return (Decision("slot", f"matter={said.raw}"), *self._ask_next())

    def _place(self, said: Utterance) -> tuple[Action, ...]:
        if find("unknown_place", said):
            return self._placed(Place(detail=UNKNOWN_PLACE))
        answer = as_answer(said, self._areas)
        if find("backchannel", said) or yes_no(said) is not None or not answer.text:
            return self._failed()
        if find("complaint", said) and not find_place(said, self._areas).text:
            self.draft = replace(self.draft, words=(*self.draft.words, said.raw))
            return self._failed()
        place = self.draft.place.merged(answer)
        if not (place.detail or place.street) and self._failures == 0:
            self.draft = replace(self.draft, place=place)
            self._failures += 1
            return (Decision("slot", f"place={place.text}"), *self._ask("place"))
        return self._placed(place if place.detail else replace(place, detail=""))

    def _placed(self, place: Place) -> tuple[Action, ...]:
        if not (place.detail or place.street):
            place = replace(place, detail=UNKNOWN_PLACE if not place.known else "（具体位置不详）")
        self.draft = replace(self.draft, place=place)
        return (Decision("slot", f"place={place.text}"), *self._ask_next())

    def _contact(self, said: Utterance) -> tuple[Action, ...]:
        number = digits.digits(said.text)
        if len(number) >= 7:
            return self._dictated(number)
        answer = yes_no(said)
        if answer is None:
            return self._failed()
        if answer:
            self.draft = replace(self.draft, contact=self.draft.caller)
            return (Decision("slot", "contact=caller"), *self._ask_next())
        return self._ask("number")

    def _number(self, said: Utterance) -> tuple[Action, ...]:
        number = digits.digits(said.text)
        return self._dictated(number) if number else self._failed()

    def _dictated(self, number: str) -> tuple[Action, ...]:
        if not digits.is_phone(number):
            self.state = "number"
            self._keys = ""
            self._failures += 1
            if self._failures > self._max_failures:
                self.state = "stuck"
                return (Decision("no_match", "number"),)
            return (Decision("no_match", "number"), say("number_short"), self.listen())
        self._keys = number
        return (Decision("slot", "contact=dictated"), *self._ask("check_number"))

    def _check_number(self, said: Utterance) -> tuple[Action, ...]:
        corrected = digits.digits(said.text)
        if len(corrected) >= 3:
            return self._dictated(digits.corrected(self._keys, said.text))
        answer = yes_no(said)
        if answer is None:
            return self._failed()
        if not answer:
            self._keys = ""
            return self._ask("number")
        self.draft = replace(self.draft, contact=self._keys)
        return self._ask_next()

    def _read_back(self, said: Utterance) -> tuple[Action, ...]:
        if repaired := self._repaired(said):
            return repaired
        answer = yes_no(said)
        if answer is None:
            return self._failed()
        if answer:
            self.state = "filing"
            return (say("filing"), self.draft.ticket())
        if find("called_off", said):
            self.state = "dropped"
            return (Decision("intent", "dropped"), say("intake_dropped"))
        return self._ask("repair")

    def _repair(self, said: Utterance) -> tuple[Action, ...]:
        return self._repaired(said) or self._failed()

    def _repaired(self, said: Utterance) -> tuple[Action, ...]:
        """Mend the one slot that was named or said anew; () where none was."""
        new = said.text.split("不是", 1)[-1].split("是", 1)[-1] if "是" in said.text else said.text
        place = find_place(heard(Heard(new)), self._areas)
        if place.text and yes_no(said) is not True:
            self.draft = replace(self.draft, place=self.draft.place.merged(place))
            return (Decision("slot", f"place={self.draft.place.text}"), say("repaired"),
                    *self._ask_next())  # fmt: skip
        number = digits.digits(said.text)
        if len(number) >= 7:
            return self._dictated(number)
        for table, slot in (("repair_number", "number"), ("repair_place", "place"),
                            ("repair_matter", "matter")):  # fmt: skip
            if find(table, said):
                return self._reopen(slot)
        return ()

    def _reopen(self, slot: str) -> tuple[Action, ...]:
        cleared = {"number": {"contact": ""}, "place": {"place": Place()}, "matter": {}}
        self.draft = replace(self.draft, **cleared[slot])  # type: ignore[arg-type]
        self._failures, self._keys = 0, ""
        return (Decision("slot", f"repair={slot}"), *self._ask(slot))

    # --- keys ---

    def _keyed(self, digit: str) -> tuple[Action, ...]:
        if digit == "#":
            return self._dictated(self._keys) if self.typing else self._skip()
        if self.state not in ("number", "contact") or digit == "*":
            return self.ask_again()
        if self.state == "contact":
            self.state = "number"
        self._keys += digit
        if digits.MOBILE.fullmatch(self._keys):
            return self._dictated(self._keys)
        return (self.listen(),)


QUESTIONS: Mapping[str, str] = {
    "matter": "ask_matter",
    "place": "ask_place",
    "contact": "ask_contact",
    "number": "ask_number",
    "repair": "ask_repair",
    "filing": "filing",
    "stuck": "handoff_trouble",
    "dropped": "intake_dropped",
}

Answer = Callable[[Intake, Utterance], tuple[Action, ...]]


def _closed(intake: Intake, said: Utterance) -> tuple[Action, ...]:
    """Words while the ticket is being filed change nothing."""
    return ()


ANSWERS: Mapping[str, Answer] = {
    "matter": Intake._matter,
    "place": Intake._place,
    "contact": Intake._contact,
    "number": Intake._number,
    "check_number": Intake._check_number,
    "read_back": Intake._read_back,
    "repair": Intake._repair,
    "filing": _closed,
    "stuck": _closed,
    "dropped": _closed,
}
"""What hears the caller in each state."""
