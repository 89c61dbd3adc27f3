"""From a clean voice to a caller on the telephone: level, band, noise, companding."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import soxr

from ivr.gateway.g711 import decode_ulaw, encode_ulaw
from ivr.recorded.sidecar import Sound

RATE = 8000
Samples = npt.NDArray[np.float64]


def telephone(pcm: bytes, rate: int, sound: Sound, seed: int) -> bytes:
    """PCM16 at `rate` → PCM16 at 8 kHz as it leaves a telephone exchange.

    The band is 300–3,400 Hz (ITU-T G.712); noise is added before the companding, as on a line.
    """
    voice = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
    voice = soxr.resample(voice, rate, RATE) if rate != RATE else voice
    voice = band(voice) * 10 ** (sound.gain_db / 20)
    if sound.noise:
        voice = voice + _noise(sound.noise, voice, sound.snr_db, seed)
    out = (np.clip(voice, -0.999, 0.999) * 32767).astype("<i2").tobytes()
    return decode_ulaw(encode_ulaw(out))


def band(voice: Samples) -> Samples:
    """300–3,400 Hz by weighting the spectrum, with soft edges of 100 Hz."""
    if not len(voice):
        return voice
    spectrum = np.fft.rfft(voice)
    hertz = np.fft.rfftfreq(len(voice), 1 / RATE)
    gain = np.clip((hertz - 200) / 100, 0, 1) * np.clip((3500 - hertz) / 100, 0, 1)
    return np.asarray(np.fft.irfft(spectrum * gain, len(voice)), np.float64)


def _noise(
    kind: Literal["hum", "pink", "babble"], voice: Samples, snr_db: float, seed: int
) -> Samples:
    """Noise over the whole clip, at snr_db below the voice's active level."""
    random = np.random.default_rng(seed)
    size = len(voice)
    if kind == "hum":
        time = np.arange(size) / RATE
        noise = sum(np.sin(2 * np.pi * 50 * n * time) / n for n in (2, 3, 5, 7, 9))
    elif kind == "pink":
        hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 20)
        phases = np.exp(2j * np.pi * random.random(len(hertz)))
        noise = np.fft.irfft(phases / np.sqrt(hertz), size)
    else:  # several shifted, reversed copies of the voice: speech-shaped, without words
        noise = sum(np.roll(voice[::-1], int(random.integers(size))) for _ in range(5))
    loud = np.abs(voice) > 0.01
    level = np.sqrt(np.mean(voice[loud] ** 2)) if loud.any() else 0.0
    noise = np.asarray(noise, np.float64)
    gain = level / 10 ** (snr_db / 20) / max(np.sqrt(np.mean(noise**2)), 1e-9)
    return np.asarray(noise * gain, np.float64)
