"""What a person records in a studio: one file a wording, cut where something varies. [P]

A prompt without variables is `<id>.wav`; its shorter wording `<id>.short.wav`. One with variables
is recorded around the gaps, `<id>.1.wav`, `<id>.2.wav`, …, and an index says which text each file
holds.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialog.prompt_rules import rules, seconds
from dialog.prompts import Prompt, segments


@dataclass(frozen=True)
class Part:
    """One file. text: exactly what is spoken. whole: the wording it is of, with 〔variables〕.
    seconds: about how long it is at a calm pace."""

    prompt: str
    file: str
    text: str
    whole: str
    direction: str
    seconds: float

    @property
    def indexed(self) -> bool:
        """Whether it is found by its text, and not by the prompt's id."""
        return self.text != self.whole


def sheet(prompts: Iterable[Prompt]) -> tuple[Part, ...]:
    """All there is to record, in order. What is said alike in two prompts is recorded once."""
    parts: list[Part] = []
    known: set[str] = set()
    for prompt in prompts:
        for part in (*_parts(prompt, prompt.id, prompt.text), *_short(prompt)):
            if part.indexed and part.text in known:
                continue
            known.add(part.text if part.indexed else "")
            parts.append(part)
    return tuple(parts)


def index(parts: Iterable[Part]) -> Mapping[str, str]:
    """Text to file, of those that are found by their text."""
    return {part.text: part.file for part in parts if part.indexed}


def _short(prompt: Prompt) -> tuple[Part, ...]:
    return _parts(prompt, f"{prompt.id}.short", prompt.short) if prompt.short else ()


def _parts(prompt: Prompt, name: str, wording: str) -> tuple[Part, ...]:
    whole = re.sub(r"\{(\w+)\}", r"〔\1〕", wording)
    how = prompt.direction or direction(prompt.id)
    texts = [text for text, _ in segments(wording) if re.search(r"\w", text)]
    if whole == wording:
        return (Part(prompt.id, f"{name}.wav", wording, whole, how, seconds(wording)),)
    return tuple(
        Part(prompt.id, f"{name}.{number}.wav", text, whole, how, seconds(text))
        for number, text in enumerate(texts, start=1)
    )


def direction(prompt_id: str) -> str:
    """How a prompt is spoken, by the longest beginning of its id that the rules name."""
    fitting = (start for start in rules().directions if prompt_id.startswith(start))
    return rules().directions[max(fitting, key=len)]
