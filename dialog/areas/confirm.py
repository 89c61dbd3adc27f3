"""A street that was heard as it is called, though what stands around it was misheard. [P]

Recognisers keep the rare syllables of a name and lose the worn ones: 家庭待机丰文记得 is
沙坪坝区丰文街道, 阿南期木洞着 is 巴南区木洞镇. So a name that is exactly right is confirmed by a
district or an ending that is only near.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dialog.areas.mentions import Said
from dialog.areas.names import Names, Stem, district_names
from dialog.areas.near import LIKE_TOWN, Near, is_road
from dialog.areas.sounds import apart, letters, name_sound
from dialog.areas.spots import begins_with_kind, spot_follows
from dialog.areas.table import Area

_LIKE = {
    "街道": "(?:记得|接到|接道|街到|阶段|结道|记到|几道|几到|击倒)",
    "镇": f"[{LIKE_TOWN}]",
    "乡": "[相想香向]",
}
"""What recognisers write for them, behind a name."""
_ENDINGS = {kind: re.compile(f"{kind}|{like}") for kind, like in _LIKE.items()}
_COUNTY = ("zi", "zi", "xian")  # 自治县, folded
_LONGEST = 5
"""Syllables of a street's short name."""


@dataclass(frozen=True)
class _Heard:
    """A street at some syllables. away: of its district, in initials and finals; None where
    nothing before the name is like it."""

    stem: Stem
    start: int
    end: int
    away: int | None
    begin: int
    """Where its district begins, or else the name."""


def confirmed_street(said: Said, names: Names, barred: Collection[Area]) -> Near | None:
    """The street whose name is exactly right, with its district near before it, or with an ending
    that tells what it is and a spot behind it. None where two are as likely."""
    found = [each for each in _heard(said, names) if each.stem.area not in barred]
    near = [each for each in found if each.away is not None]
    if near:
        least = min(each.away or 0 for each in near)
        found = [each for each in near if each.away == least]
    longest = max((each.end - each.start for each in found), default=0)
    found = [each for each in found if each.end - each.start == longest]
    if len({each.stem.area for each in found}) != 1:
        return None
    return Near(found[0].stem.area, found[0].begin, found[0].end)


def _heard(said: Said, names: Names) -> Iterator[_Heard]:
    for start in range(len(said.sounds) - 1):
        for end in range(start + 2, min(len(said.sounds), start + _LONGEST) + 1):
            for stem in names.by_stem.get(said.sounds[start:end], ()):
                if stem.area.name == stem.area.short:
                    continue
                told = with_ending(said.text, end, stem.area)
                if told == end and (is_road(said, end) or begins_with_kind(said.text[end:])):
                    continue
                district = names.table.area(stem.area.parent)
                before = district and district_before(
                    said, start, district, _trust(said.text, start, end, told, stem.area)
                )
                if before:
                    yield _Heard(stem, start, told, before[0], before[1])
                elif told > end and _speaks_for_itself(said, start, end, told, stem, names):
                    yield _Heard(stem, start, told, None, start)


def _trust(text: str, start: int, end: int, told: int, area: Area) -> int:
    """0 to 2: how much is right in writing: the name, and what it is."""
    return (text[start:end] == area.short) + (told > end and area.name.endswith(text[end:told]))


def _speaks_for_itself(
    said: Said, start: int, end: int, told: int, stem: Stem, names: Names
) -> bool:
    """Whether a name is written as it is, the only one of its sound, and what it is and where
    within it are told, too."""
    alone = len(names.by_stem[stem.sound]) == 1 and said.text[start:end] == stem.area.short
    if told - end == 1:
        return alone and start in said.begins
    return alone and (spot_follows(said.text[told:]) or start in said.begins)


def with_ending(text: str, end: int, area: Area) -> int:
    """Where the name of a street ends with what it is, even where that was misheard."""
    for kind, ending in _ENDINGS.items():
        if area.name.endswith(kind) and (match := ending.match(text, end)):
            return match.end()
    return end


def district_before(said: Said, at: int, district: Area, trust: int) -> tuple[int, int] | None:
    """How far what ends there is from the name of a district, and where it begins; None where it
    is too far. trust: 0 to 2, how surely the street was told: by so much more it may be."""
    found = []
    for sound, spelt in _spellings(district):
        begin = at - len(sound)
        if begin < 0:
            continue
        most = len(sound) - 2 + trust
        away = apart(letters(said.sounds[begin:at]), spelt, most)
        if away <= most and "，" not in said.text[begin:at]:
            found.append((away - len(sound), away, begin))
    return min(found)[1:] if found else None


@lru_cache(maxsize=4096)
def _spellings(district: Area) -> tuple[tuple[tuple[str, ...], str], ...]:
    sounds = dict.fromkeys(map(name_sound, district_names(district)))
    return tuple((sound, letters(sound)) for sound in sounds)


def county(said: Said, districts: Iterable[Area]) -> Near | None:
    """An autonomous county by the whole of its long name: 彭水石柱土家族自治县 is that of 彭水 with
    two syllables misheard, and not that of 石柱 with two before it."""
    found: list[tuple[int, Near]] = []
    for end in range(len(_COUNTY), len(said.sounds) + 1):
        if said.sounds[end - len(_COUNTY) : end] != _COUNTY:
            continue
        for district in districts:
            sound = name_sound(district.name)
            begin = end - len(sound)
            if begin < 0 or sound[-3:] != _COUNTY:
                continue
            most = len(sound) // 2
            away = apart(letters(said.sounds[begin:end]), letters(sound), most)
            if away <= most:
                found.append((away - 2 * len(sound), Near(district, begin, end)))
    found.sort(key=lambda each: each[0])
    if not found or (len(found) > 1 and found[1][0] == found[0][0]):
        return None
    return found[0][1]
