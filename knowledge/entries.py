"""What the robot knows: entries, and the YAML folders they are kept in.

A folder holds one file a field (`公积金`, `户籍`, …):

    field: 公积金
    unit: 住房公积金管理中心        # for every entry below that names no unit of its own
    entries:
      - id: gjj-rent
        question: 租房怎么提取公积金
        variants: [...]             # how citizens say it on the phone, at least MIN_VARIANTS
        answer: ...                 # spoken: at most ANSWER_LIMIT characters, nothing but sentences
        sms: ...                    # the whole guide, sent as a text message
        source: 《住房公积金管理条例》第二十四条
        # All below is optional.
        more: [...]                 # the rest of a long answer, a part each, spoken when asked for
        follow_up: ...              # what must be asked before answering, see `knowledge.follow_up`
        tags: [提取, 租房]           # what is asked for
        business: [公积金提取]       # which service of the unit
        audience: [个人]             # whom it concerns: 个人, 单位, 个体户, 老年人, …
        city_facts: [租房提取额度]  # what differs by city and the site must fill in
        valid_from: 2026-01-01      # first and last day on which the entry is true
        valid_until: 2026-12-31
        secrecy: internal           # never spoken by the robot, only shown to operators
        kind: out_of_scope          # a matter this line does not handle, and who does
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

import yaml

from knowledge.errors import (
    AnswerNotForTheEar,
    DuplicateId,
    EntriesUnreadable,
    EntryInvalid,
    FieldMissing,
    TooFewVariants,
    UnknownField,
    WrongType,
)
from knowledge.follow_up import FollowUp, parse

ANSWER_LIMIT = 120
"""Characters of a spoken answer: about 25 s at a calm 290 characters a minute."""

MIN_VARIANTS = 4

# The C loader, where PyYAML has it, reads ten times as fast; both build plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Kind = Literal["answer", "out_of_scope"]
Secrecy = Literal["public", "internal"]


@dataclass(frozen=True)
class Entry:
    """One thing the robot knows.

    id: stable, lower-case letters, digits and hyphens; recorded in calls and statistics.
    unit: the department that owns the answer.
    question, variants: ways of asking; the matcher treats them alike.
    answer: for the ear; more: the parts of a long answer that come after it, each of the same
        length at most. sms: for the eye, the complete guide.
    follow_up: what the answer depends on; where there is one, `answer` is for a caller who cannot
        say.
    tags, business, audience: by question, by the unit's service, by whom it concerns.
    source: law or notice the answer rests on.
    valid_from, valid_until: first and last day on which it holds, None where open-ended.
    secrecy: 'internal' entries are for operators; the robot never speaks them.
    city_facts: names of facts that each city must add; the answer is true without them.
    kind: 'out_of_scope' entries say whom to turn to instead; the matcher never answers with them.
    field: heading of the file it came from.
    """

    id: str
    unit: str
    question: str
    variants: tuple[str, ...]
    answer: str
    sms: str
    tags: tuple[str, ...] = ()
    source: str = ""
    valid_until: date | None = None
    city_facts: tuple[str, ...] = ()
    kind: Kind = "answer"
    field: str = ""
    more: tuple[str, ...] = ()
    follow_up: FollowUp | None = None
    business: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    valid_from: date | None = None
    secrecy: Secrecy = "public"

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The question and every variant, the question first."""
        return (self.question, *self.variants)

    def holds_on(self, today: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_until is None or today <= self.valid_until)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every text that the robot may say to answer it."""
        asked = () if self.follow_up is None else self.follow_up.spoken
        return (self.answer, *self.more, *asked)

    @property
    def voiced(self) -> tuple[str, ...]:
        """What the robot's voice should have ready: with the question, for "您是想问…，还是…？"."""
        return (*self.spoken, self.question)


def load_default() -> tuple[Entry, ...]:
    """The entries that ship with the product, in the order of files and of entries in them."""
    with as_file(files("knowledge") / "data") as folder:
        return load(folder)


def load(path: Path) -> tuple[Entry, ...]:
    """All entries of a folder of `*.yaml`, or of one such file.

    Raises `EntriesUnreadable` or a kind of `EntryInvalid` for the first fault found.
    """
    sources = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not sources:
        raise EntriesUnreadable(
            f"{path}: no .yaml file of entries in this folder; name a folder like knowledge/data"
        )
    entries = tuple(entry for source in sources for entry in _read(source))
    _refuse_duplicates(entries)
    return entries


