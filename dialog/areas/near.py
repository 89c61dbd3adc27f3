"""Names that were misheard by a syllable or two: only where one name is clearly the nearest. [P]

Distances are in initials and finals (`sounds.letters`): a syllable counts two.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from dialog.areas.mentions import Said
from dialog.areas.names import Names, Stem
from dialog.areas.sounds import apart, letters, name_sound
from dialog.areas.spots import leads_on
from dialog.areas.table import Area, Landmark

_STREET = ("jie", "dao")
_TOWN = "镇乡"
_COMMUNITY = ("se", "qu")  # 社区, folded: sh is s
_ROADS = frozenset((sound,) for sound in ("lu", "da", "jie", "xian"))
_LANDMARK_FROM, _LONGEST_LANDMARK = 4, 9


@dataclass(frozen=True)
class Near:
    """area: what was said between two characters of the text."""

    area: Area
    start: int
    end: int


def near_street(
    said: Said, names: Names, district: Area | None, after: int | None, barred: Collection[Area]
) -> Near | None:
    """A street or town. district: that it must be of. after: where the name of that district
    ends, if it was said."""
    stems = names.streets_of(district.code) if district else names.all_streets
    stems = tuple(stem for stem in stems if stem.area not in barred)
    for at, end in _endings(said):
        start = after if after is not None and 2 <= at - after <= 6 else None
        found = _before(said, at, end, start, stems, district is not None)
        if found is not None:
            return Near(found[0], found[1], end)
    if district is None:
        return None
    if after is not None and (behind := _short(said, (after,), stems, misheard=True)):
        return behind
    return _short(said, said.begins, stems, misheard=False, alone=False)


def near_pair(said: Said, names: Names, districts: Iterable[Area]) -> Near | None:
    """A street right behind its district, each by the sound of its short name."""
    for district in districts:
        sound = name_sound(district.short)
        for begin in sorted(said.begins):
            end = begin + len(sound)
            if said.sounds[begin:end] != sound:
                continue
            if said.sounds[end : end + 1] == name_sound(district.name[-1]):
                end += 1
            stems = names.streets_of(district.code)
            if found := _short(said, (end,), stems, misheard=False):
                return Near(found.area, begin, found.end)
    return None


def near_community(said: Said, stems: Collection[Stem]) -> Near | None:
    """A community or village, of those that are possible."""
    for at, end in _community_endings(said):
        ending = said.sounds[at:end]
        own = [stem for stem in stems if name_sound(stem.area.name)[-len(ending) :] == ending]
        found = _before(said, at, end, None, own, True)
        if found is not None:
            return Near(found[0], found[1], end)
    return None


def near_landmark(said: Said, names: Names) -> tuple[Landmark, int, int] | None:
    """A landmark with a long name."""
    found: list[tuple[int, Landmark, int, int]] = []
    for size in range(_LANDMARK_FROM, min(len(said.sounds), _LONGEST_LANDMARK) + 1):
        known = names.landmarks.get(size, ())
        most = (size - 2) // 2
        for start in range(len(said.sounds) - size + 1):
            heard = letters(said.sounds[start : start + size])
            for spelt, landmark in known:
                away = apart(heard, spelt, most)
                if away <= most:
                    found.append((away, landmark, start, start + size))
    found.sort(key=lambda each: each[0])
    if not found or any(mark != found[0][1] for away, mark, *_ in found if away == found[0][0]):
        return None
    return found[0][1:]


def _endings(said: Said) -> Iterator[tuple[int, int]]:
    """Where a stem ends, and the name with it: before 街道, 镇 and 乡."""
    for at in range(1, len(said.sounds)):
        if said.sounds[at : at + 2] == _STREET:
            yield at, at + 2
        elif said.text[at] in _TOWN:
            yield at, at + 1


def _community_endings(said: Said) -> Iterator[tuple[int, int]]:
    for at in range(2, len(said.sounds)):
        if said.sounds[at : at + 2] == _COMMUNITY:
            yield at, at + 2
        elif said.text[at] == "村":
            yield at, at + 1


def _before(
    said: Said, at: int, end: int, start: int | None, stems: Iterable[Stem], known: bool
) -> tuple[Area, int] | None:
    """The one whose name stands before `at`, and its ending from there to `end`. start: where it
    must begin. known: whether the stems are few, of one district. An ending that is not its own
    (回兴镇, which is a 街道 now) takes a name that is exactly right."""
    found: list[tuple[int, Area, int]] = []
    for stem in stems:
        size = len(stem.sound)
        own = name_sound(stem.area.name)[size:] == said.sounds[at:end]
        most = _most(size, known, start is not None) if own else 0
        for begin in [start] if start is not None else (at - size, at - size + 1, at - size - 1):
            if begin is None or begin < 0 or begin >= at or "，" in said.sounds[begin:at]:
                continue
            away = apart(letters(said.sounds[begin:at]), stem.letters, most)
            if away <= most:
                found.append((away, stem.area, begin))
    return _clearly(found)


def _most(size: int, known: bool, bounded: bool) -> int:
    """How far a name of so many syllables may be away."""
    if not known:
        return max(0, size - 2)
    return size if bounded else max(0, size - 1)


def _clearly(found: list[tuple[int, Area, int]]) -> tuple[Area, int] | None:
    """The nearest, unless another is as near."""
    found.sort(key=lambda each: each[0])
    if not found:
        return None
    away, area, begin = found[0]
    if any(other != area and as_near <= away for as_near, other, _ in found[1:]):
        return None
    return area, begin


def _short(
    said: Said, begins: Iterable[int], stems: Iterable[Stem], *, misheard: bool, alone: bool = True
) -> Near | None:
    """The short name of a street, beginning at one of some places; not that of a road."""
    found: list[tuple[int, Area, int]] = []
    starts = {}
    for begin in begins:
        for stem in stems:
            end = begin + len(stem.sound)
            if end > len(said.sounds) or said.sounds[end : end + 1] in _ROADS:
                continue
            most = max(0, len(stem.sound) - 2) if misheard else 0
            away = apart(letters(said.sounds[begin:end]), stem.letters, most)
            if away <= most and (alone or leads_on(said.text[end:])):
                found.append((away, stem.area, end))
                starts[end] = begin
    clear = _clearly(found)
    return None if clear is None else Near(clear[0], starts[clear[1]], clear[1])
