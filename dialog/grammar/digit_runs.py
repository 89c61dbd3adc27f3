"""Runs of digits within speech: by character, by homophone, and by sound among digits. [P]

A recogniser writes 要三八 for 幺三八, 酒 for 九 and 十 for 四. Each character of an utterance may
therefore stand for a digit, for several, or for none, at a cost; which reading is meant shows in
the whole: the one that makes a telephone number, else the cheapest.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from dialog.grammar.documents import document
from dialog.grammar.numerals import number
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import syllables as pinyin


class Item(NamedTuple):
    """A character and its toneless syllable, either of which may be empty; begins: whether the
    speaker paused before it."""

    char: str
    sound: str
    begins: bool = False


Slot = tuple[tuple[str, float], ...]
"""What one character may mean: digits ("" for none) and the cost of reading it so."""

_HEARD, _SOUND, _NEAR, _EDGE, _DROPPED = 1.0, 1.5, 2.2, 0.3, 2.0
_TEN: Slot = (("4", 1.0), ("", 1.2), ("0", 1.4), ("1", 1.4))
"""十 among digits: 四 misheard, or 六十六, 六十, 十六 for 66, 60, 16."""

_FILLER = frozenset("的嗯呃啊哦噢诶那个然后再接着就是横杠减呢哈了吧嘛")
_COUNTS: dict[str, int] = dict(
    zip("二两三四五六七八九2345678俩", (2, *range(2, 10), *range(2, 9), 2), strict=True)
)
_UNITS = re.compile(
    r"(?:号(?!码)|栋|幢|楼|单元|室|层|点(?!是)|月|日|天|年|块|元|万|千|百|米|斤|岁|路|街|小时|分钟|多|位|人|次|户|期|弄|组|村)"
)
_INNER = 0.6
"""That 幺 becomes 有 happens where a number begins; within one, 有 is rather 六."""

_BEAM = 200
_LONG = 5
"""Digits from which a run is a number whatever follows it."""


@dataclass(frozen=True)
class Run:
    """Digits that stand together. slots: their readings; said: the same characters, fillers and
    all. lone: whether other words stand beside it."""

    slots: tuple[Slot, ...]
    said: str
    lone: bool


@dataclass(frozen=True)
class _Sounds:
    said: dict[str, str]
    heard: dict[str, str]
    sounds: dict[str, str]
    near: dict[str, tuple[str, ...]]


@cache
def _table() -> _Sounds:
    rows = document("digit_sounds").items()
    near: dict[str, tuple[str, ...]] = {}
    for digit, row in rows:
        for sound in row["near"]:
            near[sound] = (*near.get(sound, ()), digit)
    return _Sounds(
        {char: digit for digit, row in rows for char in (*row["said"], digit) if len(char) == 1},
        {char: digit for digit, row in rows for char in row["heard"]},
        {sound: digit for digit, row in rows for sound in row["sounds"]},
        near,
    )


def items(said: Utterance) -> tuple[Item, ...]:
    """The characters of an utterance with their sounds; the sounds alone where it has no text."""
    if not said.text:
        return tuple(Item("", sound) for sound in said.syllables)
    sounds = said.syllables
    if len(sounds) != len(said.text):
        sounds = tuple((pinyin(char) or ("",))[0] for char in said.text)
    starts = set(accumulate(map(len, said.clauses)))
    return tuple(
        Item(char, sound, at in starts)
        for at, (char, sound) in enumerate(zip(said.text, sounds, strict=True))
    )


def digit_of(char: str) -> str:
    """The digit that a character means by itself, "" for none."""
    return _table().said.get(char, "")


def runs(of: tuple[Item, ...], by_sound: bool) -> tuple[Run, ...]:
    """The runs of digits, without house numbers, hours, amounts and the like.

    by_sound: whether a number was asked for, so that any syllable beside digits may be one.
    """
    text = "".join(item.char or "?" for item in of)
    marks = _marks(of, by_sound)
    found: list[Run] = []
    for start, end in _stretches(of, marks):
        start += _room_number(text[:start], marks[start:end])
        body = marks[start:end].rstrip("f")
        end = start + len(body)
        if "d" not in body and not (by_sound and _alike(text[start:end], body) >= _ENOUGH):
            continue
        certain = body.count("d")
        counted = certain < _LONG and (
            _UNITS.match(text, end) or _UNITS.match(text, start + body.rfind("d") + 1)
        )
        lone = "x" in marks[:start] or "x" in marks[end:]
        if counted or (start and text[start - 1] == "第") or (certain == 1 and lone):
            continue
        found.append(Run(tuple(_slots(of[start:end], by_sound)), text[start:end], lone))
    return tuple(found)


_ENOUGH = 4
"""Characters that sound as digits, from which they are taken for some without a certain one."""


def _alike(text: str, marks: str) -> int:
    return sum(mark == "c" and char not in _FILLER for char, mark in zip(text, marks, strict=True))


def _stretches(of: tuple[Item, ...], marks: str) -> Iterator[tuple[int, int]]:
    """Where digits stand together: no pause between them, and no whole number in figures beside
    characters (三千五13800138000)."""
    figures = "".join("9" if item.char.isdigit() and item.char.isascii() else " " for item in of)
    edges = {
        edge
        for number in re.finditer("9+", figures)
        if len(number[0]) in _WHOLE
        for edge in number.span()
    }
    for match in re.finditer("[dcn][dcfn]*", marks):
        start = match.start()
        for at in range(start + 1, match.end()):
            if of[at].begins or at in edges:
                yield start, at
                start = at
        yield start, match.end()


_ROOM = re.compile("(?:单元|号楼|栋|幢|楼)$")


def _room_number(before: str, marks: str) -> int:
    """How many characters of a run are the number of a room (三单元八零二), and not dictated."""
    if not _ROOM.search(before):
        return 0
    dictated = len(marks[: marks.rfind("d") + 1].replace("f", ""))
    return next((room for room in (3, 4) if dictated - room in _WHOLE), min(len(marks), 4))


_WHOLE = (8, 11, 12)
"""Digits of telephone numbers."""


def _marks(of: tuple[Item, ...], by_sound: bool) -> str:
    """One letter a character: digit, confusable, near to one, filler, or x for a word."""
    marks = "".join(_mark(item.char, item.sound, by_sound) for item in of)
    text = "".join(item.char or "?" for item in of)
    for word in _NO_DIGITS.finditer(text):
        marks = marks[: word.start()] + "x" * len(word[0]) + marks[word.end() :]
    return marks


_NO_DIGITS = re.compile(
    "(?:最后|后[面头边]|末尾|尾巴|中间|前[面头]|开头)[的那这]*[两二三四俩2-4](?:个(?:数字?)?(?=[是为应错不都])|位数?)"
    "|[另还][外有]一个|(?<=[换打留用说报记])一[个下遍次]|以下|后八(?=[幺一])|[号后][码吗马嘛买麻]"
)
"""Words in which no digit is said: 换一个号码, 记一下."""


def _mark(char: str, sound: str, by_sound: bool) -> str:
    table = _table()
    if char in table.said:
        return "d"
    if (not char or by_sound) and sound in table.sounds and char not in _FILLER:
        return "c" if char else "d"
    if char in _FILLER:
        return "c" if char in table.heard and by_sound else "f"
    if char in table.heard and char != "我":
        return "c"
    return "n" if by_sound and sound in table.near else "x"


def _slots(of: tuple[Item, ...], by_sound: bool) -> Iterator[Slot]:
    table = _table()
    certain = [i for i, mark in enumerate(_marks(of, by_sound)) if mark == "d"]
    skip = 0
    for at, (char, sound, _) in enumerate(of):
        if skip:
            skip -= 1
            continue
        if same := repeated(of[at : at + 3]):
            yield ((same, 0.0),)
            skip = 2
            continue
        inside = bool(certain) and certain[0] < at < certain[-1]
        if char in table.said:
            yield ((table.said[char], 0.0),)
        elif not char:
            yield ((table.sounds.get(sound, ""), 0.0),)
        elif char == "十":
            yield _TEN if inside else (*_TEN, ("", _EDGE))
        elif (meant := table.heard.get(char)) is not None:
            skipped = _EDGE if not inside or char in _FILLER else _DROPPED
            yield ((meant, _HEARD), ("", skipped))
        elif by_sound and sound in table.sounds and char not in _FILLER:
            yield ((table.sounds[sound], _SOUND), ("", _SOUND if inside else _EDGE))
        elif by_sound and sound in table.near and char not in _FILLER:
            meaning = tuple(
                (digits, _NEAR + _INNER * (digits == "1" and at > 0))
                for digits in table.near[sound]
            )
            yield (*meaning, ("", _SOUND if inside else _EDGE))


def repeated(of: Sequence[Item]) -> str:
    """Of the first three characters, 三个八: "888"; "" for anything else."""
    chars = [item.char for item in of]
    if len(chars) < 3 or chars[1] != "个" or chars[0] not in _COUNTS:
        return ""
    table = _table()
    return (table.said | table.heard).get(chars[2], "") * _COUNTS[chars[0]]


def best(run: tuple[Run, ...], before: str, rank: Callable[[str], int]) -> str:
    """The digits that runs one after the other mean: of the lowest rank, then of the lowest cost.

    rank: how unlikely a number is, told `before` and the reading together.
    """
    if len(run) == 1 and (plain := number(run[0].said)) is not None and "十" in run[0].said:
        return str(plain)  # 尾号三十八
    beams: dict[str, float] = {"": 0.0}
    for slot in (slot for part in run for slot in part.slots):
        grown: dict[str, float] = {}
        for digits, cost in beams.items():
            for more, price in slot:
                longer = digits + more
                grown[longer] = min(grown.get(longer, cost + price), cost + price)
        beams = dict(sorted(grown.items(), key=lambda pair: pair[1])[:_BEAM])
    return min(beams, key=lambda digits: (rank(before + digits), beams[digits]))
