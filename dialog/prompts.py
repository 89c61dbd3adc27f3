"""The catalogue of everything the robot says by itself. [P]

A prompt's text is split at its variables: the constant parts are spoken into the cache ahead of
time, and what varies (a number, a place) is a piece by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

import yaml

from dialog.errors import UnknownPrompt, WrongVariables
from dialog.events import Say

VARIABLES = frozenset(
    (
        "city",
        "service",
        "title",
        "unit",
        "name",
        "first",
        "second",
        "number",
        "place",
        "matter",
        "ticket",
        "due",
        "ahead",
        "wait",
        "summary",
        "options",
        "date",
    )
)
"""Names a prompt may use; the callers of `say` know no others."""

MAX_BREATH = 55
"""Characters between two full stops: 12 s at a calm 280 characters a minute."""

MAX_LENGTH = 80
"""Characters of fixed text in one prompt."""

Piece = str | tuple[str, ...]


@dataclass(frozen=True)
class Prompt:
    """One thing to say.

    text: with {variables}. interruptible: False for what the law wants heard in full.
    max_length: characters of fixed text allowed. short: said the second time the same is asked,
    "" where there is no such wording; its variables are among those of the text.
    """

    id: str
    text: str
    interruptible: bool = True
    max_length: int = MAX_LENGTH
    short: str = ""

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


@cache
def catalogue() -> Mapping[str, Prompt]:
    """All prompts by id, in the order of the file."""
    document = yaml.safe_load(files("dialog").joinpath("prompts.yaml").read_text("utf-8"))
    return {name: _prompt(name, value) for name, value in document.items()}


def _prompt(name: str, value: str | Mapping[str, object]) -> Prompt:
    if isinstance(value, str):
        return Prompt(name, value)
    return Prompt(
        name,
        str(value["text"]),
        interruptible=not value.get("hold", False),
        short=str(value.get("short", "")),
    )


def say(prompt_id: str, **variables: Piece) -> Say:
    """Fill a prompt. A variable is one piece, or a tuple of pieces (a number in groups).

    Raises UnknownPrompt, or WrongVariables where the names are not those of the text.
    """
    prompt = catalogue().get(prompt_id)
    if prompt is None:
        raise UnknownPrompt(f"no prompt {prompt_id!r}: add it to dialog/prompts.yaml")
    return fill(prompt, **variables)


def fill(prompt: Prompt, **variables: Piece) -> Say:
    """The same for a prompt at hand. Raises WrongVariables."""
    if prompt.variables != variables.keys():
        raise WrongVariables(
            f"prompt {prompt.id!r} wants {sorted(prompt.variables)}, got {sorted(variables)}"
        )
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


_UNSPEAKABLE = re.compile(r"https?:|www\.|[A-Za-z]|[^\w，。！？；：、“”…—\s]")


def problems(prompts: Mapping[str, Prompt]) -> tuple[str, ...]:
    """What a voice could not speak or an ear not follow; empty for a sound catalogue."""
    return tuple(f"{p.id}: {fault}" for p in prompts.values() for fault in _faults(p))


def _faults(prompt: Prompt) -> list[str]:
    fixed = "".join(text for text, _ in prompt.segments)
    faults = [f"unspeakable {found!r}" for found in _UNSPEAKABLE.findall(fixed)]
    faults += [f"unknown variable {name}" for name in sorted(prompt.variables - VARIABLES)]
    fewer = {name for _, name in segments(prompt.short) if name} - prompt.variables
    faults += [f"variable {name} only in the short wording" for name in sorted(fewer)]
    longest = max((len(part) for part in re.split("[。！？]", prompt.text)), default=0)
    if longest > MAX_BREATH:
        faults.append(f"{longest} characters in one breath, at most {MAX_BREATH}")
    if len(fixed) > prompt.max_length:
        faults.append(f"{len(fixed)} characters, at most {prompt.max_length}")
    if fixed and prompt.text[-1] not in "。！？":
        faults.append("ends without 。！？")
    if not fixed.strip():
        faults.append("says nothing")
    return faults
