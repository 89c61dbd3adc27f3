"""Dialect words and the sounds of an accent, as sets that a hotline chooses. [P]

A set is a file `accents/NAME.yaml`, or one of a city's own: words of the dialect with their
meaning, and sounds that its speakers mix up on top of those that `knowledge.pinyin.fold` takes for
one everywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import AccentInvalid, UnknownAccent
from knowledge.pinyin import fold

_INITIAL = re.compile(r"^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])")


@dataclass(frozen=True)
class Dialect:
    """words: (pattern, meaning), applied in order. sounds: initials, each with the one that the
    standard language may have instead."""

    words: tuple[tuple[re.Pattern[str], str], ...] = ()
    sounds: Mapping[str, str] | None = None

    def plain(self, text: str) -> str:
        """The text with its words of dialect in the standard language."""
        for word, meaning in self.words:
            text = word.sub(meaning, text)
        return text

    def fold(self, syllable: str) -> str:
        """The sound that stands for all that these accents mix up."""
        folded = fold(syllable)
        initial = _INITIAL.match(folded)
        other = (self.sounds or {}).get(initial[0]) if initial else None
        return other + folded[len(initial[0]) :] if initial and other else folded


STANDARD = Dialect()


@cache
def dialect(names: tuple[str, ...]) -> Dialect:
    """The sets of these names as one, in this order. names: of sets that ship, or paths of .yaml
    files. Raises UnknownAccent, AccentInvalid."""
    words: list[tuple[re.Pattern[str], str]] = []
    sounds: dict[str, str] = {}
    for name in names:
        found = parse(_read(name), name)
        words.extend(found.words)
        sounds.update(found.sounds or {})
    return Dialect(tuple(words), sounds)


def _read(name: str) -> str:
    if name in known():
        return files("knowledge.accents").joinpath(f"{name}.yaml").read_text("utf-8")
    if not name.endswith(".yaml"):
        raise UnknownAccent(
            f"no accent {name!r}: choose among {', '.join(known())}, or name a .yaml file"
        )
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnknownAccent(f"accent {name}: cannot be read ({error}); check the path") from None


@cache
def known() -> tuple[str, ...]:
    """Names of the sets that ship."""
    found = files("knowledge.accents").iterdir()
    return tuple(sorted(file.name[:-5] for file in found if file.name.endswith(".yaml")))


def parse(source: str, where: str) -> Dialect:
    """One set. Raises AccentInvalid naming the line of the list that is wrong."""
    try:
        document = yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise AccentInvalid(f"{where}: mend the YAML ({str(error).splitlines()[0]})") from None
    if not isinstance(document, dict) or not isinstance(document.get("words"), list):
        raise AccentInvalid(f"{where}: needs name, a list of words and sounds at its top")
    sounds = document.get("sounds") or {}
    if not isinstance(sounds, dict) or not all(
        _is_initial(each) for pair in sounds.items() for each in pair
    ):
        raise AccentInvalid(f"{where}: sounds are pairs of initials, such as z: j")
    rows = enumerate(document["words"], start=1)
    return Dialect(tuple(_word(row, f"{where}, word {at}") for at, row in rows), sounds)


def _word(row: Any, where: str) -> tuple[re.Pattern[str], str]:
    if not isinstance(row, list) or len(row) != 2 or not all(isinstance(each, str) for each in row):
        raise AccentInvalid(f"{where}: needs a pattern and its meaning, [啥子, 什么]")
    try:
        return re.compile(row[0]), row[1]
    except re.error as error:
        raise AccentInvalid(f"{where}: {row[0]} is no regular expression ({error})") from None


def _is_initial(text: object) -> bool:
    return isinstance(text, str) and _INITIAL.fullmatch(text) is not None
