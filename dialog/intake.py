"""Taking down a ticket: one question at a time, what was said is not asked again. [P]

A sub-machine of the hotline. Read `TRANSITIONS` in `intake_table.py` and `SLOTS` in
`intake_slots.py` first. The hotline has dealt with 人工, danger and the like before an event gets
here; it watches for the ends.
"""

from dataclasses import replace

from dialog.agenda import Agenda
from dialog.areas.places import Place
from dialog.areas.table import AreaTable
from dialog.asides import aside, cannot_say, gives_up
from dialog.draft import Draft
from dialog.events import Action, Decision, Heard, Keyed, Listen, Say, Silence
from dialog.grammar.digits import digits
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.grammar.wishes import names_act
from dialog.intake_answers import (
    addition,
    agrees_within,
    bare_time,
    same_number,
    wants_work,
    wish_of,
)
from dialog.intake_number import NumberTaking
from dialog.intake_place import as_known, keyed_which, placed, which
from dialog.intake_questions import BY_KEY, listen, question, question_again
from dialog.intake_slots import BY_NAME
from dialog.intake_table import ENDS, SLOT_OF, TRANSITIONS
from dialog.learning import WORDS_ONLY, learnt
from dialog.moments import answered
from dialog.profile import Profile
from dialog.prompts import say
from dialog.readback import ReadBack
from dialog.repair import Mend, again_differently, applied, mends
from dialog.repair_place import within
from dialog.tabled import Tabled


