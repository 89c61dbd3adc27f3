"""Places named in speech: areas of the table, and what sounds like an address. [P]"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialog.areas.table import Area, AreaTable
from dialog.grammar.times import time_said
from dialog.grammar.utterance import Utterance
from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

MIN_SOUND = 3
"""Shortest name, in syllables, that is looked for by its sound."""

_SPOT = re.compile(
    r"[\u4e00-\u9fff0-9]{1,8}?(?:小区|花园|家园|新村|社区|大道|公路|立交|大桥|步行街|广场|公园|市场|车站|"
    r"地铁站|医院|学校|小学|中学|幼儿园|大厦|商场|路口|[路街巷弄](?!灯|边摊|面|上|由|过|道)|村|苑|"
    r"[\d一二三四五六七八九十百]+(?:号线|号楼|号|栋|幢|单元|楼))"
)
_LEAD = re.compile(
    r"^(?:.*(?:在|到|是|那个|这个|我们|咱们|我家|住|位于|反映|投诉|举报|说|对|的|你好|喂|于)|[我你他她这那们]+)"
)
_FILLER = re.compile(
    r"^(?:嗯|呃|啊|哦|那个|就是|就|在|是|我|我们|咱们|这边|这里|住在|位于|发生在|地点|地址|你好)+|(?:那里|那边|这里|这边|那儿|这儿|吧|啊|呀|嘛|哈|呢|的|了)+$"
)
_VAGUE = frozenset(
    ("小区", "社区", "公园", "广场", "市场", "医院", "学校", "车站", "路口", "村", "楼")
)


@dataclass(frozen=True)
class Place:
    """Where something is. text: as it is said; district, street: of the table, None where not
    named; detail: road, estate, number, in the caller's words."""

    district: Area | None = None
    street: Area | None = None
    detail: str = ""

    @property
    def text(self) -> str:
        names = [area.name for area in (self.district, self.street) if area]
        return "".join(names) + self.detail

    @property
    def known(self) -> bool:
        """Whether the table knows at least the district."""
        return self.district is not None

    def merged(self, newer: "Place") -> "Place":
        """This place with what was said later; another district drops the street."""
        moved = newer.district and self.district and newer.district != self.district
        return Place(
            newer.district or self.district,
            newer.street or (None if moved else self.street),
            newer.detail or self.detail,
        )


def find_place(said: Utterance, table: AreaTable) -> Place:
    """The place named within an utterance; an empty Place where there is none."""
    return _split(said, table)[0]


def as_answer(said: Utterance, table: AreaTable) -> Place:
    """The answer to "where?": what is found, else the caller's words themselves."""
    place, rest = _split(said, table)
    if place.detail or place.street:
        return place
    words = _FILLER.sub("", rest.replace("，", ""))
    return Place(place.district, place.street, words if len(words) >= 2 else "")


def without_place(said: Utterance, table: AreaTable) -> str:
    """The text of an utterance without the place that is named in it."""
    place, rest = _split(said, table)
    for spot in _spots(rest):
        rest = rest.replace(spot, "", 1)
    return rest.replace("，", "") if place.text else said.text


def _split(said: Utterance, table: AreaTable) -> tuple[Place, str]:
    """The place, and the text without the names of areas."""
    district, rest = _take(said.text, said.syllables, table.districts)
    within = [s for s in table.streets if district is None or s.parent == district.code]
    sounds = said.syllables if district is None else _sounds(rest)
    street, rest = _take(rest, sounds, within)
    if street is not None and district is None:
        district = _unique_parent(street, said, table)
    return Place(district, street, _detail(rest)), rest


def _sounds(text: str) -> tuple[str, ...]:
    """The syllables of a text, with the commas that keep its parts apart."""
    parts = re.split("(，)", text)
    return tuple(s for part in parts for s in ((part,) if part == "，" else pinyin(part)))


def _take(text: str, syllables: tuple[str, ...], areas: Iterable[Area]) -> tuple[Area | None, str]:
    """The longest name that was said (full, spoken, or by its sound), and the text without it."""
    areas = tuple(areas)
    named = [(area, name) for area in areas for name in (area.name, area.short) if name in text]
    if named:
        area, name = max(named, key=lambda pair: len(pair[1]))
        before, _, after = text.partition(name)
        return area, _joined(before, after.removeprefix(_KIND[area.is_district]))
    spoken = folded(syllables)
    heard = [(area, at) for area in areas if (at := _sound_at(area.name, spoken)) is not None]
    if not heard:
        return None, text
    area, at = max(heard, key=lambda pair: len(pair[0].name))
    if len(text) != len(spoken):
        return area, text
    return area, _joined(text[:at], text[at + len(area.name) :])


def _joined(before: str, after: str) -> str:
    """What stood around a name, kept apart: no road begins before it and ends behind it."""
    return f"{before}，{after}" if before and after else before or after


_KIND = {True: "区", False: "街道"}


def _sound_at(name: str, spoken: tuple[str, ...]) -> int | None:
    sound = folded(pinyin(name))
    if len(sound) < MIN_SOUND:
        return None
    starts = range(len(spoken) - len(sound) + 1)
    return next((i for i in starts if spoken[i : i + len(sound)] == sound), None)


def _unique_parent(street: Area, said: Utterance, table: AreaTable) -> Area | None:
    """The district of a street whose name, as it was said, is the only one in the city."""
    in_full = street.name in said.text or _sound_at(street.name, folded(said.syllables)) is not None
    same = {
        s.parent
        for s in table.streets
        if (s.name == street.name if in_full else s.short == street.short)
    }
    return table.district(street.parent) if len(same) == 1 else None


def _detail(rest: str) -> str:
    return "".join(_spots(rest))


def _spots(rest: str) -> list[str]:
    """Roads, estates and numbers, in the caller's words."""
    when = time_said(rest)
    is_time = when and not when.endswith("号")  # 8号 is a house as well as a day
    spots = _SPOT.findall(rest.replace(when, "，", 1) if is_time else rest)
    cleaned = (_LEAD.sub("", spot) for spot in spots)
    return [spot for spot in cleaned if len(spot) >= 2 and spot not in _VAGUE]
