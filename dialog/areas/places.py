"""Places named in speech: areas of the table, and what sounds like an address. [P]"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from dialog.areas.locate import Located, locate
from dialog.areas.mentions import Said
from dialog.areas.names import names_of
from dialog.areas.numbers import as_address, with_number
from dialog.areas.spots import KNOWN, spots
from dialog.areas.table import Area, AreaTable
from dialog.grammar.utterance import Utterance

CUT = "，"
"""Stands where the name of an area was, and where the speaker paused."""

_FILLER = re.compile(
    r"^(?:嗯|呃|啊|哦|那个|就是|就|在|是|我|我们|咱们|这边|这里|住在|位于|发生在|地点|地址|你好)+|(?:那里|那边|这里|这边|那儿|这儿|吧|啊|呀|嘛|哈|呢|的|了)+$"
)

Level = Literal["address", "community", "street", "district", "none"]
"""How well a place is known: a spot within a district that is known, the lowest area that is, or
nothing that a unit could be found by."""


@dataclass(frozen=True)
class Place:
    """Where something is. text: as it is said; district, street, community: of the table, None
    where not named; detail: road, estate, number, in the caller's words. options: areas of one
    name, one of which was meant: see `candidates`. landmark: the one that the detail names.
    refused: areas that it is not, whatever they sound like: the caller has denied them."""

    district: Area | None = None
    street: Area | None = None
    detail: str = ""
    community: Area | None = None
    options: tuple[Area, ...] = ()
    landmark: str = ""
    refused: frozenset[Area] = frozenset()

    @property
    def text(self) -> str:
        areas = (self.district, self.street, self.community)
        return "".join(area.name for area in areas if area) + self.detail

    @property
    def known(self) -> bool:
        """Whether the table knows the district, or the street in a city without districts."""
        return self.district is not None or self.street is not None

    @property
    def located(self) -> Level:
        if not self.known:
            return "none"
        if self.landmark or spots(self.detail):
            return "address"
        return "community" if self.community else "street" if self.street else "district"

    def merged(self, newer: "Place") -> "Place":
        """This place with what was said later. Another district drops street and community,
        another street the community; a number said anew takes the place of the old one."""
        moved = newer.district and self.district and newer.district != self.district
        street = newer.street or (None if moved else self.street)
        same = street == self.street and not moved
        detail = with_number(self.detail, newer.detail)
        landmarks = (name for name in (newer.landmark, self.landmark) if name and name in detail)
        merged = Place(
            newer.district or self.district,
            street,
            detail,
            newer.community or (self.community if same else None),
            newer.options or self.options,
            next(landmarks, ""),
            self.refused | newer.refused,
        )
        return merged._decided()

    def corrected(self, newer: "Place") -> "Place":
        """As `merged`, by somebody who says that this is wrong: another district or street drops
        the address that was taken for this one, too, if a new one is named."""
        moved = newer.street and newer.street != self.street
        before = replace(self, detail="", landmark="") if moved and newer.detail else self
        return before.merged(newer)

    def _decided(self) -> "Place":
        """With the one of the options that is in the street or district, if these are known."""
        upper = self.street or self.district
        if upper is None or not self.options:
            return self
        within = [area for area in self.options if area.code.startswith(upper.code)]
        if len(within) != 1:
            return replace(self, options=tuple(within))
        (area,) = within
        settled = replace(self, detail=_without(self.detail, area), options=())
        if area.is_district:
            return settled
        level = "community" if area.is_community else "street"
        return replace(settled, **{level: area})  # type: ignore[arg-type]


def _without(detail: str, area: Area) -> str:
    """An address that does not begin with the name of its area."""
    name = area.name if detail.startswith(area.name) else area.short
    return detail.removeprefix(name)


def candidates(place: Place, table: AreaTable) -> tuple[Area, ...]:
    """What to ask for (是江北区还是渝北区的？): the districts, or within one district the streets,
    that have an area of the name that was said; () where nothing is in question."""
    above = 6 if place.district is None else 9
    found = (table.area(area.code[:above]) for area in place.options)
    return tuple(dict.fromkeys(area for area in found if area is not None))


def find_place(
    said: Utterance, table: AreaTable, known: Place | None = None, again: bool = False
) -> Place:
    """The place named within an utterance; an empty Place where there is none. known: what was
    said before; its district settles which area of a name is meant, and what was refused is not
    found again. again: whether it is a place that was misheard before, and nothing else."""
    return _split(said, table, known, again)[0]


def as_answer(said: Utterance, table: AreaTable, known: Place | None = None) -> Place:
    """The answer to "where?": what is found, else the caller's words themselves."""
    place, rest = _split(said, table, known)
    if place.detail or place.street:
        return place
    words = _FILLER.sub("", rest.replace(CUT, ""))
    return replace(place, detail=words if len(words) >= 2 else "")


def without_place(said: Utterance, table: AreaTable) -> str:
    """The text of an utterance without the place that is named in it."""
    place, rest = _split(said, table, None)
    for spot in spots(rest):
        rest = rest.replace(spot, "", 1)
    return rest.replace(CUT, "").replace(KNOWN, "") if place.text else said.text


def beside_place(said: Utterance, table: AreaTable) -> tuple[str, ...]:
    """What an utterance says beside the place, in pieces: cut where the place was named, and where
    the speaker paused. The first is "" where the place comes first."""
    _, rest = _split(said, table, None)
    for spot in spots(rest):
        rest = rest.replace(spot, KNOWN, 1)
    return tuple(rest.replace(KNOWN, CUT).split(CUT))


@lru_cache(maxsize=16)
def _split(
    said: Utterance, table: AreaTable, known: Place | None, again: bool = False
) -> tuple[Place, str]:
    """The place, and the text without the names of areas, landmarks being one sign each. Kept while
    a turn lasts: its place, its matter and what stands beside it are asked for one by one."""
    if len(said.text) < 2:
        return Place(), said.text
    heard = Said.of(said)
    before = known or Place()
    found = locate(heard, names_of(table), before.district, before.refused, again)
    rest = as_address(_rest(heard.text, found))
    detail = "".join(spots(rest))
    landmarks = [name for name, _ in sorted(found.landmarks, key=lambda pair: pair[1])]
    for name in landmarks:
        detail = detail.replace(KNOWN, name, 1)
    if found.options:
        detail = _named(said.text, found.options[-1], detail)
    return Place(
        found.district,
        found.street,
        detail,
        found.community,
        found.options,
        next(iter(landmarks), ""),
    ), rest


def _named(text: str, option: Area, detail: str) -> str:
    """The address with the name that several areas have, so that it can be asked about."""
    name = option.name if option.name in text or option.short not in text else option.short
    return detail if name in detail else name + detail


def _rest(text: str, found: Located) -> str:
    """What stood around a name is kept apart: no road begins before it and ends behind it."""
    spans = [(span, CUT) for span in found.cut]
    spans += [(span, KNOWN) for _, span in found.landmarks]
    rest, at = "", 0
    for (start, end), sign in sorted(spans):
        if end > at:
            rest += text[at:start] + sign
            at = end
    return (rest + text[at:]).rstrip(CUT)
