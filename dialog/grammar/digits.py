"""Numbers dictated digit by digit, with corrections on the way. [P]"""

import re
from collections.abc import Iterator

from dialog.grammar.corrections import DIGIT, mended, replaced, says_where
from dialog.grammar.digit_runs import Item, best, items, runs
from dialog.grammar.phone_numbers import (
    GROUP,
    GROUPS,
    MOBILE,
    MOBILE_BEGUN,
    digits_in,
    is_phone,
    last_phone,
    mobile_of,
    read,
)
from dialog.grammar.utterance import Utterance, utterance

_CORRECTION = re.compile(
    "不对不对|部队|哦不是|哦不|啊不|不对|不是|错了|说错了|讲错了|说错|讲错|报错了|更正|应该是|重新说|重新报|等等"
)
_EXTENSION = re.compile(rf"(?:转|分机号?码?)(?:是|号)?(?P<digits>{DIGIT}{{1,6}})$")


def digits(text: str) -> str:
    """The digits said in a text, "" where there are none.

    "幺三八，洞洞幺三" gives "1380013". After "不对" the new digits take the place of the old ones
    that they are meant for: "一三五不对是三八" gives "138"; a whole number replaces the whole.
    House numbers, hours and amounts ("八号楼", "八点") are left out.
    """
    return _said(utterance(text), "", by_sound=False)


def dictated(said: Utterance, before: str = "") -> str:
    """The number after an utterance in which a telephone number was asked for.

    before: the digits that were there already. Any syllable among digits that sounds like one may
    be one; of the possible readings the one that makes a telephone number is taken.
    """
    return _said(said, before, by_sound=True)


def group_said(said: Utterance, size: int) -> str:
    """The digits of an utterance in which a group of so many was asked for, or the whole number
    where that was said instead; "" where it is neither."""
    found = runs(items(said), by_sound=True)
    sizes = {size: 1, size + GROUP: 2}

    def rank(number: str) -> int:
        return 0 if MOBILE.fullmatch(number) else sizes.get(len(number), 3)

    number = best(found, "", rank) if found else ""
    return number if rank(number) < 3 else ""


def extension(text: str) -> str:
    """The digits behind 转 or 分机, "" where there are none."""
    found = _EXTENSION.search(utterance(text).text)
    return digits_in(found["digits"]) if found else ""


def _said(said: Utterance, before: str, by_sound: bool) -> str:
    number, of, text = before, items(said), said.text
    if found := _EXTENSION.search(text):
        of, text = of[: found.start()], text[: found.start()]
    if before and says_where(text):
        return last_phone(of) or mended(before, text, of)
    first, *corrections = _parts(text, of)
    number = _appended(number, first, by_sound)
    if by_sound:
        number = mobile_of(number)
    for part in corrections:
        new = read(part, "", by_sound, MOBILE_BEGUN.match(number) is not None)
        number = replaced(number, new) if new else number
    return _last_mobile(number)


def _parts(text: str, of: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """What stands before, between and after words of correction."""
    at = 0
    for match in _CORRECTION.finditer(text):
        yield of[at : match.start()]
        at = match.end()
    yield of[at:]


def _appended(number: str, of: tuple[Item, ...], by_sound: bool) -> str:
    """With the digits of a group; who begins anew, or says the first group twice, adds none."""
    whole = read(of, "", by_sound)
    if not number:
        return whole
    longer = number + read(of, number, by_sound)
    if MOBILE.fullmatch(longer):
        return longer
    again = len(whole) > GROUP and len(number) > 2 and whole.startswith(number[:3])
    twice = whole == number and len(number) == GROUPS[1]
    return whole if again or twice or is_phone(whole) else longer


def _last_mobile(number: str) -> str:
    """Of two whole numbers in one breath ("不是139…，是138…") the second counts."""
    last = number[-11:]
    return last if len(number) >= 22 and MOBILE.fullmatch(last) else number
