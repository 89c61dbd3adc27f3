"""Was one of a few likely phrases said? Whisper's own probability of each, where it is not sure.

Over a street or a room full of people Whisper base writes a short answer as other words, though
the right ones are hardly less likely to it: 给我转人工 comes back as 给我串人过. Decoding does not
find them, because the first token is already another one; asked for the whole phrase, the model
knows. What nobody expected is far from all of them (docs/decisions/0017).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from asr.pinyin import syllables
from asr.sounds import kind

_ASKED = 8
"""Phrases that the model is asked about: the nearest by sound."""
_FLOOR = 1e-9


@dataclass(frozen=True)
class Likely:
    """Phrases and, by place, their syllables, spelt so that what telephones mix up is alike, and
    their tokens."""

    phrases: tuple[str, ...]
    sounds: tuple[str, ...]
    lengths: tuple[int, ...]
    tokens: tuple[tuple[int, ...], ...]


NOTHING_LIKELY = Likely((), (), (), ())


def likely(phrases: Sequence[str], tokenizer: Any) -> Likely:
    """tokenizer: of faster-whisper."""
    each = tuple(dict.fromkeys(phrases))
    spelt = tuple(syllables(phrase) for phrase in each)
    return Likely(
        each,
        tuple(map(_spelt, spelt)),
        tuple(map(len, spelt)),
        tuple(tuple(tokenizer.encode(phrase)) for phrase in each),
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
    near = process.extract(_spelt(heard), fitting, scorer=fuzz.ratio, limit=_ASKED)
    return tuple(at for _, _, at in near)


def _spelt(sounds: Sequence[str]) -> str:
    return " ".join(map(kind, sounds))


def likeliest(
    model: Any, encoded: Any, start: Sequence[int], asked: Sequence[Sequence[int]], frames: int
) -> tuple[int, float]:
    """Which of the token sequences was said, and its mean log probability a token. model, encoded:
    of CTranslate2, the latter of one utterance. start: tokens before the text. frames: of the
    spectrogram, that hold sound."""
    import ctranslate2

    once = np.asarray(encoded)
    features = ctranslate2.StorageView.from_array(np.repeat(once, len(asked), axis=0))
    found = model.align(features, list(start), [list(one) for one in asked], [frames] * len(asked))
    means = [
        sum(math.log(max(p, _FLOOR)) for p in one.text_token_probs) / len(one.text_token_probs)
        for one in found
    ]
    best = max(range(len(means)), key=means.__getitem__)
    return best, means[best]