class Intake(Tabled):
    """One ticket being taken down. `state` is one of STATES."""

    def __init__(self, draft: Draft, areas: AreaTable, profile: Profile) -> None:
        self.state = "matter"
        self.draft = draft
        self._areas = areas
        self._profile = profile
        self._failures = 0
        self._silences = 0
        self._agenda = Agenda()
        self._read_back = ReadBack()
        self._number = NumberTaking()
        self._was = Place()  # before the caller said that it is wrong

    @property
    def typing(self) -> bool:
        """Whether keys are digits of a number now, the key 0 among them."""
        return self.state == "number" and self._number.typing

    @property
    def _slot(self) -> str:
        """What is being asked for."""
        return SLOT_OF.get(self.state, self.state)

    @property
    def _spare(self) -> bool:
        """Whether a ticket can do without it."""
        return self._slot in BY_NAME and not BY_NAME[self._slot].needed

    def claims(self, said: Utterance) -> bool:
        """Whether words that ask for a person elsewhere answer the question here."""
        return self.state in ("wants", "read_back", "repair") and wants_work(said)

    def start(self) -> tuple[Action, ...]:
        """Ask for the first slot that is missing."""
        return self._ask_next()

    def receive(self, event: Heard | Keyed | Silence, silences: int = 0) -> tuple[Action, ...]:
        """silences: in a row, with this one."""
        self._silences = silences
        told = heard(event) if isinstance(event, Heard) else event
        beside = self._beside(told) if isinstance(told, Utterance) else ()
        return beside or self._handled(TRANSITIONS[self.state, type(event).__name__], told)

    def ask_again(self) -> tuple[Action, ...]:
        """The question of the present state."""
        return self._ask(self.state)

    def _beside(self, said: Utterance) -> tuple[Action, ...]:
        """What may be said whatever was asked: that no ticket is wanted, or a question."""
        if self.state in ENDS:
            return ()
        if gives_up(said):
            self.state = "dropped"
            return (Decision("intent", "dropped"), say("intake_dropped"))
        if self.state not in ("contact", "number") and find("no_contact", said):
            return (*self._no_contact(), *self.ask_again())
        prompt = aside(said) if self.state != "matter" else ""
        if not prompt:
            return ()
        self.draft = self.draft.overheard(said)
        return (Decision("aside", prompt), say(prompt), *self.ask_again())

    # --- asking ---

    def _ask_next(self) -> tuple[Action, ...]:
        self._failures = 0
        state, self._agenda = self._agenda.next(self.draft)
        if state == "read_back":
            self._read_back = self._read_back.next(self.draft)
        if state in ("contact", "number", "check_number"):
            said = self.draft.number if state == "check_number" else ""
            self._number = NumberTaking(said, self._profile.max_failures)
            self.draft = replace(self.draft, number="") if said else self.draft
        return self._ask(state)

    def _ask(self, state: str) -> tuple[Action, ...]:
        self.state = state
        return (self._question(state), self.listen())

    def _question(self, state: str) -> Say:
        if state in ("number", "check_number"):
            return self._number.question
        if state == "read_back" and self._read_back.words:
            return self._read_back.words
        return question(state, self.draft, self._areas, "place" in self._read_back.changed)

    def listen(self) -> Listen:
        """How to listen for the answer that is wanted now."""
        return listen(self.state, self._profile.silence_s, self._areas)

    # --- what became of an answer ---

    def _took(self, slot: str, value: str = "", **change: object) -> tuple[Action, ...]:
        """An answer; value: for the log."""
        self.draft = replace(self.draft, **change)  # type: ignore[arg-type]
        self._agenda = self._agenda.done(slot)
        self._read_back = self._read_back.changing(slot)
        return (Decision("slot", f"{slot}={value}"), *self._ask_next())

    def _else(self, said: Utterance) -> tuple[Action, ...]:
        """Something else than the answer: a correction, other facts, or nothing of use."""
        slot = self._slot
        if slot not in ("contact", "number") and self.draft.caller and find("same_number", said):
            self.draft = replace(self.draft, contact=self.draft.caller)
            return (Decision("slot", "contact=caller"), say("noted"), *self.ask_again())
        found = find("corrects", said) and mends(said, self.draft, self._areas)
        if found and all(mend.change and mend.slot != slot for mend in found):
            self._mend(found)
            return (*self._mended(found), say("noted"), *self.ask_again())
        if learnt := self._learn(said):
            return (Decision("slot", "，".join(learnt)), say("noted"), *self.ask_again())
        if cannot_say(said) and self._spare:
            return self._leave_out(slot)
        return self._failed()

    def _learn(self, said: Utterance) -> tuple[str, ...]:
        """Names of slots that an utterance fills without having been asked for them."""
        self.draft, names = learnt(self.draft, said, self._areas)
        return () if names == WORDS_ONLY and self._failures else names

    def _failed(self) -> tuple[Action, ...]:
        self._failures += 1
        noted = Decision("no_match", self.state)
        if self._failures < self._profile.max_failures:
            return (noted, self._second_wording(), self.listen())
        if self._spare:
            return (noted, *self._leave_out(self._slot))
        self.state = "stuck"
        return (Decision("no_match", "intake"),)

    def _second_wording(self) -> Say:
        if self.state in ("number", "check_number"):
            return self._number.question_again
        return question_again(self.state, self.draft)

    def _leave_out(self, slot: str) -> tuple[Action, ...]:
        """Go on without it; of a place, what is known is kept."""
        self._agenda = self._agenda.done(slot)
        if slot == "place":
            self.draft = replace(self.draft, place=as_known(self.draft.place))
        return (Decision("slot", f"{slot}="), say("left_out"), *self._ask_next())

    # --- answers, one method a state ---

    def _on_matter(self, said: Utterance) -> tuple[Action, ...]:
        useless = len(said.text) < 2 or yes_no(said) is not None or cannot_say(said)
        if useless or find("backchannel", said) or find("greeting", said):
            return self._failed()
        self.draft = self.draft.about(said, self._areas)
        return self._took("matter", said.raw)

    def _on_place(self, said: Utterance) -> tuple[Action, ...]:
        last, today = self._failures > 0, self.draft.today
        found = placed(said, self.draft.place, self._areas, today, last)
        if found.then == "nothing":
            return self._else(said)
        self.draft = self.draft.overheard(said)
        if found.then == "taken":
            place = within(found.place, self._was)
            return self._took("place", place.text, place=place)
        self.draft = replace(self.draft, place=found.place)
        self._failures += found.then == "more"
        asked = "place" if found.then == "more" else "district"
        return (Decision("slot", f"place={found.place.text}"), *self._ask(asked))

    def _on_district(self, said: Utterance) -> tuple[Action, ...]:
        place = which(said, self.draft.place, self._areas)
        return self._took("place", place.text, place=place) if place else self._else(said)

    def _on_when(self, said: Utterance) -> tuple[Action, ...]:
        when = answered(said.raw, self.draft.today)
        if not when.said:
            return self._else(said)
        self._learn(said)
        return self._took("when", when.written, when=when)

    def _on_wants(self, said: Utterance) -> tuple[Action, ...]:
        named = wish_of(said.raw, False)
        number, time = find("same_number", said), bare_time(said.raw, self.draft.today)
        if not named and (number or time.said):
            return self._else(said)
        if not named and find("ongoing", said):
            self.draft = self.draft.adding(said.raw)
            return (Decision("slot", "words"), say("noted"), *self.ask_again())
        if not named and (cannot_say(said) or find("deny", said)):
            return self._leave_out("wants")
        wants = wish_of(said.raw, True)
        if not wants or yes_no(said) is not None or find("backchannel", said):
            return self._else(said)
        learnt = self._learn(said)
        if learnt not in ((), WORDS_ONLY) and not (named or names_act(said.raw)):
            return (Decision("slot", "，".join(learnt)), say("noted"), *self.ask_again())
        return self._took("wants", wants, wants=wants)

    def _on_contact(self, said: Utterance) -> tuple[Action, ...]:
        if find("no_contact", said):
            return (*self._no_contact(), *self._ask_next())
        if len(digits(said.raw)) >= 3:
            return self._dictated(said)
        answer, more = same_number(said)
        known = self.draft.overheard(said).adding(more)
        if answer is None and not cannot_say(said) and known.callback_wanted:
            return self._else(said)
        self.draft = known
        if answer is False:
            return self._ask("number")
        told = self._took("contact", "caller", contact=self.draft.caller)
        promised = () if self.draft.callback_wanted else (say("noted_no_callback"),)
        return (*promised, *told)

    def _no_contact(self) -> tuple[Action, ...]:
        self._agenda = self._agenda.done("contact")
        self.draft = replace(self.draft, callback_wanted=False)
        return (Decision("slot", "contact=none"), say("noted_no_contact"))

    def _on_number(self, said: Utterance) -> tuple[Action, ...]:
        if find("no_contact", said):
            return self._on_contact(said)
        if self.draft.caller and find("affirm", said) and not digits(said.raw):
            return self._took("contact", "caller", contact=self.draft.caller)
        return self._dictated(said)

    def _dictated(self, said: Utterance) -> tuple[Action, ...]:
        return self._numbered(self._number.dictated(said), said)

    def _on_check_number(self, said: Utterance) -> tuple[Action, ...]:
        return self._numbered(self._number.confirmed(said), said)

    def _numbered(
        self, told: tuple[Action, ...], said: Utterance | None = None
    ) -> tuple[Action, ...]:
        """What the taking of a number has come to. said: where it was said, not typed."""
        state = self._number.state
        if state == "taken":
            return self._took("checked", contact=self._number.number)
        if state == "other":
            self._number.state = "check_number" if self.state == "check_number" else "number"
            return self._else(said) if said else self.ask_again()
        self.state = state
        return told if state == "stuck" else (*told, self.listen())

    def _on_secret(self, said: Utterance) -> tuple[Action, ...]:
        answer = True if find("secret", said) else yes_no(said)
        if answer is None and not cannot_say(said):
            return self._else(said)
        return self._took("secret", "是" if answer else "否", secret=bool(answer))

    def _on_read_back(self, said: Utterance) -> tuple[Action, ...]:
        if found := mends(said, self.draft, self._areas):
            return self._repaired(found)
        agreed, more = addition(said)
        if more and not find("corrects", said):
            self.draft = self.draft.overheard(said).adding(more)
            if agreed:
                return (Decision("slot", "words"), say("noted"), *self._file())
            return (Decision("slot", "words"), say("noted_right"), self.listen())
        if agreed is None and agrees_within(said):
            restated = again_differently(said, self.draft, self._areas)
            return self._repaired(restated) if restated else self._file()
        if agreed is None:
            return self._learnt_late(said)
        return self._file() if agreed else self._ask("repair")

    def _learnt_late(self, said: Utterance) -> tuple[Action, ...]:
        """What is told at last, beside the read-back; nothing of use fails."""
        learnt = self._learn(said)
        if learnt in ((), WORDS_ONLY):
            return self._failed()
        return (Decision("slot", "，".join(learnt)), say("noted_right"), self.listen())

    def _on_repair(self, said: Utterance) -> tuple[Action, ...]:
        found = mends(said, self.draft, self._areas, asked=True)
        return self._repaired(found) if found else self._failed()

    def _file(self) -> tuple[Action, ...]:
        self.state = "filing"
        return (say("filing"), self.draft.ticket())

    def _repaired(self, found: tuple[Mend, ...]) -> tuple[Action, ...]:
        self._mend(found)
        self._agenda = self._agenda.reopening(*(m.slot for m in found if m.change is None))
        return (*self._mended(found), *self._ask_next())

    def _mend(self, found: tuple[Mend, ...]) -> None:
        self._was = self.draft.place
        self.draft = applied(self.draft, found)
        self._agenda = self._agenda.mended(*(mend.slot for mend in found))
        self._read_back = self._read_back.changing(*(mend.slot for mend in found if mend.change))

    def _mended(self, found: tuple[Mend, ...]) -> tuple[Action, ...]:
        return tuple(Decision("slot", f"repair={mend.slot}") for mend in found)

    # --- keys and silence ---

    def _on_key(self, key: Keyed) -> tuple[Action, ...]:
        return self._leave_out(self._slot) if key.digit == "#" and self._spare else self.ask_again()

    def _on_key_number(self, key: Keyed) -> tuple[Action, ...]:
        return self._numbered(self._number.keyed(key.digit))

    def _on_key_yes_no(self, key: Keyed) -> tuple[Action, ...]:
        skips = key.digit == "#" and self.state == "contact"  # the number that calls stands
        if key.digit not in "12" and not skips:
            return self._on_key(key)
        yes = key.digit == "1" or skips
        if self.state == "contact" and not yes:
            return self._ask("number")
        if self.state == "contact":
            return self._took("contact", "caller", contact=self.draft.caller)
        if self.state == "check_number":
            return self._numbered(self._number.keyed_yes_no(yes))
        if self.state == "secret":
            return self._took("secret", "是" if yes else "否", secret=yes)
        return self._file() if yes else self._ask("repair")

    def _on_key_which(self, key: Keyed) -> tuple[Action, ...]:
        place = keyed_which(key.digit, self.draft.place, self._areas)
        return self._took("place", place.text, place=place) if place else self._on_key(key)

    def _on_silence(self, event: Silence) -> tuple[Action, ...]:
        if self._silences > 1 and self._slot in ("when", "wants", "secret"):
            return self._leave_out(self._slot)
        if self.state in BY_KEY:  # a short yes may not have come through
            return (self._second_wording(), self.listen())
        return (say("still_there"), *self.ask_again())
