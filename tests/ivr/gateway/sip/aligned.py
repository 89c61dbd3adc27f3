"""What was said against what was heard, sample by sample, wherever it has slid to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.gateway.pacing import QUIET_PEAK

BLOCK = 160
"""Samples that are looked for together: 20 ms."""
REACH = 2000
"""Samples that one block may lie from where the one before it lay: a quarter of a second."""
SAME = 0.99
"""Correlation from which a block is that block; G.711 keeps more than 0.999."""

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """In samples; quiet ones are not looked for. delay: from the beginning of `heard` to what was
    said first. missing: said, but not heard. inserted: heard in between, but not said. off: the
    largest difference of what was heard from what was said, in steps of G.711 at that loudness."""

    delay: int
    missing: int
    inserted: int
    off: float

    @property
    def disturbed(self) -> int:
        """Samples that are not as they were said, one after the other."""
        return self.missing + self.inserted


def compare(said: bytes, heard: bytes) -> Comparison:
    """PCM16 of the same rate."""
    told, got = samples(said), samples(heard)
    if not len(told):
        return Comparison(0, 0, 0, 0.0)
    at = delay = _delay(told, got)
    missing = inserted = 0
    off = 0.0
    for start in range(0, len(told) - BLOCK + 1, BLOCK):
        block = told[start : start + BLOCK]
        if np.max(np.abs(block)) < QUIET_PEAK:  # what a jitter buffer may leave out
            at += BLOCK
            continue
        found = _near(block, got, at)
        if found is None:
            missing += BLOCK
            continue
        if start:
            # What was missing has been counted; the place where it ought to be has not moved.
            inserted += max(0, found - at)
        off = max(off, float(np.max(np.abs(got[found : found + BLOCK] - block) / step(block))))
        at = found + BLOCK
    return Comparison(delay, missing, inserted, off)


def step(samples: Samples) -> Samples:
    """Of G.711 around a sample, the coarser of both laws: 1/16 of where its segment begins, those
    of µ-law being shifted by 132; never less than the smallest of A-law."""
    return np.maximum(16.0, (np.abs(samples) + 132) / 16)


def samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def _delay(told: Samples, got: Samples) -> int:
    """Where they correlate best, found with the first second."""
    head = told[:8000]
    size = 1 << (len(head) + len(got)).bit_length()
    product = np.fft.rfft(got, size) * np.conj(np.fft.rfft(head, size))
    return int(np.argmax(np.fft.irfft(product, size)[: len(got)]))


def _near(block: Samples, got: Samples, at: int) -> int | None:
    first = max(0, at - BLOCK)
    window = got[first : at + REACH]
    if len(window) < BLOCK:
        return None
    product = np.correlate(window, block, "valid")
    energy = np.convolve(window**2, np.ones(BLOCK), "valid")
    likeness = product / np.sqrt(np.maximum(energy, 1.0) * np.sum(block**2))
    best = int(np.argmax(likeness))
    return first + best if likeness[best] >= SAME else None
