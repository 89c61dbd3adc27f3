"""Identity numbers as they are dictated: 18 digits, the last of which may be X. [P]

Their check digit (GB 11643) tells a number that was misheard from one that was not. They are told
nobody: `tickets.privacy.mask_text` hides them wherever a ticket or a log is shown.
"""

import re

from dialog.grammar.digit_runs import digit_of, items
from dialog.grammar.utterance import Utterance

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NUMBER = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_X = frozenset("xX叉×艾")
_FILLER = frozenset("的是嗯呃啊哦然后那个")


def checked(first: str) -> str:
    """The number whose first 17 digits are given, with its check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + _CHECKS[total % 11]


def is_identity(number: str) -> bool:
    """Whether it has the form of an identity number, a day of birth in it, and its check digit."""
    return bool(_NUMBER.fullmatch(number)) and checked(number[:17]) == number


def identity(said: Utterance) -> str:
    """The identity number in an utterance, "" where none was said or one digit is wrong."""
    read = "".join(_mark(item.char) for item in items(said))
    for run in re.findall(r"[\dX]{18,}", read):
        for at in range(len(run) - 17):
            if is_identity(run[at : at + 18]):
                return str(run[at : at + 18])
    return ""


def _mark(char: str) -> str:
    if char in _X:
        return "X"
    return digit_of(char) or ("" if char in _FILLER else " ")
