"""Names that were misheard by a syllable or two: only where one name is clearly the nearest. [P]

Distances are in initials and finals (`sounds.letters`): a syllable counts two.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from dialog.areas.mentions import Said
from dialog.areas.names import Names, Stem
from dialog.areas.sounds import apart, closest, letters, name_sound
from dialog.areas.spots import leads_on
from dialog.areas.table import Area, Landmark

_STREET = ("jie", "dao")
_TOWN = "镇乡"
_TOWN_SOUND = ("zen",)  # 镇, folded
LIKE_TOWN = "占着阵证真站正这战振"
"""What recognisers write for 镇, since it is seldom said with its full tone."""
_LONG_PAIR = 6
"""Syllables of district and street together that may be a quarter wrong."""
_COMMUNITY = ("se", "qu")  # 社区, folded: sh is s
_ROADS = frozenset((sound,) for sound in ("lu", "da", "jie", "xian"))
_LANDMARK_FROM, _LONGEST_LANDMARK, _LONGEST_STEM = 4, 9, 6


@dataclass(frozen=True)
class Near:
    """area: what was said between two characters of the text."""

    area: Area
    start: int
    end: int


_Found = tuple[int, Near]
"""How far it is, and what."""


def near_street(
    said: Said, names: Names, district: Area | None, after: int | None, barred: Collection[Area]
) -> Near | None:
    """A street or town. district: that it must be of. after: where the name of that district
    ends, if it was said."""
    stems = names.streets_of(district.code) if district else names.all_streets
    stems = tuple(stem for stem in stems if stem.area not in barred)
    for at, end, ending in _endings(said):
        start = after if after is not None and 2 <= at - after <= 6 else None
        found = _before(said, at, ending, start, stems, district is not None)
        if found is not None:
            return replace(found, end=end)
    for at in _misheard_towns(said):
        towns = [stem for stem in stems if stem.area.name.endswith("镇")]
        if district is None:
            towns = [stem for stem in towns if said.text[:at].endswith(stem.area.short)]
        found = _before(said, at, _TOWN_SOUND, None, towns, district is not None)
        if found is not None and (found.start == after or found.start in said.begins):
            return replace(found, end=at + 1)
    if district is None:
        return None
    if after is not None and (behind := _short(said, (after,), stems, misheard=True)):
        return behind
    return _short(said, said.begins, stems, misheard=False, alone=False)


def near_pair(said: Said, names: Names, districts: Iterable[Area]) -> Near | None:
    """A street right behind its district, where both together are near what was heard: they
    confirm each other."""
    found: list[_Found] = []
    for district in districts:
        for away, begin, middle in _districts(said, district):
            for stem in names.streets_of(district.code):
                end = middle + len(stem.sound)
                if end > len(said.sounds) or is_road(said, end):
                    continue
                size = end - begin
                most = size // 2 - (size < _LONG_PAIR) - away
                most = min(most, len(stem.sound) - 1)
                further = apart(letters(said.sounds[middle:end]), stem.letters, max(most, 0))
                if further <= most:
                    end = _with_ending(said, end, stem)
                    found.append((away + further, Near(stem.area, begin, end)))
    return _clearly(found)


def near_district(said: Said, districts: Iterable[Area]) -> Near | None:
    """A district by its name with 区 or 县, misheard by a sound."""
    return _clearly(
        (away, Near(district, begin, end))
        for district in districts
        for away, begin, end in _districts(said, district)
        if said.text[end - 1] == district.name[-1] and end - begin == len(district.short) + 1
    )


def _districts(said: Said, district: Area) -> Iterator[tuple[int, int, int]]:
    """How far, from where and up to where a district may have been named, in full or in short."""
    short = name_sound(district.short)
    full = short if district.short == district.name else (*short, *name_sound(district.name[-1]))
    for begin in said.begins:
        for sound in {full, short}:
            end = begin + len(sound)
            most = 1 if len(sound) < 3 or sound == full else 2
            away = apart(letters(said.sounds[begin:end]), letters(sound), most)
            if away <= most and end <= len(said.sounds):
                yield away, begin, end


def near_community(said: Said, stems: Collection[Stem]) -> Near | None:
    """A community or village, of those that are possible."""
    for at, end in _community_endings(said):
        ending = said.sounds[at:end]
        own = [stem for stem in stems if stem.full[-len(ending) :] == ending]
        found = _before(said, at, ending, None, own, True)
        if found is not None:
            return replace(found, end=end)
    return None


def near_landmark(said: Said, names: Names) -> tuple[Landmark, int, int] | None:
    """A landmark with a long name."""
    found: list[tuple[int, Landmark, int, int]] = []
    for size in range(_LANDMARK_FROM, min(len(said.sounds), _LONGEST_LANDMARK) + 1):
        spelt, marks = names.landmarks.get(size, ((), ()))
        for start in range(len(said.sounds) - size + 1):
            heard = letters(said.sounds[start : start + size])
            for number, away in closest(heard, spelt, (size - 2) // 2):
                found.append((away, marks[number], start, start + size))
    found.sort(key=lambda each: each[0])
    if not found or any(mark != found[0][1] for away, mark, *_ in found if away == found[0][0]):
        return None
    return found[0][1:]


def _endings(said: Said) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a stem ends, and the name with it, and how its ending sounds: 街道, 镇 or 乡."""
    for at in range(1, len(said.sounds)):
        if said.sounds[at : at + 2] == _STREET:
            yield at, at + 2, _STREET
        elif said.text[at] in _TOWN:
            yield at, at + 1, said.sounds[at : at + 1]


