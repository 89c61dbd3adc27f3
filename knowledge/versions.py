"""What differs between two versions of an entry: as data, and as text to read. [P]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from knowledge.entries import Entry
from knowledge.plain import plain

FIELDS = (
    "field", "unit", "question", "variants", "answer", "more", "follow_up", "sms", "tags",
    "business", "audience", "source", "city_facts", "valid_from", "valid_until", "secrecy", "kind",
)  # fmt: skip
"""Every field of an entry but its id, in the order in which editors read them."""


@dataclass(frozen=True)
class Span:
    """A piece of a text. kind: 'same', 'removed' (only in the old) or 'added' (only in the new)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that differs.

    old, new: as text, "" where there was none. spans: the two in one; their 'same' and 'removed'
    pieces joined are the old text, 'same' and 'added' the new one. For a list field spans is empty
    and removed and added hold its items, in their order; both are empty where only the order
    changed.
    """

    field: str
    old: str
    new: str
    spans: tuple[Span, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def differences(old: Entry | None, new: Entry | None) -> tuple[Difference, ...]:
    """The fields that differ, in the order of FIELDS. None: before the first version, or after an
    entry was retired."""
    before, after = _fields(old), _fields(new)
    return tuple(
        _difference(name, before.get(name), after.get(name))
        for name in FIELDS
        if before.get(name) != after.get(name)
    )


def spans(old: str, new: str) -> tuple[Span, ...]:
    """Two texts in one, character by character."""
    found: list[Span] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Span("same", old[i:j]))
            continue
        found += [Span("removed", old[i:j])] if i < j else []
        found += [Span("added", new[k:m])] if k < m else []
    return tuple(found)


def as_text(differing: Iterable[Difference], names: Mapping[str, str]) -> str:
    """Lines for a terminal: [-removed-] and {+added+} within a text, - and + before items.

    names: what editors call the fields, by field.
    """
    return "\n".join(line for each in differing for line in _lines(each, names[each.field]))


def _lines(each: Difference, name: str) -> Sequence[str]:
    if each.spans:
        marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
        return [f"{name}：" + "".join(marks[s.kind].format(s.text) for s in each.spans)]
    if not each.removed and not each.added:
        return [f"{name}：只是次序变了：{each.new}"]
    gone = [f"  - {item}" for item in each.removed]
    return [f"{name}：", *gone, *(f"  + {item}" for item in each.added)]


def _fields(entry: Entry | None) -> dict[str, object]:
    return {} if entry is None else plain(entry)


def _difference(name: str, old: object, new: object) -> Difference:
    before, after = _as_text(old), _as_text(new)
    if not isinstance(old, list) and not isinstance(new, list):
        return Difference(name, before, after, spans(before, after))
    was, now = _items(old), _items(new)
    return Difference(
        name,
        before,
        after,
        removed=tuple(item for item in was if item not in now),
        added=tuple(item for item in now if item not in was),
    )


def _items(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _as_text(value: object) -> str:
    """follow_up, a tree, is shown a line a step, indented by how deep it is."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "；".join(_items(value))
    return "\n".join(_tree(value)) if isinstance(value, dict) else str(value)


def _tree(tree: dict[str, object], depth: int = 0) -> list[str]:
    margin = "  " * depth
    options = tree.get("options")
    lines = [f"{margin}{tree['ask']}"]
    for option in options if isinstance(options, list) else []:
        said = "、".join(_items(option.get("say")))
        heading = f"{option['label']}（{said}）" if said else f"{option['label']}"
        lines.append(f"{margin}- {heading} {option.get('answer', '')}".rstrip())
        lines += [f"{margin}  短信：{option['sms']}"] if "sms" in option else []
        lines += _tree(option, depth + 1) if "ask" in option else []
    return lines
