"""A telephone number dictated or typed, and read back until it is right. [P]

A sub-machine of the intake.
"""

from typing import Literal

from dialog.events import Action, Decision, Say
from dialog.grammar.dictation import Dictation
from dialog.grammar.digits import MOBILE, groups, is_phone
from dialog.grammar.intents import yes_no
from dialog.grammar.utterance import Utterance
from dialog.prompts import say

State = Literal["number", "check_number", "taken", "other", "stuck"]


class NumberTaking:
    """One number. state: what is asked next; 'taken' once it is confirmed, 'other' where
    something else was said than an answer, 'stuck' where it never becomes a number.

    `number`: its digits so far.
    """

    def __init__(self, number: str = "", tries: int = 2) -> None:
        """number: one that was said before and is to be confirmed. tries: half numbers before it
        is given up."""
        self.state: State = "check_number" if number else "number"
        self._dictation = Dictation(number)
        self._keys = ""
        self._tries = tries
        self._halves = 0

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
        return say("ask_number")

    @property
    def question_again(self) -> Say:
        if self.state == "check_number":
            return say("check_number_again", number=groups(self.number))
        return say("ask_number_again")

    def dictated(self, said: Utterance) -> tuple[Action, ...]:
        """More digits; 'other' where none were heard."""
        before, self.state = self._dictation, "number"
        self._dictation = before.hears(said)
        if self.number == before.number:
            self.state = "other"
            return ()
        more = self.number.removeprefix(before.number)
        going_on = 0 < len(before.number) < len(self.number) and more != self.number
        anew = more.startswith(before.number[:3])
        if going_on and not (anew or self._dictation.whole or self._dictation.too_long):
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
        return (self.question,)

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
        self._dictation, self._keys = Dictation(self._keys), ""
        if not is_phone(self.number):  # who typed half a number has no more to add
            self._halves = max(self._halves, 1)
        return self._grown()

    def _grown(self) -> tuple[Action, ...]:
        if self._dictation.whole:
            self.state = "check_number"
            return (Decision("slot", "contact=dictated"), self.question)
        self.state = "number"
        self._halves += 1
        noted = Decision("no_match", "number")
        if self._halves > self._tries:
            self.state = "stuck"
            return (noted,)
        if self._halves == 1 and not self._dictation.too_long:
            return (noted, say("number_go_on"))
        self._dictation = Dictation()
        return (noted, say("number_short"))
