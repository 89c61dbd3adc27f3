"""Sentences of people who report something, made from parts, with what has to be understood. [P]

The parts are `bench/data/intake.yaml` and the area table of the city; the same seed gives the same
sentences.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from dialog.areas.table import Area, AreaTable

CENTRE = frozenset(
    ["500103", "500104", "500105", "500106", "500107", "500108", "500109", "500112", "500113"]
)
"""Districts of the inner city, from which most calls come."""

THANKS = ("建议", "表扬")
"""Categories in which nothing is wrong."""

WRONG = ("北碚区", "渝中区", "大渡口区", "万州区")
"""Districts that somebody names and takes back."""

OWN_NUMBER = "13800138000"
"""That the caller rings from."""

VOICES = {"zm_yunxi": 1.15, "zf_xiaoxiao": 1.2, "zm_yunjian": 1.2}
"""Who speaks, and how fast: five syllables a second or so, as people do who complain."""

GROUPS = 16
"""Different groups of four digits, so that what is spoken once serves again."""

PLACES = 32
"""Different places of one voice, for the same reason."""

_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
_FOURS = tuple(f"{n:04d}" for n in random.Random(0).sample(range(10_000), GROUPS))
_PREFIXES = ("138", "139", "136", "135", "158", "159", "186", "187", "177", "153")


@dataclass(frozen=True)
class Truth:
    """What a ticket of the sentence has to hold; "" where the caller does not say it. street,
    district: names of the area table. detail: of the address, as it is said. phone: the number to
    be called on, the caller's own one where no other is named."""

    category: str
    matter: str
    matter_said: str
    matter_path: tuple[str, ...]
    district: str
    street: str
    detail: str
    when: str
    phone: str


@dataclass(frozen=True)
class Case:
    """One caller. said: the first sentence. dictation: of another number, "" for the one they ring
    from. place: as it is said again when asked for it."""

    name: str
    voice: str
    speed: float
    said: str
    place: str
    dictation: str
    truth: Truth


def parts() -> Mapping[str, Any]:
    """What sentences are made of."""
    source = files("bench.data").joinpath("intake.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(source)
    return found


def corpus(areas: AreaTable, count: int, seed: int, said: Mapping[str, Any]) -> tuple[Case, ...]:
    """said: as `parts` gives them."""
    chance = random.Random(seed)
    pools = {
        voice: [_place(random.Random(f"{seed}:{voice}:{n}"), areas, said) for n in range(PLACES)]
        for voice in VOICES
    }
    return tuple(_case(n, chance, areas, said, pools) for n in range(count))


Spot = tuple[str, str, str, str]
"""A place as it is said; district, street and detail that it names."""


def _case(
    number: int,
    chance: random.Random,
    areas: AreaTable,
    said: Mapping[str, Any],
    pools: Mapping[str, Sequence[Spot]],
) -> Case:
    matter, about = chance.choice(sorted(said["matters"].items()))
    pleased = about["category"] in THANKS
    pattern = _weighed(chance, [p for p in said["patterns"] if not (pleased and p.get("fault"))])
    variants = list(about["said"])
    voice, opens = list(VOICES)[number % len(VOICES)], said["opens"]
    named = about["category"] if chance.random() < 0.6 else ""
    words = {
        "open": chance.choice(opens[named]),
        "matter": variants[number % len(VOICES) % len(variants)],
        "time": chance.choice(list(said["times"])),
        "want": chance.choice(said["thanks" if pleased else "wants"]),
        "wrong": chance.choice(WRONG),
    }
    place, district, street, detail = chance.choice(pools[voice])
    phone, dictation = _phone(chance, said["dictations"])
    truth = Truth(
        category=named if "{open}" in pattern else "",
        matter=matter,
        matter_said=words["matter"],
        matter_path=tuple(about["said"][words["matter"]].split("/")),
        district=district,
        street=street,
        detail=detail,
        when=words["time"] if "{time}" in pattern else "",
        phone=phone,
    )
    return Case(
        f"{number:03d}",
        voice,
        VOICES[voice],
        pattern.format(place=place, **words),
        place,
        dictation,
        truth,
    )


def _weighed(chance: random.Random, patterns: Sequence[Mapping[str, Any]]) -> str:
    weights = [pattern["weight"] for pattern in patterns]
    (pattern,) = chance.choices(patterns, weights)
    return str(pattern["said"])


def _area(chance: random.Random, areas: AreaTable) -> tuple[Area, Area]:
    """A district and a street of it; three in four of the inner city."""
    inner = chance.random() < 0.75
    streets = [s for s in areas.streets if (s.parent in CENTRE) == inner]
    street = chance.choice(streets)
    district = areas.district(street.parent)
    assert district is not None
    return district, street


def _place(chance: random.Random, areas: AreaTable, said: Mapping[str, Any]) -> Spot:
    kind = chance.choices(
        ("street", "short", "alone", "road", "estate", "spot", "landmark", "district"),
        (14, 14, 10, 18, 18, 12, 10, 6),
    )[0]
    if kind == "landmark":
        known = chance.choice(said["landmarks"])
        return known["said"], known["district"], known.get("street", ""), known["said"]
    district, street = _area(chance, areas)
    alone = sum(other.name == street.name for other in areas.streets) == 1
    area = district.name + street.name
    near = chance.choice((area, district.short + street.short, area))
    road = chance.choice(said["roads"]) + chance.choice(said["numbers"])
    estate = chance.choice(said["estates"]) + chance.choice(said["blocks"])
    spot = chance.choice(said["spots"])
    spoken, detail = {
        "street": (area, ""),
        "short": (district.short + street.short, ""),
        "alone": (street.name if alone else area, ""),
        "road": (near + road, road),
        "estate": (near + estate, estate),
        "spot": (area + spot, spot),
        "district": (district.name + estate, estate),
    }[kind]
    return spoken, district.name, "" if kind == "district" else street.name, detail


def _phone(chance: random.Random, dictations: Sequence[str]) -> tuple[str, str]:
    """The number, and how it is dictated; most people keep the one they ring from."""
    if chance.random() >= 0.32:
        return OWN_NUMBER, ""
    number = chance.choice(_PREFIXES) + chance.choice(_FOURS) + chance.choice(_FOURS)
    groups = number[:3], number[3:7], number[7:]
    slip = groups[1][:3] + str((int(groups[1][3]) + 1) % 10)
    return number, dictated(chance.choice(dictations), number, slip=spoken_digits(slip))


def dictated(how: str, number: str, **more: str) -> str:
    """how: a text with {a}, {b}, {c} for the groups of a mobile number."""
    a, b, c = map(spoken_digits, (number[:3], number[3:7], number[7:]))
    return how.format(a=a, b=b, c=c, **more)


def spoken_digits(number: str) -> str:
    """Digits as they are said one by one."""
    return "".join(_SPOKEN[digit] for digit in number)
