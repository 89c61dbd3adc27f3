"""What callers say: the enquiries of the recorded calls, cut into A-law payloads of 20 ms."""

from pathlib import Path

import numpy as np

from bench.telephone.rtp import FRAME_SAMPLES
from bench.telephone.talk import Clip
from ivr.gateway.g711 import encode_alaw
from ivr.gateway.phone import Reply
from ivr.gateway.wav import read_audio
from ivr.recorded.sidecar import Sidecar, check_spans, load_sidecar, read_manifest
from ivr.recorded.sound import RATE

ROOM_S = 5
ROOM_RMS = 30.0
"""Noise of an idle line, in units of a 16-bit sample: about −58 dBm0 (ITU-T G.711 scale)."""
SPEECH_DB = -26.0
NOISE_DB = 6.0
"""A frame belongs to the speech down to so far below the clip's loudest, and from so far above its
quietest tenth."""


def room() -> tuple[bytes, ...]:
    """The idle line, always the same."""
    return _payloads(on_line(bytes(2 * ROOM_S * RATE)))


def on_line(pcm: bytes) -> bytes:
    """PCM16 at 8 kHz with the line's noise, which does not stop while somebody speaks."""
    samples = np.frombuffer(pcm, "<i2")
    noise = np.random.default_rng(1).normal(0, ROOM_RMS, samples.size)
    return (samples + noise).round().clip(-32768, 32767).astype("<i2").tobytes()


def scripts(folder: Path) -> tuple[tuple[Clip, ...], ...]:
    """What is said in one call: the enquiries of a recorded call, then all of the next one's,
    which end with thanks. Raises SidecarError, AudioFileError."""
    spans = read_manifest(folder)
    calls: list[tuple[Clip, ...]] = []
    for sidecar in enquiries(folder):
        name = sidecar.name
        check_spans(sidecar, spans[name])
        audio = on_line(read_audio(folder / f"{name}.wav", RATE))
        cuts = enumerate(spans[name], 1)
        calls.append(tuple(clip(f"{name}:{n}", audio[2 * s.start : 2 * s.end]) for n, s in cuts))
    return tuple(
        (*first[:-1], *then) for first, then in zip(calls, [*calls[1:], *calls[:1]], strict=True)
    )


def enquiries(folder: Path) -> tuple[Sidecar, ...]:
    """The recorded calls that are used. Raises SidecarError."""
    sidecars = (load_sidecar(folder / f"{name}.yaml") for name in sorted(read_manifest(folder)))
    return tuple(filter(_enquires, sidecars))


def clip(name: str, pcm: bytes) -> Clip:
    """pcm: PCM16 at 8 kHz. Where its speech ends is found by level: below it is the noise that the
    recording has all through, or next to nothing."""
    size = 2 * FRAME_SAMPLES
    frames = [pcm[at : at + size].ljust(size, b"\0") for at in range(0, len(pcm), size)]
    levels = [_rms(frame) for frame in frames]
    noise = sorted(levels)[len(levels) // 10]
    floor = max(max(levels) * 10 ** (SPEECH_DB / 20), noise * 10 ** (NOISE_DB / 20))
    last = max(index for index, level in enumerate(levels) if level >= floor)
    return Clip(name, tuple(map(encode_alaw, frames)), last)


def _enquires(sidecar: Sidecar) -> bool:
    """Whether it only speaks, lets the robot finish, and is answered."""
    plain = all(turn.say and isinstance(turn.when, Reply) for turn in sidecar.turns)
    return plain and sidecar.conversation == "hotline" and sidecar.expect["outcome"] == "answered"


def _payloads(pcm: bytes) -> tuple[bytes, ...]:
    size = 2 * FRAME_SAMPLES
    return tuple(encode_alaw(pcm[at : at + size]) for at in range(0, len(pcm), size))


def _rms(frame: bytes) -> float:
    return float(np.sqrt(np.mean(np.frombuffer(frame, "<i2").astype(np.float64) ** 2)))
