"""A telephone number dictated over several utterances. [P]"""

from dataclasses import dataclass, replace

from dialog.grammar.corrections import corrected, told_apart
from dialog.grammar.digits import dictated, extension
from dialog.grammar.phone_numbers import is_phone
from dialog.grammar.utterance import Utterance

LONGEST = 12
"""Digits of the longest number: area code and landline."""


@dataclass(frozen=True)
class Dictation:
    """What has been dictated so far. number: its digits; extension: those behind 转, or "".

        heard = Dictation()
        for said in utterances:
            heard = heard.hears(said)
        if heard.whole: ...

    Frozen: each utterance gives a new one.
    """

    number: str = ""
    extension: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is a telephone number."""
        return is_phone(self.number)

    @property
    def too_long(self) -> bool:
        """Whether no more digits can mend it."""
        return len(self.number) > LONGEST or (len(self.number) > 11 and not self.whole)

    @property
    def text(self) -> str:
        """The number as it is written, with its extension: "02367891234-801"."""
        return f"{self.number}-{self.extension}" if self.extension else self.number

    def hears(self, said: Utterance) -> "Dictation":
        """With one more utterance: a further group, a correction ("不对，是三九") or the whole
        number anew; the same where it holds no digits."""
        if self.whole and (apart := told_apart(self.number, said.text)):
            return replace(self, number=apart)
        number = dictated(said, "" if self.whole else self.number)
        if self.whole:
            number = number if is_phone(number) else self.mended(said).number
        return Dictation(number or self.number, extension(said.text) or self.extension)

    def mended(self, said: Utterance) -> "Dictation":
        """With a correction of what was read back ("尾号是…", "不是…是…")."""
        return replace(self, number=corrected(self.number, said.raw, said.syllables))
