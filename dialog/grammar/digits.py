"""Numbers dictated digit by digit, with corrections. [P]"""

import re
from collections.abc import Iterator

from dialog.grammar.digit_runs import Item, Run, best, items, runs
from dialog.grammar.numerals import DIGITS
from dialog.grammar.utterance import Utterance, utterance

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}[2-8]\d{6,7}|[2-8]\d{7}")
_LOCAL = re.compile(r"[2-8]\d{7}")
"""A landline without its area code: as well the end of a mobile number."""

_BEGUN = re.compile(r"1(?:[3-9]\d{0,9})?|0\d{0,11}|[2-8]\d{0,7}")
"""As far as it goes, a telephone number."""

MOBILE_BEGUN = re.compile(r"1[3-9]\d")

_HEADLESS = re.compile(r"[02-9]?([3-9]\d{9})")
"""A mobile number whose 1, the digit that is heard worst, was heard as another or not at all."""

_TRAILED = re.compile(r"(1[3-9]\d{8}(\d))(?!\2)\d")
"""A mobile number and a breath that was heard as one digit more; the same digit once more was
rather said."""

_BEGINNING = 4
"""Rank of what may become a telephone number."""

_GROUPS = (0, 3, 7)
"""Where the groups of a mobile number begin."""

_GROUP = 4
"""Digits of the longest group."""

_D = "[零〇洞一二两三四五六七八九十幺0-9]"
_CORRECTION = re.compile(
    "不对不对|部队|哦不是|哦不|啊不|不对|不是|错了|说错了|讲错了|说错|讲错|报错了|更正|应该是|重新说|重新报|等等"
)
_SWAP = re.compile(rf"不是(?P<wrong>{_D}+)(?:而是|是|应该是)(?P<right>{_D}+)")
_SWAP_BARE = re.compile(rf"^(?:不对|不)?不是(?P<both>(?:{_D}{{2}}){{2,4}})$")
"""不是九八九零，六八九零: as many digits again."""
_SWAP_AFTER = re.compile(rf"(?P<right>{_D}+)(?:而)?不是(?P<wrong>{_D}+)")
_OF_IT = f"的?(?:{_D}?(?:个数字?|位数?))?"
_POSITIONS = tuple(
    (name, re.compile(f"(?:{words}){_OF_IT}"))
    for name, words in (
        ("tail", f"[尾为围][号后]|尾数|后面|后边|后头|最后面?|末尾|结尾|(?<![然以之])后(?={_D}位)"),
        ("middle", "中间"),
        ("head", f"开头|前面|前头|打头|前(?={_D}位)"),
    )
)
_NTH = re.compile("(?P<back>倒数)?第(?P<nth>[一二三四五六七八九十1-9]{1,2})[位个]")
_BEGINS = re.compile(rf"(?P<new>{_D}{{2,7}})(?:开头|打头)")
_EXTENSION = re.compile(rf"(?:转|分机号?码?)(?:是|号)?(?P<digits>{_D}{{1,6}})$")


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
    sizes = {size: 1, size + _GROUP: 2}

    def rank(number: str) -> int:
        return 0 if MOBILE.fullmatch(number) else sizes.get(len(number), 3)

    number = best(found, "", rank) if found else ""
    return number if rank(number) < 3 else ""


def corrected(number: str, text: str, syllables: tuple[str, ...] = ()) -> str:
    """A number that was read back, with the caller's correction of it; unchanged where the words
    hold none.

    "尾号是三八零零", "中间四位错了，是零零一四", "开头是一三九", "第三位是七", "不是八零是八八" say
    where; digits alone take the place of those that they resemble most.
    """
    said = utterance(text, syllables)
    of = items(said)
    if swapped := _swapped_bare(number, said.text):
        return swapped
    whole = _last_phone(of)
    if whole and not _end_of(number, whole):
        return whole
    return _mended(number, said.text, of)


def extension(text: str) -> str:
    """The digits behind 转 or 分机, "" where there are none."""
    found = _EXTENSION.search(utterance(text).text)
    return _plain(found["digits"]) if found else ""