def _misheard_towns(said: Said) -> Iterator[int]:
    return (at for at in range(2, len(said.text)) if said.text[at] in LIKE_TOWN)


def _community_endings(said: Said) -> Iterator[tuple[int, int]]:
    for at in range(2, len(said.sounds)):
        if said.sounds[at : at + 2] == _COMMUNITY:
            yield at, at + 2
        elif said.text[at] == "村":
            yield at, at + 1


def _before(
    said: Said,
    at: int,
    ending: tuple[str, ...],
    start: int | None,
    stems: Collection[Stem],
    known: bool,
) -> Near | None:
    """The one whose name ends at `at`, with `ending` behind it. start: where it must begin. known:
    whether the stems are few, of one district. An ending that is not its own (回兴镇, which is a
    街道 now) takes a name that is exactly right."""
    found: list[_Found] = []
    for size in range(2, _LONGEST_STEM + 1):
        likely = [stem for stem in stems if len(stem.sound) == size]
        spelt = [stem.letters for stem in likely]
        most = _most(size, known, start is not None)
        for begin in (at - size, at - size + 1, at - size - 1) if start is None else (start,):
            if not 0 <= begin < at or "，" in said.sounds[begin:at]:
                continue
            for number, away in closest(letters(said.sounds[begin:at]), spelt, most):
                own = likely[number].full[-len(ending) :] == ending
                if own or not away:
                    found.append((away, Near(likely[number].area, begin, at)))
    return _clearly(found)


def _most(size: int, known: bool, bounded: bool) -> int:
    """How far a name of so many syllables may be away."""
    if not known:
        return max(0, size - 2)
    return size if bounded else max(0, size - 1)


def _clearly(found: Iterable[_Found]) -> Near | None:
    """The nearest, unless another area is as near."""
    ranked = sorted(found, key=lambda each: each[0])
    if not ranked:
        return None
    least, best = ranked[0]
    if any(other.area != best.area and away <= least for away, other in ranked[1:]):
        return None
    return best


def is_road(said: Said, end: int) -> bool:
    """Whether what begins there makes the name that of a road."""
    return said.sounds[end : end + 1] in _ROADS and said.sounds[end : end + 2] != _STREET


def _with_ending(said: Said, end: int, stem: Stem) -> int:
    """Where the name ends, if what it is was said, too."""
    ending = stem.full[len(stem.sound) :]
    whole = said.sounds[end : end + len(ending)] == ending
    return end + len(ending) if whole else end


def _short(
    said: Said, begins: Iterable[int], stems: Iterable[Stem], *, misheard: bool, alone: bool = True
) -> Near | None:
    """The short name of a street, beginning at one of some places; not that of a road."""
    found: list[_Found] = []
    for begin in begins:
        for stem in stems:
            end = begin + len(stem.sound)
            if end > len(said.sounds) or is_road(said, end):
                continue
            most = max(0, len(stem.sound) - 2) if misheard else 0
            away = apart(letters(said.sounds[begin:end]), stem.letters, most)
            if away <= most and (alone or leads_on(said.text[end:])):
                found.append((away, Near(stem.area, begin, _with_ending(said, end, stem))))
    return _clearly(found)
