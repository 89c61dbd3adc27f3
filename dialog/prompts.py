"""The catalogue of everything the robot says by itself. [P]

A prompt's text is split at its variables: the constant parts are spoken into the cache ahead of
time, and what varies (a number, a place) is a piece by itself. A city may lay wordings of its own
over those that ship; `dialog.prompt_rules` says which wordings are fit to be spoken.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

import yaml

from dialog.errors import PromptsInvalid, UnknownPrompt, WrongVariables
from dialog.events import Say

MAX_BREATH = 55
"""Characters between two pauses: 12 s at a calm 280 characters a minute."""

MAX_LENGTH = 80
"""Characters of fixed text in one prompt."""

Piece = str | tuple[str, ...]


@dataclass(frozen=True)
class Prompt:
    """One thing to say.

    text: with {variables}. interruptible: False for what the law wants heard in full.
    max_length: characters of fixed text allowed. short: said the second time the same is asked,
    "" where there is no such wording; its variables are among those of the text. must: words that
    no wording may leave out. direction: for the speaker in the studio. to_child: says 你.
    """

    id: str
    text: str
    interruptible: bool = True
    max_length: int = MAX_LENGTH
    short: str = ""
    must: tuple[str, ...] = ()
    direction: str = ""
    to_child: bool = False

    @property
    def segments(self) -> tuple[tuple[str, str], ...]:
        """(constant text, variable that follows or "") in order."""
        return segments(self.text)

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(name for _, name in self.segments if name)

    @property
    def fixed_pieces(self) -> tuple[str, ...]:
        """The constant parts: what can be spoken ahead of any call."""
        return tuple(text for text, _ in (*self.segments, *segments(self.short)) if text)


def segments(text: str) -> tuple[tuple[str, str], ...]:
    """(constant text, variable that follows or "") in order."""
    return tuple((fixed, name or "") for fixed, name, _, _ in Formatter().parse(text))


# --- files ---


class _OnlyOnce(yaml.SafeLoader):
    """Refuses an id that stands twice, which YAML would let through."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise yaml.YAMLError(f"{twice!r} stands twice")
        return super().construct_mapping(node, deep)


_FIELDS = {"text", "short", "hold", "max", "must", "direction", "to_child"}


def read(text: str, file: str) -> Mapping[str, Prompt]:
    """The prompts of one file, in its order. Raises PromptsInvalid."""
    try:
        document = yaml.load(text, _OnlyOnce)  # noqa: S506: a safe loader
    except yaml.YAMLError as error:
        raise PromptsInvalid(f"{file}: mend the YAML ({' '.join(str(error).split())})") from None
    if not isinstance(document, dict):
        raise PromptsInvalid(f"{file}: want prompt ids, each with its text")
    return {str(name): _prompt(str(name), value, file) for name, value in document.items()}


def _prompt(name: str, value: Any, file: str) -> Prompt:
    fields = {"text": value} if isinstance(value, str) else value
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise PromptsInvalid(f"{file}: {name}: want a text, or a mapping with text in it")
    if unknown := fields.keys() - _FIELDS:
        raise PromptsInvalid(f"{file}: {name}: unknown {', '.join(sorted(map(str, unknown)))}")
    try:
        for wording in (fields["text"], str(fields.get("short", ""))):
            segments(wording)
    except ValueError as error:
        raise PromptsInvalid(f"{file}: {name}: variables stand in {{ }} ({error})") from None
    return Prompt(
        name,
        fields["text"],
        interruptible=not fields.get("hold", False),
        max_length=int(fields.get("max", MAX_LENGTH)),
        short=str(fields.get("short", "")),
        must=tuple(fields.get("must", ())),
        direction=str(fields.get("direction", "")),
        to_child=bool(fields.get("to_child", False)),
    )


@cache
def builtin() -> Mapping[str, Prompt]:
    """The prompts that ship, by id."""
    return read(files("dialog").joinpath("prompts.yaml").read_text("utf-8"), "prompts.yaml")


def overlaid(own: Mapping[str, Prompt]) -> Mapping[str, Prompt]:
    """The prompts that ship with the wordings of a city in their place. A wording may leave out
    variables; what the law wants (`hold`, `must`) stays as it is. Raises PromptsInvalid."""
    found = dict(builtin())
    for name, mine in own.items():
        ours = found.get(name)
        if ours is None:
            raise PromptsInvalid(f"no prompt {name!r}: see `hotline prompts list` for their ids")
        if more := mine.variables - ours.variables:
            raise PromptsInvalid(
                f"prompt {name!r} is given {sorted(ours.variables)}, and not {sorted(more)}"
            )
        found[name] = replace(ours, text=mine.text, short=mine.short, direction=mine.direction)
    return found


_own: dict[str, Prompt] = {}
"""Wordings of the city of this process."""


def lay_over(own: Mapping[str, Prompt]) -> None:
    """Say these wordings from now on, and of the rest those that ship; {} for these alone. For the
    start of a process. Raises PromptsInvalid."""
    found = overlaid(own)
    _own.clear()
    _own.update({name: found[name] for name in own})


def catalogue() -> Mapping[str, Prompt]:
    """All prompts by id as they are said in this process, in the order of the file that ships."""
    return {**builtin(), **_own}


# --- saying them ---


def say(prompt_id: str, **variables: Piece) -> Say:
    """Fill a prompt. A variable is one piece, or a tuple of pieces (a number in groups).

    Raises UnknownPrompt, or WrongVariables where the names are not those of the text that ships.
    """
    prompt = builtin().get(prompt_id)
    if prompt is None:
        raise UnknownPrompt(f"no prompt {prompt_id!r}: add it to dialog/prompts.yaml")
    if prompt.variables != variables.keys():
        raise WrongVariables(
            f"prompt {prompt_id!r} wants {sorted(prompt.variables)}, got {sorted(variables)}"
        )
    return fill(_own.get(prompt_id, prompt), **variables)


def fill(prompt: Prompt, **variables: Piece) -> Say:
    """The same for a prompt at hand. variables: at least those of its text."""
    short = _filled(segments(prompt.short), variables)
    return Say(prompt.id, _filled(prompt.segments, variables), prompt.interruptible, short)


def _filled(parts: tuple[tuple[str, str], ...], variables: Mapping[str, Piece]) -> tuple[str, ...]:
    pieces: list[str] = []
    for text, name in parts:
        value = variables[name] if name else ()
        pieces += [text, *((value,) if isinstance(value, str) else value)]
    return tuple(piece for piece in pieces if piece)


def as_prompt(prompt_id: str, text: str) -> Say:
    """A text from elsewhere (an answer of the knowledge base), one piece a sentence."""
    sentences = re.findall(r"[^。！？；]+[。！？；]?", text)
    return Say(prompt_id, tuple(sentences))
