"""District and street by their sounds, weighed over a whole utterance. [P]

Where a recogniser loses a name it still hears most of its sounds: 沙坪包机稀有及到 is
沙坪坝区西永街道. So every stretch of an utterance is held against every district with every street
of it; what is right speaks for a name, what is wrong against it, and sounds that are often taken
for one another weigh half.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialog.areas.mentions import DISTRICT, STREET, Mention, Said
from dialog.areas.names import Known, Names, Stem, district_names
from dialog.areas.near import Near, is_road
from dialog.areas.sounds import name_sound
from dialog.areas.spots import begins_with_kind, has_spot_behind
from dialog.areas.table import Area, Landmark
from knowledge.pinyin import split

_RIGHT, _WRONG = 2.0, 2.5
"""What a syllable is worth, and what each initial or final costs that is wrong in it."""

_ALIKE = ("bp", "dt", "gk", "jqx", "zcs", "fh", "yw")
"""Initials that are taken for one another, folded."""
_CLASS = {initial: group for group in _ALIKE for initial in group}
_BUZZED, _ROUNDED = frozenset("zcs"), frozenset("jqxy")

_MOST_DISTRICT, _MOST_STREET = 0.9, 0.6
"""Mistakes a syllable, at most."""


@dataclass(frozen=True)
class Weighed:
    """A street that may have been named. worth: how much speaks for it. wrong: initials and
    finals of it that are not as they were heard. alone: without its district."""

    near: Near
    worth: float
    wrong: float
    alone: bool


@lru_cache(maxsize=65536)
def mistaken(heard: str, meant: str) -> float:
    """0 to 2: how much of a folded syllable is another sound."""
    if heard == meant:
        return 0.0
    (onset, final), (own, other) = split(heard), split(meant)
    if not final or not other:
        return 2.0
    first = 0.0 if onset == own else 0.5 if _CLASS.get(onset, 1) == _CLASS.get(own, 2) else 1.0
    return first + _apart(_final(onset, final), _final(own, other))


def _final(onset: str, final: str) -> str:
    """As it sounds: i is a buzz behind z, c, s, and u is ü behind j, q, x, y."""
    if onset in _BUZZED and final == "i":
        return "ɨ"
    if onset in _ROUNDED and final.startswith("u"):
        final = "iü" + final[1:]
    return final.replace("ng", "n")


def _apart(final: str, other: str) -> float:
    if final == other:
        return 0.0
    return 0.5 if set(final) & set(other) else 1.0


def weighed(
    said: Said, names: Names, barred: Collection[Area], least: float
) -> tuple[Weighed, ...]:
    """Streets with their districts, and streets that say what they are, that are worth at least so
    much; the likeliest first, each street once."""
    best: dict[Area, Weighed] = {}
    for each in (*_pairs(said, names), *_alone(said, names), *_begun(said, names)):
        street = each.near.area
        kept = best.get(street)
        if (
            each.worth >= least
            and street not in barred
            and (kept is None or each.worth > kept.worth)
        ):
            best[street] = each
    return tuple(sorted(best.values(), key=lambda each: -each.worth))


def _pairs(said: Said, names: Names) -> Iterator[Weighed]:
    for district in names.table.districts:
        streets = names.streets_of(district.code)
        for wrong, begin, end in _districts(said.sounds, district):
            if said.denied(begin):
                continue
            for stem in streets:
                for further, stop in _streets(said, end, stem):
                    yield _of(stem, begin, stop, wrong + further, False)


def _districts(sounds: tuple[str, ...], district: Area) -> Iterator[tuple[float, int, int]]:
    for name in spelt(district):
        for begin in range(len(sounds) - len(name)):
            wrong = _against(sounds, begin, name, _MOST_DISTRICT * len(name))
            if wrong is not None:
                yield wrong, begin, begin + len(name)


@lru_cache(maxsize=512)
def spelt(district: Area) -> tuple[tuple[str, ...], ...]:
    """How a district may be named, by sound."""
    return tuple(dict.fromkeys(map(name_sound, district_names(district))))


def _streets(said: Said, at: int, stem: Stem) -> Iterator[tuple[float, int]]:
    """A street that begins there, in short and in full: what is wrong in it, and where it ends."""
    end = at + len(stem.sound)
    wrong = _against(said.sounds, at, stem.sound, _MOST_STREET * len(stem.sound))
    if wrong is None:
        return
    spot = has_spot_behind(said.text[end:])
    if not is_road(said, end) and wrong <= (1.0 if spot else 0.5):
        yield wrong, end
    ending = stem.full[len(stem.sound) :]
    further = _against(said.sounds, end, ending, _MOST_STREET * len(ending)) if ending else None
    if further is not None:
        yield wrong + further, end + len(ending)


_BESIDE = re.compile("(?:(?<!这样)的|(?<!我)是|[啊呀])$")
"""Before a place as well as before anything else."""

_LONG, _HALF = 3, 0.5
"""Syllables of a street's short name that is known without its district, and what may be wrong."""

_ENDINGS = {("jie", "dao"): "街道", ("zen",): "镇", ("xian",): "乡"}


