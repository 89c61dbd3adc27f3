"""Long utterances in pieces that Whisper hears to their end. [P]"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from asr.recognizer import SILENT

Samples = np.ndarray[Any, np.dtype[np.float32]]

SAMPLE_RATE = 16_000
_PIECE_S = 20.0
_PAUSE_S = 0.1
_LEAD_S = 1.0
"""Silence that a piece may begin with, seconds."""


def pieces(samples: Samples) -> Iterator[Samples]:
    """An utterance cut where it is quietest, so that Whisper hears no more than 20 s at once.

    Given 30 s full of speech, it stops after the last sentence that it hears the end of, and a
    third of what was said is lost. Dead silence after a cut is left out; it makes Whisper invent.
    """
    longest, block = round(_PIECE_S * SAMPLE_RATE), round(_PAUSE_S * SAMPLE_RATE)
    while len(samples) > longest:
        search = samples[longest // 2 : longest // block * block]
        blocks = search[: len(search) // block * block].reshape(-1, block)
        quietest = int(np.argmin(np.square(blocks).sum(axis=1)))
        cut = longest // 2 + quietest * block + block // 2
        yield samples[:cut]
        loud = np.flatnonzero(np.abs(samples[cut:]) >= SILENT)
        lead = max(0, int(loud[0]) - round(_LEAD_S * SAMPLE_RATE)) if len(loud) else len(samples)
        samples = samples[cut + lead :]
    if len(samples):
        yield samples
