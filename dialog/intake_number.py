"""A telephone number dictated or typed, and read back until it is right. [P]

A sub-machine of the intake.
"""

from typing import Literal

from dialog.events import Action, Decision, Say
from dialog.grammar.dictation import Dictation
from dialog.grammar.digits import group_said
from dialog.grammar.intents import yes_no
from dialog.grammar.phone_numbers import MOBILE, MOBILE_BEGUN, groups
from dialog.grammar.utterance import Utterance
from dialog.prompts import say

_SIZES = 3, 4, 4
"""Digits of the groups in which a mobile number is asked for."""

_ASKED = "number_head", "number_middle", "number_tail"

_MOST_READ = 2
"""Read-backs that were wrong, after which the number is to be typed."""

_LONG = 8
"""Digits from which more of them would not make a mobile number whole: one was lost on the way."""

State = Literal["number", "check_number", "taken", "other", "stuck"]


class NumberTaking:
    """One number. state: what is asked next; 'taken' once it is confirmed, 'other' where
    something else was said than an answer, 'stuck' where it never becomes a number.

    `number`: its digits so far.
    """

    def __init__(self, number: str = "", tries: int = 2) -> None:
        """number: one that was said before and is to be confirmed. tries: dictations that made no
        number, after which it is to be typed; one more and it is given up."""
        self.state: State = "check_number" if number else "number"
        self._dictation = Dictation(number)
        self._keys = ""
        self._tries = tries
        self._halves = 0
        self._reads = 0
        self._parts: tuple[str, ...] | None = None  # where the number is asked for in groups

    @property
    def number(self) -> str:
        return self._dictation.number

    @property
    def typing(self) -> bool:
        """Whether keys are digits of a number now, the key 0 among them."""
        return self.state == "number" and bool(self._keys)

    @property
    def question(self) -> Say:
        if self.state == "check_number":
            return say("check_number", number=groups(self.number))
        return self._group_question() if self._parts is not None else say("ask_number")

    @property
    def question_again(self) -> Say:
        if self.state == "check_number":
            return say("check_number_again", number=groups(self.number))
        return say("ask_number_again")

    def dictated(self, said: Utterance) -> tuple[Action, ...]:
        """More digits; 'other' where none were heard."""
        if self._parts is not None:
            return self._group(said, self._parts)
        before, self.state = self._dictation, "number"
        self._dictation = before.hears(said)
        if self.number == before.number:
            self.state = "other"
            return ()
        more = self.number.removeprefix(before.number)
        going_on = 0 < len(before.number) < len(self.number) and more != self.number
        mended = len(self.number) == len(before.number) > 0  # 不对，八三零幺, of the last group
        anew = not mended and more.startswith(before.number[:3])
        if (going_on or mended) and not (anew or self._dictation.whole or self._dictation.too_long):
            return (Decision("slot", "contact=part"), say("number_go_on"))
        return self._grown()

    def confirmed(self, said: Utterance) -> tuple[Action, ...]:
        """An answer to what was read back: yes, no, or a correction."""
        mended = self._dictation.mended(said)
        if mended.number != self.number:
            self._dictation = mended
            return self._grown()
        answer = yes_no(said)
        if answer is None:
            self.state = "other"
            return ()
        return self.keyed_yes_no(answer)

    def keyed_yes_no(self, right: bool) -> tuple[Action, ...]:
        """Whether what was read back is right."""
        if right:
            self.state = "taken"
            return ()
        self._dictation, self.state = Dictation(), "number"
        return (self.question if self._reads < _MOST_READ else say("number_keys"),)

    def keyed(self, digit: str) -> tuple[Action, ...]:
        """A digit, or # for the end; anything else begins anew."""
        self.state = "number"
        if digit.isdigit():
            self._keys += digit
            return self._typed() if MOBILE.fullmatch(self._keys) else ()
        if digit == "#" and self._keys:
            return self._typed()
        self._keys = ""
        return (self.question,)

    def _typed(self) -> tuple[Action, ...]:
        typed, self._keys, self._parts = Dictation(self._keys), "", None
        if typed.whole:
            self._dictation = typed
            return self._read_back()
        return self._missed("number_short")

    def _group(self, said: Utterance, parts: tuple[str, ...]) -> tuple[Action, ...]:
        """A group of the number; its last two, or the whole, are taken where they are said."""
        self.state, number = "number", group_said(said, _SIZES[len(parts)])
        if not number:
            if not Dictation().hears(said).number:
                self.state = "other"
                return ()
            return self._missed("number_keys")
        number = number if MOBILE.fullmatch(number) else "".join(parts) + number
        self._dictation = Dictation(number)
        if self._dictation.whole:
            self._parts = None
            return self._read_back()
        if len(number) >= sum(_SIZES):
            return self._missed("number_keys")
        self._parts = tuple(part for part in (number[:3], number[3:]) if part)
        return (Decision("slot", "contact=part"), self._group_question())

    def _group_question(self) -> Say:
        parts = self._parts or ()
        asked = _ASKED[len(parts)]
        return say(asked, digits=parts[-1]) if parts else say(asked)

    def _read_back(self) -> tuple[Action, ...]:
        self.state = "check_number"
        self._reads += 1
        return (Decision("slot", "contact=dictated"), self.question)

    def _grown(self) -> tuple[Action, ...]:
        number, begun = self.number, MOBILE_BEGUN.match(self.number)
        if self._dictation.whole and self._reads != _MOST_READ:
            return self._read_back()
        if self._dictation.whole:  # to be heard by key now, or said once more
            self._reads += 1
            return self._missed("number_keys")
        if not begun or len(number) >= _LONG:
            self._parts = (number[:3],) if begun and not self._dictation.too_long else ()
            return self._missed(_ASKED[len(self._parts)])
        return self._missed("number_go_on")

    def _missed(self, prompt: str) -> tuple[Action, ...]:
        """Ask so; by key the last time, and then no more."""
        self.state = "number"
        self._halves += 1
        noted = Decision("no_match", "number")
        if self._halves > self._tries:
            self.state = "stuck"
            return (noted,)
        if self._halves == self._tries or prompt in ("number_keys", "number_short"):
            self._dictation, self._parts = Dictation(), None
            return (noted, say(prompt if prompt == "number_short" else "number_keys"))
        return (noted, self._group_question() if self._parts is not None else say(prompt))
