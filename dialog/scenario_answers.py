"""What the robot knows while a scenario is tried: a few questions, each with its decision. [P]

A scenario is about the conversation and not about the matcher, so a question is found where it is
asked word by word. `knowledge.yaml` beside the scenarios:

    unit: 某局
    entries: [...]                        # as in `knowledge.entries`
    clarify: {公积金: [gjj-rent, gjj-loan]}  # what is said, to the two entries it may mean
    privacy: [帮我查一下别人的社保]         # refused
    precedents: [past-1]                  # entries that are answers to past tickets
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dialog.errors import ScenarioInvalid
from dialog.scenario import text_of, yaml_of
from knowledge.entries import Entry, read_entry
from knowledge.errors import KnowledgeError
from knowledge.matcher import Match

_KEYS = {"field", "unit", "entries", "clarify", "privacy", "precedents"}


@dataclass(frozen=True)
class WrittenAnswers:
    """Answers what is written, and nothing else. entries: by question and by variant. pairs: what
    may mean either. refused: what is private."""

    entries: Mapping[str, Entry]
    pairs: Mapping[str, tuple[Entry, Entry]] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    precedents: frozenset[str] = frozenset()

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        if text in self.refused:
            return Match("unknown", reason="privacy")
        if text in self.pairs:
            first, second = self.pairs[text]
            return Match("clarify", first, 0.61, second, ((first.id, 0.61), (second.id, 0.6)))
        entry = self.entries.get(text)
        if entry is None:
            return Match("unknown", score=0.2, reason="weak")
        if entry.kind == "out_of_scope":
            return Match("unknown", entry, 0.9, reason="out_of_scope")
        reason = "precedent" if entry.id in self.precedents else ""
        return Match("answer", entry, 0.95, None, ((entry.id, 0.95),), reason)


def read(path: Path) -> WrittenAnswers:
    """Of one file. Raises ScenarioInvalid."""
    document = yaml_of(text_of(path), path.name)
    if not isinstance(document, dict) or document.keys() - _KEYS:
        raise ScenarioInvalid(f"{path}: want a mapping of {', '.join(sorted(_KEYS))}")
    return _answers(document, path.name)


def _answers(document: Mapping[str, Any], name: str) -> WrittenAnswers:
    unit, heading = document.get("unit"), str(document.get("field", ""))
    try:
        entries = [
            read_entry(item, f"{name}, entry {number}", heading, unit)
            for number, item in enumerate(document.get("entries", ()), start=1)
        ]
    except KnowledgeError as error:
        raise ScenarioInvalid(str(error)) from None
    precedents = frozenset(document.get("precedents", ()))
    # As `knowledge.precedents` has it: what a unit told somebody is no guide to send.
    entries = [replace(one, sms="") if one.id in precedents else one for one in entries]
    by_id = {entry.id: entry for entry in entries}
    named = {said: tuple(ids) for said, ids in document.get("clarify", {}).items()}
    if unknown := {*precedents, *(i for ids in named.values() for i in ids)} - by_id.keys():
        raise ScenarioInvalid(f"{name}: no entry {', '.join(sorted(unknown))}")
    if wrong := [said for said, ids in named.items() if len(ids) != 2]:
        raise ScenarioInvalid(f"{name}: clarify {wrong[0]!r} is between two entries")
    return WrittenAnswers(
        {phrasing: entry for entry in entries for phrasing in entry.phrasings},
        {said: (by_id[ids[0]], by_id[ids[1]]) for said, ids in named.items()},
        frozenset(document.get("privacy", ())),
        precedents,
    )
