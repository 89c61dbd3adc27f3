"""Telephone numbers: what digits make one, and which reading of what was said does. [P]"""

import re

from dialog.grammar.digit_runs import Item, Run, best, items, runs
from dialog.grammar.utterance import utterance

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}[2-8]\d{6,7}|[2-8]\d{7}")
_LOCAL = re.compile(r"[2-8]\d{7}")
"""A landline without its area code: as well the end of a mobile number."""

BEGUN = re.compile(r"1(?:[3-9]\d{0,9})?|0\d{0,11}|[2-8]\d{0,7}")
"""As far as it goes, a telephone number."""

MOBILE_BEGUN = re.compile(r"1[3-9]\d")

_HEADLESS = re.compile(r"[02-9]?([3-9]\d{9})")
"""A mobile number whose 1, the digit that is heard worst, was heard as another or not at all."""

_TRAILED = re.compile(r"(1[3-9]\d{8}(\d))(?!\2)\d")
"""A mobile number and a breath that was heard as one digit more; the same digit once more was
rather said."""

_BEGINNING = 4
"""Rank of what may become a telephone number."""

GROUPS = (0, 3, 7)
"""Where the groups of a mobile number begin."""

GROUP = 4
"""Digits of the longest group."""


def is_phone(number: str) -> bool:
    """Whether digits are a whole Chinese mobile or landline number."""
    return bool(MOBILE.fullmatch(number) or LANDLINE.fullmatch(number))


def groups(number: str) -> tuple[str, ...]:
    """The number in the groups it is read in: 3-4-4 for mobiles, else fours from the left."""
    if MOBILE.fullmatch(number):
        return number[:3], number[3:7], number[7:]
    return tuple(number[i : i + 4] for i in range(0, len(number), 4))


def mobile_of(number: str) -> str:
    """Digits that are a mobile number but for its 1, or for a digit too many, as that number."""
    if found := _HEADLESS.fullmatch(number):
        return "1" + found[1]
    return number[:11] if _TRAILED.fullmatch(number) else number


def read(of: tuple[Item, ...], before: str, by_sound: bool, rest: bool = False) -> str:
    """The digits of what was said, as they make a telephone number with those before, if they can.
    by_sound: whether syllables that sound like digits may be some. rest: whether the last groups of
    a mobile number are rather said than a whole one."""
    found = runs(of, by_sound)
    rank = phone_rank if not by_sound or _eight(found) else _rank_of_mobiles
    rank = _rank_of_rest if rest else rank
    alone = [best((run,), before, rank) for run in found]
    joined = best(found, before, rank) if found else ""
    for whole in (*filter(MOBILE.fullmatch, reversed(alone)), joined, *alone):
        if is_phone(whole) and (rank is phone_rank or not _LOCAL.fullmatch(whole)):
            return whole
    return joined


def _eight(found: tuple[Run, ...]) -> bool:
    """Whether eight digits were dictated and nothing beside them that may be a further one."""
    slots = [slot for run in found for slot in run.slots]
    return len(slots) == 8 and slots[0][0][1] == 0.0


def phone_rank(number: str) -> int:
    """0 for a mobile number, then landline, a mobile number with a digit too many, one without
    its 1, the beginning of a number, and anything else."""
    if MOBILE.fullmatch(number):
        return 0
    if LANDLINE.fullmatch(number):
        return 1
    if _TRAILED.fullmatch(number):
        return 2
    if _HEADLESS.fullmatch(number):
        return 3
    return _BEGINNING if BEGUN.fullmatch(number) else _BEGINNING + 1


def _rank_of_mobiles(number: str) -> int:
    """The same where eight digits are rather the end of a mobile number than a landline."""
    return (
        _BEGINNING + 1 if number[:1] in set("2345678") and len(number) < 9 else phone_rank(number)
    )


def _rank_of_rest(number: str) -> int:
    """The same for what is said after a mobile number was begun: two groups of it, or one."""
    return 0 if MOBILE.fullmatch(number) else {8: 1, 4: 2}.get(len(number), 3)


def last_phone(of: tuple[Item, ...]) -> str:
    """The last whole number of an utterance, "" where there is none."""
    phones = [best((run,), "", phone_rank) for run in runs(of, by_sound=True)]
    return next((number for number in reversed(phones) if is_phone(number)), "")


def end_of(number: str, new: str) -> bool:
    """Whether eight digits, said of a mobile number, are its two last groups."""
    return bool(_LOCAL.fullmatch(new) and MOBILE_BEGUN.match(number))


def digits_in(text: str) -> str:
    """As they were said, whatever they make; "" where there are none."""
    run = runs(items(utterance(text)), by_sound=True)
    return best(run, "", lambda number: 0) if run else ""
