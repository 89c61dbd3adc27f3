"""[P] What callers hear while they wait: soft chords made here, so that no rights are touched.

Quiet enough that the voice-activity detector at the other end of an echo does not take it for
speech, and loud enough to tell that the line is alive.
"""

from collections.abc import Iterator
from functools import cache
from itertools import count

import numpy as np

from ivr.gateway.pacing import frame_bytes

LEVEL_DBFS = -36.0
"""RMS of the loudest chord; a voice on the line has -20."""

CHORD_S = 4.0
"""A whole number of frames."""
CHORDS = ((196.0, 246.9, 293.7, 392.0), (164.8, 196.0, 246.9, 329.6),
          (130.8, 164.8, 196.0, 261.6), (146.8, 185.0, 220.0, 293.7))  # fmt: skip
"""Hertz: G, E minor, C, D."""


@cache
def soft_music(rate: int) -> bytes:
    """One round of chords, PCM16 mono at `rate` Hz, that can follow itself without a seam."""
    size = round(CHORD_S * rate)
    t = np.arange(size) / rate
    swell = np.sin(np.pi * np.arange(size) / size) ** 2
    chords = [swell * sum(np.sin(2 * np.pi * hertz * t) for hertz in chord) for chord in CHORDS]
    samples = np.concatenate(chords)
    loudest = max(float(np.sqrt(np.mean(np.square(chord)))) for chord in chords)
    scaled = samples * (10 ** (LEVEL_DBFS / 20) / loudest) * 32767
    pcm: bytes = scaled.round().astype("<i2").tobytes()
    return pcm


def softened(pcm: bytes) -> bytes:
    """An operator's music, brought down to the level of ours where it is louder."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    loudness = float(np.sqrt(np.mean(np.square(samples / 32767)))) if samples.size else 0.0
    gain = min(1.0, 10 ** (LEVEL_DBFS / 20) / loudness) if loudness else 1.0
    quieter: bytes = (samples * gain).round().astype("<i2").tobytes()
    return quieter


def music_frames(pcm: bytes, rate: int) -> Iterator[bytes]:
    """20 ms frames, round and round."""
    size = frame_bytes(rate)
    whole = pcm.ljust(-(-max(len(pcm), 1) // size) * size, b"\0")
    per_round = len(whole) // size
    for n in count():
        at = n % per_round * size
        yield whole[at : at + size]
