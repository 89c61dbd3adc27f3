"""Which unit gets a ticket [P]: the catalogue first, then the lowest place, else the backstop.

Every keyword of a unit speaks for it with its length in characters. The matter, in the three levels
of `knowledge.matters`, speaks for the unit that lists the lowest of its names with twice the weight
of the words by which it was known, and so does a name that the ticket gives. The sum w becomes
w / (w + 2). A keyword inside a longer one of the same unit counts once.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from knowledge.matters import matter_of
from tickets.errors import DataError

_MATTER_WEIGHT = 2
_HALF = 2.0


@dataclass(frozen=True)
class Unit:
    """by_district: each district has a branch. utility: water, power, gas."""

    name: str
    by_district: bool
    utility: bool
    matters: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Units in order of preference where the evidence is equal."""

    units: tuple[Unit, ...]
    districts: tuple[str, ...]
    backstop: str


@dataclass(frozen=True)
class Dispatch:
    """unit: name as it is said. reason: the words it was decided by. score: 0 (backstop) to 1."""

    unit: str
    reason: str
    score: float
    utility: bool = False
    district: str = ""


def find_district(place: str, districts: tuple[str, ...]) -> str:
    """The district named in a place, "" where none is: `渝北回兴街道` → `渝北区`.

    A short name ends at its suffix only where two characters are left: 忠县 is never just 忠.
    """
    for name in districts:
        short = name[:-1]
        if name in place or (len(short) > 1 and short in place):
            return name
    return ""


def unit_of(path: tuple[str, ...], catalogue: Catalogue) -> Unit | None:
    """The unit that lists the lowest of a matter's names, None where none lists any."""
    for name in reversed(path):
        for unit in catalogue.units:
            if name in unit.matters:
                return unit
    return None


def _evidence(unit: Unit, matter: str, text: str) -> tuple[float, tuple[str, ...]]:
    """Weight and words that speak for a unit."""
    hits = [word for word in unit.keywords if word in text]
    words = [w for w in hits if not any(w != other and w in other for other in hits)]
    matters = [name for name in unit.matters if name == matter]
    weight = sum(map(len, words)) + _MATTER_WEIGHT * sum(map(len, matters))
    return weight, (*matters, *words)


def dispatch(
    matter: str, content: str, place: str, catalogue: Catalogue, path: tuple[str, ...] = ()
) -> Dispatch:
    """matter: a name of the catalogue, or free words; content: what the citizen said; place: where;
    path: names of the levels of the matter, where they are known already: they decide alone.

    The place is not searched for keywords, nor where the content names it: a road called 医院路 is
    not a matter of health.
    """
    district = find_district(place, catalogue.districts)
    owner = unit_of(path, catalogue)
    if owner is not None:
        weight: float = _MATTER_WEIGHT * len(path[-1])
        return _given(owner, weight, ("/".join(path),), district)
    said = content.replace(place, "") if place else content
    text = f"{matter}\n{said}"
    known = matter_of(text)
    owner = unit_of(known.path, catalogue) if known else None
    scored: list[tuple[Unit, float, tuple[str, ...]]] = []
    for unit in catalogue.units:
        weight, words = _evidence(unit, matter, text)
        if known and unit is owner:
            weight, words = weight + _MATTER_WEIGHT * known.weight, (known.text, *words)
        scored.append((unit, weight, words))
    best, weight, words = max(scored, key=lambda row: row[1])
    if not weight:
        return Dispatch(
            catalogue.backstop, "目录中没有匹配的事项，转兜底单位", 0.0, False, district
        )
    return _given(best, weight, words, district)


def _given(unit: Unit, weight: float, words: tuple[str, ...], district: str) -> Dispatch:
    lowest = unit.by_district and district
    return Dispatch(
        unit=district + unit.name if lowest else unit.name,
        reason=f"{'属地优先' if lowest else '市级'}；依据：{'、'.join(dict.fromkeys(words))}",
        score=round(weight / (weight + _HALF), 3),
        utility=unit.utility,
        district=district,
    )


def _unit(row: dict[str, Any]) -> Unit:
    levels = {"district": True, "city": False}
    return Unit(
        name=row["name"],
        by_district=levels[row["level"]],
        utility=bool(row.get("utility", False)),
        matters=tuple(row["matters"]),
        keywords=tuple(row["keywords"]),
    )


def parse_catalogue(text: str) -> Catalogue:
    """From the YAML of data/units.yaml. Raises DataError for anything else."""
    try:
        data = yaml.safe_load(text)
        return Catalogue(
            units=tuple(_unit(row) for row in data["units"]),
            districts=tuple(data["districts"]),
            backstop=data["backstop"],
        )
    except (yaml.YAMLError, KeyError, TypeError) as e:
        raise DataError(f"the unit catalogue cannot be read ({e}); see data/units.yaml") from None


@cache
def builtin_catalogue() -> Catalogue:
    """The catalogue that ships with the program."""
    return parse_catalogue(files("tickets").joinpath("data/units.yaml").read_text("utf-8"))
