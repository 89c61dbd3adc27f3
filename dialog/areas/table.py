"""A city's districts and streets. [P]

A table is a TSV `code name parent`: the city (6 digits), its districts (6) and their streets and
towns (9). Codes and names are those of the National Bureau of Statistics.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dialog.errors import AreaTableInvalid

_PEOPLES = (
    "(?:(?:土家|苗|侗|壮|回|满|彝|藏|羌|瑶|白|傣|黎|畲|水"
    "|蒙古|朝鲜|仡佬|布依|哈尼|傈僳|维吾尔|哈萨克)族)"
)
_DISTRICT = re.compile(f"{_PEOPLES}*(?:自治县|自治旗|[区县市旗])$")
_STREET = re.compile(f"{_PEOPLES}*(?:街道|地区|镇|乡)$")


@dataclass(frozen=True)
class Area:
    """code: 6 digits for a district, 9 for a street or town. short: the name as it is said."""

    code: str
    name: str
    parent: str

    @property
    def is_district(self) -> bool:
        return len(self.code) == 6

    @property
    def short(self) -> str:
        stem = (_DISTRICT if self.is_district else _STREET).sub("", self.name)
        return stem if len(stem) >= 2 else self.name


@dataclass(frozen=True)
class AreaTable:
    """Districts and streets of one city, in the order of their codes."""

    districts: tuple[Area, ...]
    streets: tuple[Area, ...]

    def district(self, code: str) -> Area | None:
        return next((area for area in self.districts if area.code == code), None)


def parse(lines: Iterable[str]) -> AreaTable:
    """Read a table; raises AreaTableInvalid naming the line."""
    areas = []
    for number, line in enumerate(lines, start=1):
        fields = line.rstrip("\n").split("\t")
        if number == 1 and fields[0] == "code":
            continue
        if len(fields) != 3 or not re.fullmatch(r"\d{6}(\d{3})?", fields[0]):
            raise AreaTableInvalid(f"line {number}: expected code, name and parent, tab-separated")
        if fields[2]:
            areas.append(Area(*fields))
    return AreaTable(
        tuple(area for area in areas if area.is_district),
        tuple(area for area in areas if not area.is_district),
    )


@cache
def area_table(city_code: str) -> AreaTable:
    """The table that ships for a city (six digits); raises AreaTableInvalid where there is none."""
    source = files("dialog.areas").joinpath(f"{city_code}.tsv")
    if not source.is_file():
        raise AreaTableInvalid(f"no area table for {city_code}: add dialog/areas/{city_code}.tsv")
    return parse(source.read_text(encoding="utf-8").splitlines())
