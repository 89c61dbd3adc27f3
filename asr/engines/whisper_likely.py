"""Was one of a few likely phrases said? Whisper's own probability of each, where it is not sure.

Over a street or a room full of people Whisper base writes a short answer as other words, though
the right ones are hardly less likely to it: 给我转人工 comes back as 给我串人过. Decoding does not
find them, because the first token is already another one; asked for the whole phrase, the model
knows. What nobody expected is far from all of them (docs/decisions/0017).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from asr.pinyin import syllables
from asr.sounds import kind

_ASKED = 8
"""Phrases that the model is asked about: the nearest by sound."""
_RIVALS = 4
_FLOOR = 1e-9
_DENIES = frozenset("不没")
_APART = 0.7
"""How much likelier than what denies it, or what it denies, log a token."""


@dataclass(frozen=True)
class Likely:
    """Phrases and, by place, their syllables, spelt so that what telephones mix up is alike, and
    their tokens. prompted: how many of them, the first, the model reads in its prompt."""

    phrases: tuple[str, ...]
    sounds: tuple[str, ...]
    lengths: tuple[int, ...]
    tokens: tuple[tuple[int, ...], ...]
    prompted: int = 0

    def suggested(self, text: str) -> bool:
        """Whether the model may have written this because it stood in its prompt."""
        return text in self.phrases[: self.prompted]


@lru_cache(maxsize=64)  # each question is asked in every call
def likely(prompted: tuple[str, ...], others: tuple[str, ...], tokenizer: Any) -> Likely:
    """tokenizer: of faster-whisper."""
    each = tuple(dict.fromkeys((*prompted, *others)))
    spelt = tuple(syllables(phrase) for phrase in each)
    return Likely(
        each,
        tuple(map(_spelt, spelt)),
        tuple(map(len, spelt)),
        tuple(tuple(tokenizer.encode(phrase)) for phrase in each),
        len(set(prompted)),
    )


def candidates(heard: Sequence[str], known: Likely) -> tuple[int, ...]:
    """Places of the phrases that may have been said where these syllables were heard: as long, to
    a syllable in four, the nearest first; the first ones of any length where nothing was heard."""
    if not heard:
        return tuple(range(len(known.phrases)))[:_ASKED]
    fitting = {
        at: spelt
        for at, (spelt, length) in enumerate(zip(known.sounds, known.lengths, strict=True))
        if abs(length - len(heard)) <= length // 4
    }
    return _nearest(heard, fitting, _ASKED)


def rivals(heard: Sequence[str], known: Likely) -> tuple[int, ...]:
    """Places of the phrases that may have been said where the model wrote one that it had read in
    its prompt: all that it had read, and the nearest of the others, of any length."""
    others = dict(enumerate(known.sounds[known.prompted :], known.prompted))
    return (*range(known.prompted), *_nearest(heard, others, _RIVALS))


def _nearest(heard: Sequence[str], spelt: Mapping[int, str], limit: int) -> tuple[int, ...]:
    near = process.extract(_spelt(heard), spelt, scorer=fuzz.ratio, limit=limit)
    return tuple(at for _, _, at in near)


def _spelt(sounds: Sequence[str]) -> str:
    return " ".join(map(kind, sounds))


def chosen(phrases: Sequence[str], scores: Sequence[float], least: float) -> str | None:
    """The likeliest of the phrases, None where it is not likelier than `least` or hardly likelier
    than one that says the opposite: 很满意 is not told from 不满意 by a hair. scores: by phrase."""
    best = max(range(len(phrases)), key=scores.__getitem__)
    opposite = [
        score
        for phrase, score in zip(phrases, scores, strict=True)
        if _denies(phrase) != _denies(phrases[best])
    ]
    clear = all(scores[best] - score >= _APART for score in opposite)
    return phrases[best] if scores[best] > least and clear else None


def contradicted(text: str, phrases: Sequence[str], scores: Sequence[float]) -> bool:
    """Whether the likeliest of the phrases says the opposite of `text`."""
    best = max(range(len(phrases)), key=scores.__getitem__)
    return _denies(phrases[best]) != _denies(text)


def _denies(phrase: str) -> bool:
    return not _DENIES.isdisjoint(phrase)


def scored(
    model: Any, encoded: Any, start: Sequence[int], asked: Sequence[Sequence[int]], frames: int
) -> list[float]:
    """The mean log probability a token of each of the token sequences. model, encoded: of
    CTranslate2, the latter of one utterance. start: tokens before the text. frames: of the
    spectrogram, that hold sound."""
    import ctranslate2

    once = np.asarray(encoded)
    features = ctranslate2.StorageView.from_array(np.repeat(once, len(asked), axis=0))
    found = model.align(features, list(start), [list(one) for one in asked], [frames] * len(asked))
    return [
        sum(math.log(max(p, _FLOOR)) for p in one.text_token_probs) / len(one.text_token_probs)
        for one in found
    ]