def _said(said: Utterance, before: str, by_sound: bool) -> str:
    number, of, text = before, items(said), said.text
    if found := _EXTENSION.search(text):
        of, text = of[: found.start()], text[: found.start()]
    if before and (_position(text) or _SWAP.search(text) or _SWAP_AFTER.search(text)):
        return _last_phone(of) or _mended(before, text, of)
    first, *corrections = _parts(text, of)
    number = _appended(number, first, by_sound)
    if by_sound:
        number = _mobile_of(number)
    for part in corrections:
        new = _read(part, "", by_sound, MOBILE_BEGUN.match(number) is not None)
        number = _replaced(number, new) if new else number
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
    whole = _read(of, "", by_sound)
    if not number:
        return whole
    longer = number + _read(of, number, by_sound)
    if MOBILE.fullmatch(longer):
        return longer
    again = len(whole) > _GROUP and len(number) > 2 and whole.startswith(number[:3])
    twice = whole == number and len(number) == _GROUPS[1]
    return whole if again or twice or is_phone(whole) else longer


def _mobile_of(number: str) -> str:
    """Digits that are a mobile number but for its 1, or for a digit too many, as that number."""
    if found := _HEADLESS.fullmatch(number):
        return "1" + found[1]
    return number[:11] if _TRAILED.fullmatch(number) else number


def _read(of: tuple[Item, ...], before: str, by_sound: bool, rest: bool = False) -> str:
    """rest: whether the last groups of a mobile number are rather said than a whole one."""
    found = runs(of, by_sound)
    rank = _rank if not by_sound or _eight(found) else _rank_of_mobiles
    rank = _rank_of_rest if rest else rank
    alone = [best((run,), before, rank) for run in found]
    joined = best(found, before, rank) if found else ""
    for whole in (*filter(MOBILE.fullmatch, reversed(alone)), joined, *alone):
        if is_phone(whole) and (rank is _rank or not _LOCAL.fullmatch(whole)):
            return whole
    return joined


def _eight(found: tuple[Run, ...]) -> bool:
    """Whether eight digits were dictated and nothing beside them that may be a further one."""
    slots = [slot for run in found for slot in run.slots]
    return len(slots) == 8 and slots[0][0][1] == 0.0


def _rank(number: str) -> int:
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
    return _BEGINNING if _BEGUN.fullmatch(number) else _BEGINNING + 1


def _rank_of_mobiles(number: str) -> int:
    """The same where eight digits are rather the end of a mobile number than a landline."""
    return _BEGINNING + 1 if number[:1] in set("2345678") and len(number) < 9 else _rank(number)


def _rank_of_rest(number: str) -> int:
    """The same for what is said after a mobile number was begun: two groups of it, or one."""
    return 0 if MOBILE.fullmatch(number) else {8: 1, 4: 2}.get(len(number), 3)


def _end_of(number: str, new: str) -> bool:
    """Whether eight digits, said of a mobile number, are its two last groups."""
    return bool(_LOCAL.fullmatch(new) and MOBILE_BEGUN.match(number))


def _last_phone(of: tuple[Item, ...]) -> str:
    """The last whole number of an utterance, "" where there is none."""
    phones = [best((run,), "", _rank) for run in runs(of, by_sound=True)]
    return next((number for number in reversed(phones) if is_phone(number)), "")


def _last_mobile(number: str) -> str:
    """Of two whole numbers in one breath ("不是139…，是138…") the second counts."""
    last = number[-11:]
    return last if len(number) >= 22 and MOBILE.fullmatch(last) else number


def _plain(text: str) -> str:
    run = runs(items(utterance(text)), by_sound=True)
    return best(run, "", lambda number: 0) if run else ""


# --- corrections ---


def _mended(number: str, text: str, of: tuple[Item, ...]) -> str:
    if found := _NTH.search(text):
        return _nth(number, found, _plain(text[found.end() :].partition("不是")[0]))
    if found := _BEGINS.search(text):
        return _placed(number, _plain(found["new"]), "head")
    if swap := _SWAP.search(text) or _SWAP_AFTER.search(text):
        wrong, right = _plain(swap["wrong"]), _plain(swap["right"])
        where = _position(text)
        if where and len(right) > 1:
            return _placed(number, right, where[0])
        if mended := _swapped(number, wrong, right):
            return mended
        return _resembling(number, right)
    if where := _position(text):
        return _placed(number, _group_of(_plain(text[where[1] :])), where[0])
    return _resembling(number, _read(of, "", by_sound=True))