def _refuse_duplicates(entries: Iterable[Entry]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.id in seen:
            raise DuplicateId(
                f"entry id {entry.id} stands twice, in {seen[entry.id]} and in {entry.field}: "
                "rename one of them"
            )
        seen[entry.id] = entry.field


def _read(source: Path) -> list[Entry]:
    try:
        document = yaml.load(source.read_text(encoding="utf-8"), _LOADER)
    except FileNotFoundError:
        raise EntriesUnreadable(f"{source}: no such file or folder; check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise EntriesUnreadable(f"{source}: cannot be read ({error}); save it as UTF-8") from None
    except (yaml.YAMLError, ValueError) as error:
        raise EntriesUnreadable(f"{source}: mend the YAML ({_one_line(error)})") from None
    if not isinstance(document, dict) or not isinstance(document.get("entries"), list):
        raise EntriesUnreadable(f"{source}: needs field, unit and a list of entries at its top")
    if unknown := set(document) - {"field", "unit", "entries"}:
        raise UnknownField(f"{source.name}: unknown field {_names(unknown)} at its top: remove it")
    heading = document.get("field", source.stem)
    if not isinstance(heading, str):
        raise WrongType(f"{source.name}: field must be text")
    return [
        parse_entry(item, f"{source.name}, entry {number}", heading, document.get("unit"))
        for number, item in enumerate(document["entries"], start=1)
    ]


_TEXTS = ("id", "unit", "question", "answer", "sms", "source")
_LISTS = ("variants", "tags", "city_facts", "more", "business", "audience")
_DAYS = ("valid_from", "valid_until")
_REQUIRED = ("id", "unit", "question", "variants", "answer", "sms", "source")
_KNOWN = {*_TEXTS, *_LISTS, *_DAYS, "kind", "secrecy", "follow_up"}


def parse_entry(item: object, where: str, heading: str, unit: object = None) -> Entry:
    """An entry from what YAML gave. where: of it, for errors. heading: of its field. unit: its
    owner where it names none. Raises a kind of `EntryInvalid`."""
    entry = read_entry(item, where, heading, unit)
    check(entry, f"{where} ({entry.id})")
    return entry


def read_entry(item: object, where: str, heading: str, unit: object = None) -> Entry:
    """The same without the rules of `check`: what older rules let through stays readable."""
    if not isinstance(item, dict):
        raise WrongType(f"{where}: must be a mapping of fields, not {type(item).__name__}")
    fields = {"unit": unit, **item} if unit is not None else dict(item)
    if "id" in fields:
        where = f"{where} ({fields['id']})"
    if unknown := {str(name) for name in fields} - _KNOWN:
        raise UnknownField(f"{where}: unknown field {_names(unknown)}: remove or rename it")
    if missing := [name for name in _REQUIRED if not fields.get(name)]:
        raise FieldMissing(f"{where}: {_names(missing)} missing or empty: fill it in")
    texts = {name: _text(fields, name, where) for name in _TEXTS}
    lists = {name: _texts(fields, name, where) for name in _LISTS}
    return Entry(
        id=texts["id"],
        unit=texts["unit"],
        question=texts["question"],
        variants=lists["variants"],
        answer=texts["answer"],
        sms=texts["sms"],
        tags=lists["tags"],
        source=texts["source"],
        city_facts=lists["city_facts"],
        valid_from=_day(fields, "valid_from", where),
        valid_until=_day(fields, "valid_until", where),
        kind=_kind(fields.get("kind", "answer"), where),
        secrecy=_secrecy(fields.get("secrecy", "public"), where),
        field=heading,
        more=lists["more"],
        business=lists["business"],
        audience=lists["audience"],
        follow_up=None if "follow_up" not in fields else parse(fields["follow_up"], where),
    )


def _text(fields: Mapping[str, object], name: str, where: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise WrongType(f"{where}: {name} must be text; put quotes round numbers")
    return value.strip()


def _texts(fields: Mapping[str, object], name: str, where: str) -> tuple[str, ...]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise WrongType(f"{where}: {name} must be a list of texts; put quotes round numbers")
    return tuple(v.strip() for v in value)


def _day(fields: Mapping[str, object], name: str, where: str) -> date | None:
    value = fields.get(name)
    # YAML reads 2026-12-31 as a date but leaves 2026/12/31 a text; a time of day is a slip.
    if value is None or type(value) is date:
        return value
    raise WrongType(f"{where}: {name} must be a date like 2026-12-31, not {value!r}")


def _secrecy(value: object, where: str) -> Secrecy:
    if value == "public" or value == "internal":
        return value
    raise WrongType(f"{where}: secrecy must be public or internal, not {value!r}")


def _kind(value: object, where: str) -> Kind:
    if value == "answer" or value == "out_of_scope":
        return value
    raise WrongType(f"{where}: kind must be answer or out_of_scope, not {value!r}")


ID_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

UNSPEAKABLE = (
    ("a web address", re.compile(r"https?:|www\.|\.(?:com|cn|gov|org|net)\b", re.I)),
    ("a table", re.compile(r"\||\t")),
    ("a line break", re.compile(r"[\r\n]")),
    ("markup", re.compile(r"[*#`_<>\[\]{}~]|\bhttp")),
)
"""What no voice can read out, and how it is known."""


def check(entry: Entry, where: str) -> None:
    """What every entry must keep. where: of the entry, for errors. Raises EntryInvalid."""
    if not ID_FORM.fullmatch(entry.id):
        raise EntryInvalid(
            f"{where}: write the id in lower case, digits and hyphens, like gjj-rent"
        )
    if len(entry.variants) < MIN_VARIANTS:
        raise TooFewVariants(
            f"{where}: {len(entry.variants)} variants, at least {MIN_VARIANTS} wanted: "
            "add how citizens say it"
        )
    if len(set(entry.phrasings)) < len(entry.phrasings):
        raise EntryInvalid(f"{where}: the same way of asking stands twice: remove one")
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        raise EntryInvalid(f"{where}: valid_until is before valid_from: mend one of them")
    for text in entry.spoken:
        _check_spoken(text, where)


def _check_spoken(text: str, where: str) -> None:
    if len(text) > ANSWER_LIMIT:
        raise AnswerNotForTheEar(
            f"{where}: {len(text)} characters to speak at once, at most {ANSWER_LIMIT} allowed: "
            "move details to sms, or the rest into a part under more"
        )
    for what, pattern in UNSPEAKABLE:
        if pattern.search(text):
            raise AnswerNotForTheEar(
                f"{where}: the spoken answer holds {what}, which cannot be spoken: move it to sms"
            )


def _names(names: Iterable[object]) -> str:
    return ", ".join(sorted(str(name) for name in names))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
