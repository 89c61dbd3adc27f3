"""Loudness, silence and rate of spoken PCM. Pure; all PCM is 16-bit little-endian mono."""

import math

import numpy as np
import numpy.typing as npt
import soxr

TARGET_DBFS = -20.0
"""RMS of active speech on the line, re full scale: what telephone networks expect (ITU-T P.56)."""

_FRAME_MS = 20
_ACTIVE_BELOW_LOUDEST_DB = 30.0
_SILENCE_DBFS = -60.0
_KNEE = 0.7
"""Above this part of full scale, peaks are bent instead of clipped."""


def trimmed(pcm: bytes, rate: int, keep_ms: int) -> bytes:
    """Without the silence at both ends but for keep_ms; empty where nothing is heard."""
    active = np.flatnonzero(_active(_samples(pcm), rate))
    if not active.size:
        return b""
    frame = 2 * (rate * _FRAME_MS // 1000)
    keep = 2 * (rate * keep_ms // 1000)
    return pcm[max(0, active[0] * frame - keep) : (active[-1] + 1) * frame + keep]


def levelled(pcm: bytes, rate: int, target_dbfs: float = TARGET_DBFS) -> bytes:
    """With its active speech at the target RMS, peaks softly limited below full scale."""
    samples = _samples(pcm)
    active = np.repeat(_active(samples, rate), rate * _FRAME_MS // 1000)[: samples.size]
    if not active.any():
        return pcm
    rms = float(np.sqrt(np.mean(np.square(samples[: active.size][active]))))
    return _pcm(_limited(samples * (10 ** (target_dbfs / 20) / rms)))


def louder(pcm: bytes, gain_db: float) -> bytes:
    """Raised by a gain; peaks are bent below full scale, so that it gets louder and not harsh."""
    if not gain_db or not pcm:
        return pcm
    return _pcm(_limited(_samples(pcm) * 10 ** (gain_db / 20)))


def loudness(pcm: bytes, rate: int) -> tuple[float, float]:
    """Seconds in which something is said, and their RMS re full scale, dBFS; (0, −inf) where
    nothing is."""
    samples = _samples(pcm)
    active = _active(samples, rate)
    frames = np.repeat(active, rate * _FRAME_MS // 1000)[: samples.size]
    if not active.any():
        return 0.0, -math.inf
    power = float(np.mean(np.square(samples[: frames.size][frames])))
    return int(active.sum()) * _FRAME_MS / 1000, 10 * math.log10(power)


def resampled(pcm: bytes, rate: int, target: int) -> bytes:
    """At another rate, in one go (soxr, high quality)."""
    if rate == target or not pcm:
        return pcm
    return _pcm(soxr.resample(_samples(pcm), rate, target, quality="HQ"))


def silence(rate: int, ms: int) -> bytes:
    return bytes(2 * (rate * ms // 1000))


def _limited(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """With peaks above the knee bent towards full scale."""
    over = np.maximum(np.abs(samples) - _KNEE, 0.0)
    room = 1.0 - _KNEE
    bent = np.minimum(np.abs(samples), _KNEE) + room * np.tanh(over / room)
    return np.asarray(np.sign(samples) * bent, dtype=np.float32)


def _samples(pcm: bytes) -> npt.NDArray[np.float32]:
    whole = pcm[: len(pcm) // 2 * 2]
    return np.frombuffer(whole, dtype="<i2").astype(np.float32) / 32768.0


def _pcm(samples: npt.NDArray[np.float32]) -> bytes:
    return bytes((np.clip(samples, -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes())


def _active(samples: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.bool_]:
    """For each 20 ms frame (the last one filled up with silence), whether it holds speech."""
    size = rate * _FRAME_MS // 1000
    padded = np.pad(samples, (0, -samples.size % size))
    power = np.mean(np.square(padded.reshape(-1, size)), axis=1)
    if not power.size:
        return np.zeros(0, dtype=np.bool_)
    floor = max(
        float(power.max()) * 10 ** (-_ACTIVE_BELOW_LOUDEST_DB / 10), 10 ** (_SILENCE_DBFS / 10)
    )
    loud: npt.NDArray[np.bool_] = power >= floor
    return loud
