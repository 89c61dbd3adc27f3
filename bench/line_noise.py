"""Noise behind a caller, for whole calls: babble, street, hum. Samples at 8 kHz, −1 to 1. [P]"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ivr.recorded.sound import RATE, Samples, band
from ivr.speech.level import TARGET_DBFS

SECONDS = 12
"""Length of a piece, which is played again and again."""


def _hum(random: np.random.Generator, voices: Sequence[Samples]) -> Samples:
    """Mains and its harmonics."""
    time = np.arange(SECONDS * RATE) / RATE
    return np.asarray(sum(np.sin(2 * np.pi * 50 * n * time) / n for n in (2, 3, 5, 7, 9)))


def _street(random: np.random.Generator, voices: Sequence[Samples]) -> Samples:
    """A rumble that swells where cars pass."""
    size = SECONDS * RATE
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 40)
    phases = np.exp(2j * np.pi * random.random(len(hertz)))
    rumble = np.fft.irfft(phases / hertz**0.7, size)
    time = np.arange(size) / RATE
    swell = np.full(size, 0.5)
    for at in random.uniform(0, SECONDS, 4):
        swell += np.exp(-(((time - at) / 0.9) ** 2))
    return np.asarray(rumble * swell)


def _babble(random: np.random.Generator, voices: Sequence[Samples]) -> Samples:
    """Several people at once; backwards, so that there are no words in it."""
    size = SECONDS * RATE
    whole = np.zeros(size)
    for voice in voices:
        talk = np.resize(voice[::-1], size)
        whole += np.roll(talk, int(random.integers(size)))
    return whole


KINDS: Mapping[str, Callable[[np.random.Generator, Sequence[Samples]], Samples]] = {
    "hum": _hum,
    "street": _street,
    "babble": _babble,
}


def noise(kind: str, snr_db: float, seed: int, voices: Sequence[Samples]) -> Samples:
    """snr_db: below the active speech of a caller, which is at the level of every prompt. voices:
    who babbles."""
    sound = band(KINDS[kind](np.random.default_rng(seed), voices))
    wanted = 10 ** ((TARGET_DBFS - snr_db) / 20)
    return np.asarray(sound * wanted / max(float(np.sqrt(np.mean(sound**2))), 1e-9))