def _alone(said: Said, names: Names) -> Iterator[Weighed]:
    """Streets and towns in full, where what they are was heard."""
    for ending in _ENDINGS:
        size = len(ending)
        for stop in range(size + 2, len(said.sounds) + 1):
            if said.sounds[stop - size : stop] != ending:
                continue
            for stem in names.all_streets:
                begin = stop - len(stem.full)
                if begin < 0 or stem.full[-size:] != ending or said.denied(begin):
                    continue
                name = stem.full[:-size]
                wrong = _against(said.sounds, begin, name, _MOST_STREET * len(name))
                if wrong is not None:
                    yield _of(stem, begin, stop, wrong, True)


def _begun(said: Said, names: Names) -> Iterator[Weighed]:
    """Streets in short, of three syllables or more, where a place begins and a spot in it comes
    next: 官一桥建新北路, 同原籍轻轨站."""
    for begin in _leads(said):
        for stem in _by_themselves(names):
            stop = begin + len(stem.sound)
            wrong = _against(said.sounds, begin, stem.sound, _HALF)
            after = said.text[stop:]
            if wrong is not None and (has_spot_behind(after) or begins_with_kind(after)):
                yield _of(stem, begin, stop, wrong, False)


@lru_cache(maxsize=4)
def _by_themselves(names: Names) -> tuple[Stem, ...]:
    """Streets whose short names are long, and of nothing else."""
    districts = {name for district in names.table.districts for name in spelt(district)}
    return tuple(
        stem
        for stem in names.all_streets
        if len(stem.sound) >= _LONG and stem.sound not in districts
        if len(names.by_stem[stem.sound]) == 1
    )


def _leads(said: Said) -> list[int]:
    """Where nothing but a place is likely to begin."""
    return [at for at in said.begins if not _BESIDE.search(said.text[:at])]


def _of(stem: Stem, begin: int, stop: int, wrong: float, alone: bool) -> Weighed:
    worth = _RIGHT * (stop - begin) - _WRONG * wrong
    return Weighed(Near(stem.area, begin, stop), worth, wrong, alone)


def _against(sounds: tuple[str, ...], begin: int, name: Sequence[str], most: float) -> float | None:
    """What is wrong in a name at some place, None where it is more than so much."""
    wrong = 0.0
    if begin + len(name) > len(sounds):
        return None
    for at, meant in enumerate(name, begin):
        wrong += mistaken(sounds[at], meant)
        if wrong > most:
            return None
    return wrong


_ANYWHERE, _PLACED = 7.0, 4.0
"""What a district and street must be worth, and where a place may begin or a road with a name comes
behind it: of 4,300 questions and complaints that name no place, one has such a stretch."""
_GUESSED = 4.5
"""What a street alone must be worth, where another was written for its sounds."""

_CLEAR, _LEAD = 0.5, 2.0
"""How much more it must be worth than any other, and than what was written."""


def likeliest(
    said: Said, names: Names, named: Collection[Mention], barred: Collection[Area]
) -> tuple[Near, ...]:
    """The district and street that were heard, where the text names none that sound so; the street
    alone, where one was written that sounds otherwise; several where none is clearly the
    likeliest. named: what the text names."""
    guessed = [m for m in named if m.level == STREET and m.sure and not _as_heard(said, m)]
    heard = [m for m in named if m.sure and _as_heard(said, m)]
    parents = {area.code for m in heard if m.level == DISTRICT for area in m.areas}
    if any(area.parent in parents for m in heard if m.level == STREET for area in m.areas):
        return ()
    every = weighed(said, names, barred, _PLACED)
    rival = max((_worth_written(said, m) for m in guessed), default=0.0)
    found = [
        each
        for each in every
        if _possible(said, each, heard)
        and (_instead(each, guessed, rival) if each.alone else each.worth >= _enough(said, each))
    ]
    return tuple(each.near for each in found if each.worth > found[0].worth - _CLEAR)


def _enough(said: Said, each: Weighed) -> float:
    """What it must be worth where it stands."""
    near = each.near
    placed = near.start in _leads(said) or has_spot_behind(said.text[near.end :])
    return _PLACED if placed else _ANYWHERE


def _instead(each: Weighed, guessed: Iterable[Mention], rival: float) -> bool:
    """Whether it is where another was written, which is worth much less."""
    overlaps = any(m.start < each.near.end and each.near.start < m.end for m in guessed)
    return overlaps and each.worth >= max(_GUESSED, rival + _LEAD)


def _worth_written(said: Said, mention: Mention) -> float:
    name = name_sound(mention.name.text)
    pairs = zip(said.sounds[mention.start : mention.end], name, strict=True)
    return sum(_RIGHT - _WRONG * mistaken(*pair) for pair in pairs)


def _as_heard(said: Said, mention: Mention) -> bool:
    """Whether a name was heard as it was written, and not guessed."""
    return said.sounds[mention.start : mention.end] == name_sound(mention.name.text)


def _possible(said: Said, each: Weighed, heard: Iterable[Mention]) -> bool:
    """Whether nothing else that was named says otherwise, and was not taken back."""
    near = each.near
    for m in heard:
        inside = near.start <= m.start < near.end
        part = inside and m.level == STREET
        if part or m.end <= said.retracted <= near.start:
            continue
        if m.level == DISTRICT and m.name.short and m.start not in said.begins:
            continue
        if not any(_agrees(near.area, known) for known in m.name.means):
            return False
    return True


def _agrees(street: Area, known: Known) -> bool:
    code = known.area if isinstance(known, Landmark) else known.code
    return street.code.startswith(code) or code.startswith(street.code)
