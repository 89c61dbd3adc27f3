"""What makes a prompt fit to be spoken and heard: the linter of the catalogue. [P]

The figures and words are in `prompt_rules.yaml`: how long each variable is when it is spoken at its
longest, and phrases that no operator of a hotline may say, each with the reason.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from dialog.prompts import MAX_BREATH, Prompt, segments

RATE = 280
"""Characters a minute, calm."""

SHORTER = 0.75
"""Of the characters of a text, at most, that its short wording may have: else it saves nothing."""

LONG_QUESTION = 14
"""Characters from which a question needs a shorter wording for the second time."""

_PAUSE = re.compile("[。！？；]")
_ENDS = "。！？"
_UNSPEAKABLE = re.compile(r"https?:|www\.|[A-Za-z]+|[^\w，。！？；：、“”…—\s]")
_DIGITS = re.compile(r"\d+")
_READ_WELL = frozenset(("12345",))
"""Numbers that the voice reads as people say them; others are written as they are said (幺幺零)."""

_FAMILIAR = re.compile("你(?!好)")
"""The citizen is 您; "你好" is a greeting."""


@dataclass(frozen=True)
class Rules:
    """longest: characters of each variable, spoken at its longest. forbidden: phrase to reason.
    directions: how prompts whose id begins so are spoken; "" is for all others."""

    longest: Mapping[str, int]
    forbidden: Mapping[str, str]
    directions: Mapping[str, str]


@cache
def rules() -> Rules:
    document = yaml.safe_load(files("dialog").joinpath("prompt_rules.yaml").read_text("utf-8"))
    return Rules(document["longest"], document["forbidden"], document["directions"])


def problems(prompts: Mapping[str, Prompt]) -> tuple[str, ...]:
    """What a voice could not speak, an ear not follow or a citizen not forgive; empty for a sound
    catalogue."""
    return tuple(f"{p.id}: {fault}" for p in prompts.values() for fault in _faults(p))


def seconds(text: str) -> float:
    """How long it takes to say, with the variables at their longest."""
    return spoken_length(text) * 60 / RATE


def spoken_length(text: str) -> int:
    """Characters, without punctuation, with the variables at their longest."""
    longest = rules().longest
    return sum(
        len(re.sub(r"\W", "", fixed)) + (longest.get(name, 0) if name else 0)
        for fixed, name in segments(text)
    )


def _faults(prompt: Prompt) -> list[str]:
    faults = _wording(prompt.text, prompt)
    if len(fixed := _fixed(prompt.text)) > prompt.max_length:
        faults.append(f"{len(fixed)} characters, at most {prompt.max_length}")
    if prompt.short:
        faults += [f"short: {fault}" for fault in _wording(prompt.short, prompt)]
        faults += _not_short(prompt)
    elif prompt.text.endswith("？") and _needs_short(prompt):
        faults.append("a long question without `short`, a wording for the second time")
    return faults


def _wording(text: str, prompt: Prompt) -> list[str]:
    """Of one wording, the text or the short one."""
    fixed = _fixed(text)
    if not fixed.strip():
        return ["says nothing"]
    faults = [f"unspeakable {found!r}" for found in _UNSPEAKABLE.findall(fixed)]
    faults += [
        f"write {found} as it is said"
        for found in _DIGITS.findall(fixed)
        if found not in _READ_WELL
    ]
    faults += [
        f"unknown variable {name}: add it to prompt_rules.yaml with its longest spoken length"
        for _, name in segments(text)
        if name and name not in rules().longest
    ]
    faults += [f"{p!r}: {why}" for p, why in rules().forbidden.items() if p in fixed]
    if _FAMILIAR.search(fixed) and not prompt.to_child:
        faults.append("你: say 您")
    faults += [f"must say {word!r}" for word in prompt.must if word not in text]
    breath = max(spoken_length(part) for part in _PAUSE.split(text))
    if breath > MAX_BREATH:
        faults.append(f"{breath} characters in one breath, at most {MAX_BREATH}: end a sentence")
    if text[-1] not in _ENDS:
        faults.append(f"ends without one of {_ENDS}")
    return faults


def _not_short(prompt: Prompt) -> list[str]:
    faults = []
    if len(_fixed(prompt.short)) > SHORTER * len(_fixed(prompt.text)):
        faults.append(f"short: saves less than a quarter of the {len(_fixed(prompt.text))}")
    more = {name for _, name in segments(prompt.short) if name} - prompt.variables
    faults += [f"variable {name} only in the short wording" for name in sorted(more)]
    return faults


def _needs_short(prompt: Prompt) -> bool:
    """What is asked again as it is: not an opening, and not a wording for the second time."""
    again = prompt.id.endswith(("_again", "_keys")) or not prompt.interruptible
    return not again and len(_fixed(prompt.text)) > LONG_QUESTION


def _fixed(text: str) -> str:
    return "".join(fixed for fixed, _ in segments(text))
