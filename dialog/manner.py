"""How the robot speaks to this caller: slower, louder, in fewer words the second time. [P]"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dialog.events import Action, Say
from dialog.turns import question_of

SLOW, SLOWEST, GENTLE = 0.8, 0.7, 0.9
"""Pace after it was asked for once, and again; and unasked, for one who has trouble."""

LOUD_DB, LOUDEST_DB = 6.0, 10.0


@dataclass(frozen=True)
class Manner:
    """pace, gain_db: as in `Say`. asked: questions that were asked in the call."""

    pace: float = 1.0
    gain_db: float = 0.0
    asked: frozenset[tuple[str, tuple[str, ...]]] = field(default=frozenset())

    def slower(self) -> "Manner":
        """As one wishes who says "慢点"."""
        return replace(self, pace=SLOW if self.pace > SLOW else SLOWEST)

    def louder(self) -> "Manner":
        """As one wishes who says "大声点"."""
        return replace(self, gain_db=LOUD_DB if self.gain_db < LOUD_DB else LOUDEST_DB)

    def clearer(self) -> "Manner":
        """Slower and louder."""
        return self.slower().louder()

    def gentler(self) -> "Manner":
        """For one who has trouble and has not asked for anything."""
        return replace(self, pace=min(self.pace, GENTLE))

    def spoken(self, actions: tuple[Action, ...], *, again: bool) -> tuple[Action, ...]:
        """The actions, with what is said in this manner. A question that was asked before is put
        in fewer words, unless the caller wants it `again` as it was."""
        question = question_of(actions)
        known = question is not None and _key(question) in self.asked
        return tuple(
            self._say(action, short=known and not again and action is question)
            if isinstance(action, Say)
            else action
            for action in actions
        )

    def after(self, actions: tuple[Action, ...]) -> "Manner":
        """With the question that has been asked now."""
        question = question_of(actions)
        return self if question is None else replace(self, asked=self.asked | {_key(question)})

    def _say(self, words: Say, *, short: bool) -> Say:
        pieces = words.short if short and words.short else words.pieces
        return replace(words, pieces=pieces, pace=self.pace, gain_db=self.gain_db)


def _key(question: Say) -> tuple[str, tuple[str, ...]]:
    """The same words are the same question; another place read back is another."""
    return (question.prompt, question.pieces)


MANNERS: Mapping[str, Callable[[Manner], Manner]] = {
    "manner_slower": Manner.slower,
    "manner_louder": Manner.louder,
    "manner_both": Manner.clearer,
}
"""What is wished (`dialog.grammar.remarks`) to the manner from then on; the prompt that says so has
the same name."""