def _group_of(new: str) -> str:
    """Without the 4 that is heard for 是: 尾号四七七零八."""
    return new[1:] if len(new) == _GROUP + 1 and new.startswith("4") else new


def _position(text: str) -> tuple[str, int] | None:
    """Which part of the number is spoken of, and where the words for it end."""
    for name, pattern in _POSITIONS:
        if found := pattern.search(text):
            return name, found.end()
    return None


def _nth(number: str, found: re.Match[str], new: str) -> str:
    """第四位是一."""
    nth = 10 if found["nth"] == "十" else _small(found["nth"])
    at = len(number) - nth if found["back"] else nth - 1
    return number[:at] + new[:1] + number[at + 1 :] if new and 0 <= at < len(number) else number


def _small(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    return 10 + DIGITS[numeral[1]] if numeral[0] == "十" else DIGITS[numeral[0]]


def _placed(number: str, new: str, where: str) -> str:
    if not new or len(new) > len(number):
        return new if is_phone(new) else number
    if where == "head":
        return new + number[len(new) :]
    if where == "middle":
        at = min(_GROUPS[1], len(number) - len(new))
        return number[:at] + new + number[at + len(new) :]
    return number[: len(number) - len(new)] + new


def _swapped_bare(number: str, text: str) -> str:
    """With the second half of 不是九八九零六八九零 in the place of the first, "" where that is not
    in the number."""
    found = _SWAP_BARE.search(text)
    both = _plain(found["both"]) if found else ""
    half = len(both) // 2
    return _swapped(number, both[:half], both[half:]) if both else ""


def _swapped(number: str, wrong: str, right: str) -> str:
    """The number with `right` where `wrong` stood, a group for choice; "" where it did not."""
    places = [at for at in range(len(number)) if number.startswith(wrong, at)]
    if not places or not right or is_phone(right):
        return ""
    at = next((place for place in places if place in _GROUPS), places[-1])
    return number[:at] + right + number[at + len(wrong) :]


def _resembling(number: str, new: str) -> str:
    """The number with the digits that `new` resembles most replaced; the last ones of equals."""
    size = len(new)
    if _end_of(number, new):
        return number[:3] + new
    if is_phone(new) or not new or size > len(number):
        return new if is_phone(new) else number
    ends = (3, 7, len(number))
    places = {
        at for at in (*_GROUPS, *(end - size for end in ends)) if 0 <= at <= len(number) - size
    }

    def differing(at: int) -> int:
        return sum(a != b for a, b in zip(number[at:], new, strict=False)) or size + 1

    at = min(places, key=lambda place: (differing(place), -place))
    return number[:at] + new + number[at + size :]


def _replaced(number: str, new: str) -> str:
    """Digits on their way, with what was said after 不对 in the place of the wrong ones."""
    if _end_of(number, new):
        return number[:3] + new
    if is_phone(new) or not number:
        return new
    if is_phone(number):
        return _resembling(number, new)
    same = max(len(number) - len(new), 0)

    def unlikely(at: int) -> tuple[bool, bool, int, int]:
        longer = number[:at] + new
        return not _BEGUN.fullmatch(longer), at != same, _rank(longer), -at

    return number[: min(range(len(number) + 1), key=unlikely)] + new


def is_phone(number: str) -> bool:
    """Whether digits are a whole Chinese mobile or landline number."""
    return bool(MOBILE.fullmatch(number) or LANDLINE.fullmatch(number))


def groups(number: str) -> tuple[str, ...]:
    """The number in the groups it is read in: 3-4-4 for mobiles, else fours from the left."""
    if MOBILE.fullmatch(number):
        return number[:3], number[3:7], number[7:]
    return tuple(number[i : i + 4] for i in range(0, len(number), 4))
