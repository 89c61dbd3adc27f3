"""What each place is called, by characters and by sound: made once a table. [P]"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from dialog.areas.sounds import letters, name_sound
from dialog.areas.table import Area, AreaTable, Landmark

LONGEST = 12
"""Characters of a name that is looked for."""

SOUND_FROM = 3
"""Syllables of a name that is known by its sound alone, anywhere."""

Known = Area | Landmark


@dataclass(frozen=True)
class Name:
    """One way to call places. short: without what it is (观音桥 for 观音桥街道)."""

    text: str
    short: bool
    means: tuple[Known, ...]


@dataclass(frozen=True)
class Stem:
    """A street or community by the sound of its name without the ending."""

    area: Area
    sound: tuple[str, ...]
    letters: str
    full: tuple[str, ...]
    """Sound of the whole name."""


@dataclass(frozen=True, eq=False)
class Names:
    """Of one table."""

    table: AreaTable

    def prepare(self) -> None:
        """Make all that is made once, so that no caller waits for it (0.2 s for a large city)."""
        _ = self.by_text, self.by_sound, self.landmarks, self.by_stem, self._communities

    @cached_property
    def by_text(self) -> Mapping[str, tuple[Name, ...]]:
        return _grouped((name.text, name) for name in (*self._upper, *self._lower))

    @cached_property
    def by_sound(self) -> Mapping[tuple[str, ...], tuple[Name, ...]]:
        """Names of districts, streets and landmarks that are long enough."""
        sounding = ((name_sound(name.text), name) for name in self._upper)
        return _grouped((sound, name) for sound, name in sounding if len(sound) >= SOUND_FROM)

    @cached_property
    def _upper(self) -> tuple[Name, ...]:
        pairs: list[tuple[str, bool, Known]] = []
        for area in self.table.districts:
            pairs += [(text, text == area.short, area) for text in district_names(area)]
        for area in self.table.streets:
            pairs += [(area.name, False, area), (area.short, True, area)]
        for landmark in self.table.landmarks:
            pairs += [(text, False, landmark) for text in landmark.names]
        return tuple(_names(pairs))

    @cached_property
    def _lower(self) -> tuple[Name, ...]:
        return tuple(_names((area.name, False, area) for area in self.table.communities))

    @cached_property
    def _streets(self) -> Mapping[str, tuple[Stem, ...]]:
        return _grouped((area.parent, _stem(area)) for area in self.table.streets)

    @cached_property
    def _communities(self) -> Mapping[str, tuple[Stem, ...]]:
        return _grouped((area.parent, _stem(area)) for area in self.table.communities)

    @cached_property
    def all_streets(self) -> tuple[Stem, ...]:
        return tuple(stem for stems in self._streets.values() for stem in stems)

    @cached_property
    def by_stem(self) -> Mapping[tuple[str, ...], tuple[Stem, ...]]:
        """Streets by the sound of their names without the ending."""
        return _grouped((stem.sound, stem) for stem in self.all_streets)

    @cached_property
    def landmarks(self) -> Mapping[int, tuple[tuple[str, ...], tuple[Landmark, ...]]]:
        """Letters of the names, and what they mean, by their number of syllables."""
        sounding = _grouped(
            (len(name), (letters(name_sound(name)), landmark))
            for landmark in self.table.landmarks
            for name in landmark.names
        )
        return {
            size: (tuple(spelt for spelt, _ in pairs), tuple(mark for _, mark in pairs))
            for size, pairs in sounding.items()
        }

    def streets_of(self, district: str) -> tuple[Stem, ...]:
        return self._streets.get(district, ())

    def communities_of(self, code: str) -> tuple[Stem, ...]:
        """Of a district or of a street."""
        streets = (code,) if len(code) > 6 else (s.area.code for s in self.streets_of(code))
        return tuple(stem for street in streets for stem in self._communities.get(street, ()))


@cache
def names_of(table: AreaTable) -> Names:
    return Names(table)


def district_names(area: Area) -> Iterator[str]:
    """渝北区, 渝北; 石柱土家族自治县, 石柱县, 石柱."""
    yield area.name
    if area.name != area.short:
        yield area.short
        if len(area.name) > len(area.short) + 1:
            yield area.short + area.name[-1]


def _names(pairs: Iterable[tuple[str, bool, Known]]) -> Iterator[Name]:
    meant: dict[tuple[str, bool], list[Known]] = defaultdict(list)
    for text, short, known in pairs:
        meant[text, short].append(known)
    for (text, short), known_by in meant.items():
        yield Name(text, short, tuple(known_by))


def _stem(area: Area) -> Stem:
    sound = name_sound(area.short)
    return Stem(area, sound, letters(sound), name_sound(area.name))


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, tuple[_Value, ...]]:
    grouped: dict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return {key: tuple(values) for key, values in grouped.items()}
