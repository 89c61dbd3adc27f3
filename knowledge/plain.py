"""An entry as plain data and as text, and back, without loss: for database and files. [P]"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge import follow_up
from knowledge.entries import Entry, parse_entry, read_entry
from knowledge.errors import EntryInvalid, WrongType

DAYS = ("valid_from", "valid_until")


def plain(entry: Entry) -> dict[str, object]:
    """The fields as YAML holds them, lists as lists and days as dates, with `field` among them.

    What is empty or as usual is left out. `restore(plain(entry)) == entry`.
    """
    fields: dict[str, object] = {
        "id": entry.id,
        "field": entry.field,
        "unit": entry.unit,
        "question": entry.question,
        "variants": list(entry.variants),
        "answer": entry.answer,
        "more": list(entry.more),
        "follow_up": entry.follow_up and follow_up.plain(entry.follow_up),
        "sms": entry.sms,
        "tags": list(entry.tags),
        "business": list(entry.business),
        "audience": list(entry.audience),
        "source": entry.source,
        "city_facts": list(entry.city_facts),
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "secrecy": entry.secrecy if entry.secrecy != "public" else None,
        "kind": entry.kind if entry.kind != "answer" else None,
    }
    return {name: value for name, value in fields.items() if value not in (None, [], "")}


def restore(fields: Mapping[str, object], where: str = "the entry") -> Entry:
    """The entry. A day may be a date or a text like 2026-12-31. where: of it, for errors.

    Raises a kind of `EntryInvalid`.
    """
    return parse_entry(*_with_days(fields, where))


def unchecked(fields: Mapping[str, object], where: str = "the entry") -> Entry:
    """`restore` without the rules of `knowledge.entries.check`: for drafts, and what was kept."""
    return read_entry(*_with_days(fields, where))


def to_json(entry: Entry) -> str:
    """One line that is the same for equal entries."""
    return json.dumps(
        plain(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def from_json(text: str, where: str = "the entry") -> Entry:
    """Raises a kind of `EntryInvalid`."""
    return restore(_mapping(text, where), where)


def recall(text: str) -> Entry:
    """An entry that was kept once: `from_json`, but no rule of today makes it unreadable."""
    where = "an entry that was kept"
    return unchecked(_mapping(text, where), where)


def _mapping(text: str, where: str) -> dict[str, object]:
    try:
        fields: Any = json.loads(text)
    except ValueError as error:
        raise EntryInvalid(f"{where}: mend the JSON ({error})") from None
    if not isinstance(fields, dict):
        raise WrongType(f"{where}: must be a mapping of fields, not {type(fields).__name__}")
    return fields


def _with_days(fields: Mapping[str, object], where: str) -> tuple[dict[str, object], str, str]:
    """The fields of the entry with real days, where it is, and the heading it stands under."""
    heading = fields.get("field", "")
    if not isinstance(heading, str):
        raise WrongType(f"{where}: field must be text")
    own = {name: value for name, value in fields.items() if name != "field"}
    for name in DAYS:
        if isinstance(text := own.get(name), str):
            own[name] = _day(text, name, where)
    return own, where, heading


def _day(text: str, name: str, where: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongType(f"{where}: {name} must be a date like 2026-12-31, not {text!r}") from None
