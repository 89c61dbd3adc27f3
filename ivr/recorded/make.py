"""Speak sidecars into recordings."""

import zlib
from collections.abc import Callable
from pathlib import Path

import soundfile

from ivr.errors import SidecarError
from ivr.recorded.sidecar import Sidecar, Span, load_sidecar, read_manifest, write_manifest
from ivr.recorded.sound import RATE, telephone
from ivr.speech.reading import spoken_form
from ivr.speech.voice import Voice

GAP_S = 0.5
"""Silence before, between and after the turns, so that a recording can be cut and listened to."""


def make_recording(sidecar: Sidecar, voice: Voice) -> tuple[bytes, tuple[Span, ...]]:
    """The whole call's side of the citizen, PCM16 at 8 kHz, and where its turns lie."""
    gap = bytes(int(GAP_S * voice.sample_rate) * 2)
    clean = bytearray(gap)
    spans: list[Span] = []
    for turn in sidecar.turns:
        if not turn.say:
            continue
        start = len(clean)
        clean += voice.speak(spoken_form(turn.say), sidecar.sound.speed)
        spans.append(Span(_at_line_rate(start, voice), _at_line_rate(len(clean), voice)))
        clean += gap
    seed = zlib.crc32(sidecar.name.encode())
    return telephone(bytes(clean), voice.sample_rate, sidecar.sound, seed), tuple(spans)


def _at_line_rate(byte: int, voice: Voice) -> int:
    return byte // 2 * RATE // voice.sample_rate


def make_all(
    folder: Path,
    voice_named: Callable[[str], Voice],
    progress: Callable[[str], None],
    only: str = "",
) -> int:
    """Write NAME.wav (µ-law, 8 kHz) for each NAME.yaml, and the manifest. Returns how many.

    only: part of the names that are spoken anew; the others stay as they are.
    """
    sidecars = [load_sidecar(path) for path in sorted(folder.glob("*.yaml"))]
    if not sidecars:
        raise SidecarError(f"{folder}: no sidecars (*.yaml) here")
    kept = read_manifest(folder) if only else {}
    spans: dict[str, tuple[Span, ...]] = {}
    chosen = [sidecar for sidecar in sidecars if only in sidecar.name]
    for sidecar in sidecars:
        if sidecar not in chosen:
            spans[sidecar.name] = kept.get(sidecar.name, ())
            continue
        progress(sidecar.name)
        pcm, spans[sidecar.name] = make_recording(sidecar, voice_named(sidecar.sound.voice))
        with soundfile.SoundFile(
            folder / f"{sidecar.name}.wav", "w", RATE, 1, subtype="ULAW", format="WAV"
        ) as file:
            file.buffer_write(pcm, dtype="int16")
    write_manifest(folder, spans)
    return len(chosen)
