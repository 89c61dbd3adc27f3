"""An entry on its way to the caller: what is asked first, then the answer, part by part. [P]"""

from dataclasses import dataclass, replace
from itertools import chain

from dialog.events import Say
from dialog.grammar.options import Words, named, picked
from dialog.grammar.utterance import Utterance
from dialog.prompts import as_prompt, say
from knowledge.entries import Entry
from knowledge.follow_up import FollowUp, Option

KEYS = "1234"
"""One for each option of a question, in their order."""

_PRESS = ("press_one", "press_two", "press_three", "press_four")
"""Prompts."""

HINTED = 3
"""Words of each option that the recogniser is told of."""


@dataclass(frozen=True)
class Telling:
    """asking: the question that comes first, None once it is answered. parts: the answer, still
    unknown while something is asked. sms: the guide that goes with it, "" for none. told: how many
    parts have been said. path: labels of the options that were named, "个人/本市"."""

    entry: Entry
    asking: FollowUp | None = None
    parts: tuple[str, ...] = ()
    sms: str = ""
    told: int = 0
    path: str = ""

    @property
    def part(self) -> Say:
        """What is to be said next."""
        return as_prompt(f"kb:{self.entry.id}", self.parts[self.told])

    @property
    def last_part(self) -> Say:
        """What was said last."""
        return as_prompt(f"kb:{self.entry.id}", self.parts[self.told - 1])

    @property
    def is_over(self) -> bool:
        return self.asking is None and self.told == len(self.parts)

    @property
    def question(self) -> Say:
        """What the answer depends on; only where something is asked."""
        return as_prompt(f"ask:{self.entry.id}", self.asking.ask if self.asking else "")

    @property
    def question_again(self) -> Say:
        """The same for who was not understood: the options with their keys."""
        menu = (
            say(prompt, name=option.label).pieces
            for prompt, option in zip(_PRESS, self._options, strict=False)
        )
        return say("follow_up_again", options=tuple(chain.from_iterable(menu)))

    @property
    def hints(self) -> tuple[str, ...]:
        """Words of every option, for the recogniser."""
        return tuple(words for option in self._options for words in option.say[:HINTED])

    @property
    def _options(self) -> tuple[Option, ...]:
        return self.asking.options if self.asking else ()

    @property
    def _words(self) -> tuple[Words, ...]:
        return tuple(option.say for option in self._options)

    def replied(self, said: Utterance) -> "Telling | None":
        """With a reply to the question, None where it names no option. What it says beyond
        answers the questions that follow."""
        return self._with(picked(said, self._words), said)

    def keyed(self, digit: str) -> "Telling | None":
        """With the key of an option, None for any other."""
        at = KEYS.find(digit) if digit else -1
        return self._with(at if 0 <= at < len(self._options) else None, Utterance.nothing())

    def in_general(self) -> "Telling":
        """The entry's own answer, for a caller who cannot say what it depends on."""
        entry = self.entry
        sms = entry.sms if entry.kind == "answer" else ""
        return Telling(entry, None, (entry.answer, *entry.more), sms)

    def onward(self) -> "Telling":
        """After the next part has been said."""
        return replace(self, told=self.told + 1)

    def _with(self, at: int | None, said: Utterance) -> "Telling | None":
        if at is None:
            return None
        option = self._options[at]
        path = f"{self.path}/{option.label}".removeprefix("/")
        if option.then is not None:
            return replace(self, asking=option.then, path=path)._informed(said)
        sms = option.sms or self.entry.sms
        return Telling(self.entry, None, (option.answer,), sms, path=path)

    def _informed(self, said: Utterance) -> "Telling":
        """With what the caller has said already. The words of the entry's question decide nothing:
        whoever asks it says them."""
        words = tuple(
            tuple(word for word in option if len(word) > 1 and word not in self.entry.question)
            for option in self._words
        )
        return self._with(named(said, words), said) or self


def begin(entry: Entry, said: Utterance) -> Telling:
    """An entry for a caller who asked in these words."""
    telling = Telling(entry, entry.follow_up)
    return telling._informed(said) if telling.asking else telling.in_general()
