"""Names that were misheard by a syllable or two: only where one name is clearly the nearest. [P]

Distances are in initials and finals (`sounds.letters`): a syllable counts two.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from dialog.areas.mentions import Said
from dialog.areas.names import Names, Stem
from dialog.areas.sounds import apart, closest, letters, name_sound
from dialog.areas.spots import has_spot_behind, leads_on
from dialog.areas.table import Area, Landmark

_STREET = ("jie", "dao")
_TOWN = "镇乡"
_TOWN_SOUND = ("zen",)  # 镇, folded
LIKE_TOWN = "占着阵证真站正这战振制"
"""What recognisers write for 镇, since it is seldom said with its full tone."""
_LONG_PAIR = 6
"""Syllables of district and street together that may be a quarter wrong."""
_DISTRICT = ("区", "县")
_LIKE_DISTRICT = frozenset((sound,) for sound in ("qu", "qi", "ji", "ju", "xi", "xu", "xian"))
"""How they may sound behind the name of one."""
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
    said: Said,
    names: Names,
    district: Area | None,
    after: int | None,
    barred: Collection[Area],
    loose: int = 0,
) -> Near | None:
    """A street or town. district: that it must be of. after: where the name of that district
    ends, if it was said. loose: more may be wrong: 1 where the place was misheard before, 2 where
    what it seemed to be was denied."""
    stems = names.streets_of(district.code) if district else names.all_streets
    stems = tuple(stem for stem in stems if stem.area not in barred)
    known = 0 if district is None else max(1, loose)
    starts = _behind(said, after)
    for at, end, ending in _endings(said):
        bounds = tuple(start for start in starts if 2 <= at - start <= 6)
        for start in bounds or (None,):
            found = _before(said, at, ending, start, stems, known)
            if found is not None:
                return replace(found, end=end)
    for at in _misheard_towns(said):
        towns = [stem for stem in stems if stem.area.name.endswith("镇")]
        if district is None:
            towns = [stem for stem in towns if said.text[:at].endswith(stem.area.short)]
        found = _before(said, at, _TOWN_SOUND, None, towns, known)
        if found is not None and (found.start in starts or found.start in said.begins):
            return replace(found, end=at + 1)
    if district is None:
        return None
    if starts and (behind := _short(said, starts, stems, misheard=True, loose=loose > 0)):
        return behind
    return _short(said, said.begins, stems, misheard=False, alone=False)


def _behind(said: Said, after: int | None) -> tuple[int, ...]:
    """Where a name right behind that of a district may begin: 北碚期西城 is 北碚区西城, too."""
    if after is None:
        return ()
    ending = said.sounds[after : after + 1]
    named = said.text[after - 1 : after] in _DISTRICT
    return (after, after + 1) if ending in _LIKE_DISTRICT and not named else (after,)


def sounding_like(street: Area, names: Names, barred: Collection[Area]) -> tuple[Area, ...]:
    """Of each district the one of the same kind that is nearest to a street by its sound, if it is
    half right."""
    sound, kind = name_sound(street.short), street.name[-1]
    found = []
    for district in names.table.districts:
        near = _clearly(
            (away, Near(stem.area, 0, 0))
            for stem in names.streets_of(district.code)
            if stem.area not in barred
            and stem.area.name.endswith(kind)
            and (away := apart(stem.letters, letters(sound), len(sound))) <= len(sound)
        )
        found += [near.area] if near else []
    return tuple(found)


def near_pair(
    said: Said,
    names: Names,
    districts: Iterable[Area],
    barred: Collection[Area] = (),
    again: bool = False,
) -> Near | None:
    """A street right behind its district, where both together are near what was heard: they
    confirm each other. barred: streets that it is not. again: the place was misheard before, and is
    all that was said now, so that more may be wrong."""
    found: list[_Found] = []
    for district in districts:
        for away, begin, middle in _districts(said, district, again):
            for stem in names.streets_of(district.code):
                end = middle + len(stem.sound)
                if end > len(said.sounds) or is_road(said, end) or stem.area in barred:
                    continue
                size = end - begin
                most = size // 2 - (size < _LONG_PAIR and not again) - away
                most += again and _ending_like(said, end, stem)
                most = min(most, len(stem.sound) - 1 + again)
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


def _districts(said: Said, district: Area, again: bool = False) -> Iterator[tuple[int, int, int]]:
    """How far, from where and up to where a district may have been named, in full or in short.
    again: as for `near_pair`."""
    short = name_sound(district.short)
    full = short if district.short == district.name else (*short, *name_sound(district.name[-1]))
    for begin in said.begins:
        for sound in {full, short}:
            end = begin + len(sound)
            most = (1 if len(sound) < 3 or sound == full else 2) + again
            away = apart(letters(said.sounds[begin:end]), letters(sound), most)
            if away <= most and end <= len(said.sounds):
                yield away, begin, end


def near_community(said: Said, stems: Collection[Stem]) -> Near | None:
    """A community or village, of those that are possible."""
    for at, end in _community_endings(said):
        ending = said.sounds[at:end]
        own = [stem for stem in stems if stem.full[-len(ending) :] == ending]
        found = _before(said, at, ending, None, own, 1)
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
        elif said.text[at] == "村" and said.sounds[at] == "cun":
            yield at, at + 1


def _before(
    said: Said,
    at: int,
    ending: tuple[str, ...],
    start: int | None,
    stems: Collection[Stem],
    known: int,
) -> Near | None:
    """The one whose name ends at `at`, with `ending` behind it. start: where it must begin. known:
    1 where the stems are few, of one district; 2 where the most likely is barred, too. An ending
    that is not its own (回兴镇, which is a 街道 now) takes a name that is exactly right."""
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


def _most(size: int, known: int, bounded: bool) -> int:
    """How far a name of so many syllables may be away; known: as for `_before`."""
    if not known:
        return max(0, size - 2)
    if known > 1:
        return 2 * size - 1
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


def _ending_like(said: Said, end: int, stem: Stem) -> bool:
    """Whether what a name ends with is near what follows."""
    ending = stem.full[len(stem.sound) :]
    most = len(ending) - 1
    heard = said.sounds[end : end + len(ending)]
    return bool(ending) and apart(letters(heard), letters(ending), most) <= most


def _with_ending(said: Said, end: int, stem: Stem) -> int:
    """Where the name ends, if what it is was said, too."""
    ending = stem.full[len(stem.sound) :]
    whole = said.sounds[end : end + len(ending)] == ending
    return end + len(ending) if whole else end


def _short(
    said: Said,
    begins: Iterable[int],
    stems: Iterable[Stem],
    *,
    misheard: bool,
    alone: bool = True,
    loose: bool = False,
) -> Near | None:
    """The short name of a street, beginning at one of some places; not that of a road. misheard:
    a sound for each syllable above two may be wrong, and one of two syllables where a spot
    comes next."""
    found: list[_Found] = []
    for begin in begins:
        for stem in stems:
            end = begin + len(stem.sound)
            if end > len(said.sounds) or is_road(said, end):
                continue
            most = max(0, len(stem.sound) - 2) if misheard else 0
            if misheard and (loose or has_spot_behind(said.text[end:])):
                most = max(1, most)
            away = apart(letters(said.sounds[begin:end]), stem.letters, most)
            if away <= most and (alone or leads_on(said.text[end:])):
                found.append((away, Near(stem.area, begin, _with_ending(said, end, stem))))
    return _clearly(found)
