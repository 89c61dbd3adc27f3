"""What a caller corrects in a telephone number, and where: 尾号是三八零零, 不是八零是八八. [P]"""

import re

from dialog.grammar.digit_runs import Item, items
from dialog.grammar.numerals import DIGITS
from dialog.grammar.phone_numbers import (
    BEGUN,
    GROUP,
    GROUPS,
    digits_in,
    end_of,
    is_phone,
    last_phone,
    phone_rank,
    read,
)
from dialog.grammar.utterance import utterance

DIGIT = "[零〇洞一二两三四五六七八九十幺0-9]"
_SWAP = re.compile(rf"不是(?P<wrong>{DIGIT}+)(?:而是|是|应该是)(?P<right>{DIGIT}+)")
_SWAP_BARE = re.compile(rf"^(?:不对|不)?不是(?P<both>(?:{DIGIT}{{2}}){{2,4}})$")
"""不是九八九零，六八九零: as many digits again."""
_SWAP_AFTER = re.compile(rf"(?P<right>{DIGIT}+)(?:而)?不是(?P<wrong>{DIGIT}+)")
_GROUP_SAID = f"(?:[两二三四五六七八九]个)?{DIGIT}"
_SWAP_WRONG = re.compile(
    rf"(?P<wrong>(?:{_GROUP_SAID})+)(?:是?错了?|不对)(?:应该|要|而)?是?(?P<right>(?:{_GROUP_SAID})+)"
)
"""八八九二错了，八八二九; 后面那两个七错了，是两个九."""
_OF_IT = f"的?(?:{DIGIT}?(?:个(?:数字?|(?=[是为应错]))|位数?))?"
_POSITIONS = tuple(
    (name, re.compile(f"(?:{words}){_OF_IT}"))
    for name, words in (
        (
            "tail",
            f"[尾为围][号后]|尾数|后面|后边|后头|最后面?|末尾|结尾|(?<![然以之])后(?={DIGIT}位)",
        ),
        ("middle", "中间"),
        ("head", f"开头|前面|前头|打头|前(?={DIGIT}位)"),
    )
)
_NTH = re.compile("(?P<back>倒数)?第(?P<nth>[一二三四五六七八九十1-9]{1,2})[位个]")
_BEGINS = re.compile(rf"(?P<new>{DIGIT}{{2,7}})(?:开头|打头)")


def corrected(number: str, text: str, syllables: tuple[str, ...] = ()) -> str:
    """A number that was read back, with the caller's correction of it; unchanged where the words
    hold none.

    "尾号是三八零零", "中间四位错了，是零零一四", "开头是一三九", "第三位是七", "不是八零是八八" say
    where; digits alone take the place of those that they resemble most.
    """
    said = utterance(text, syllables)
    of = items(said)
    if swapped := _swapped_bare(number, said.text) or told_apart(number, said.text):
        return swapped
    whole = last_phone(of)
    if whole and not end_of(number, whole):
        return whole
    return mended(number, said.text, of)


def says_where(text: str) -> bool:
    """Whether an utterance names the digits that are wrong, or where they stand."""
    return bool(_position(text) or _SWAP.search(text) or _SWAP_AFTER.search(text))


def told_apart(number: str, text: str) -> str:
    """A number with what an utterance says of several parts of it, or with the digits that it names
    in the place of those that it calls wrong; "" where it does neither."""
    found = [(match.start(), name) for name, words in _POSITIONS for match in words.finditer(text)]
    if len({name for _, name in found}) > 1:
        ends = [*sorted(at for at, _ in found)[1:], len(text)]
        for (start, _), end in zip(sorted(found), ends, strict=True):
            part = text[start:end]
            number = mended(number, part, items(utterance(part)))
        return number
    swap = _SWAP_WRONG.search(text)
    return _swapped(number, digits_in(swap["wrong"]), digits_in(swap["right"])) if swap else ""


def mended(number: str, text: str, of: tuple[Item, ...]) -> str:
    """A number with the digits that an utterance corrects. of: the utterance, item by item."""
    if found := _NTH.search(text):
        return _nth(number, found, digits_in(text[found.end() :].partition("不是")[0]))
    if found := _BEGINS.search(text):
        return _placed(number, digits_in(found["new"]), "head")
    if swap := _SWAP.search(text) or _SWAP_AFTER.search(text):
        wrong, right = digits_in(swap["wrong"]), digits_in(swap["right"])
        where = _position(text)
        if where and len(right) > 1:
            return _placed(number, right, where[0])
        if mended := _swapped(number, wrong, right):
            return mended
        return _resembling(number, right)
    if where := _position(text):
        return _placed(number, _group_of(digits_in(text[where[1] :])), where[0])
    return _resembling(number, read(of, "", by_sound=True))


def _group_of(new: str) -> str:
    """Without the 4 that is heard for 是: 尾号四七七零八."""
    return new[1:] if len(new) == GROUP + 1 and new.startswith("4") else new


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
        at = min(GROUPS[1], len(number) - len(new))
        return number[:at] + new + number[at + len(new) :]
    return number[: len(number) - len(new)] + new


def _swapped_bare(number: str, text: str) -> str:
    """With the second half of 不是九八九零六八九零 in the place of the first, "" where that is not
    in the number."""
    found = _SWAP_BARE.search(text)
    both = digits_in(found["both"]) if found else ""
    half = len(both) // 2
    return _swapped(number, both[:half], both[half:]) if both else ""


def _swapped(number: str, wrong: str, right: str) -> str:
    """The number with `right` where `wrong` stood, a group for choice; "" where it did not."""
    places = [at for at in range(len(number)) if number.startswith(wrong, at)]
    if not places or not right or is_phone(right):
        return ""
    at = next((place for place in places if place in GROUPS), places[-1])
    return number[:at] + right + number[at + len(wrong) :]


def _resembling(number: str, new: str) -> str:
    """The number with the digits that `new` resembles most replaced; the last ones of equals."""
    size = len(new)
    if end_of(number, new):
        return number[:3] + new
    if is_phone(new) or not new or size > len(number):
        return new if is_phone(new) else number
    ends = (3, 7, len(number))
    places = {
        at for at in (*GROUPS, *(end - size for end in ends)) if 0 <= at <= len(number) - size
    }

    def differing(at: int) -> int:
        return sum(a != b for a, b in zip(number[at:], new, strict=False)) or size + 1

    at = min(places, key=lambda place: (differing(place), -place))
    return number[:at] + new + number[at + size :]


def replaced(number: str, new: str) -> str:
    """Digits on their way, with what was said after 不对 in the place of the wrong ones."""
    if end_of(number, new):
        return number[:3] + new
    if is_phone(new) or not number:
        return new
    if is_phone(number):
        return number if number.endswith(new) else _resembling(number, new)
    same = max(len(number) - len(new), 0)

    def unlikely(at: int) -> tuple[bool, bool, int, int]:
        longer = number[:at] + new
        return not BEGUN.fullmatch(longer), at != same, phone_rank(longer), -at

    return number[: min(range(len(number) + 1), key=unlikely)] + new
