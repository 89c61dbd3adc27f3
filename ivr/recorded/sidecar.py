"""The sidecar of a recorded call: `NAME.yaml` beside `NAME.wav`.

It is written by hand: who speaks, how, what, and what must happen. `hotline fixtures make` speaks
it into the recording and notes in `manifest.tsv` where each turn begins and ends.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from ivr.errors import SidecarError
from ivr.gateway.phone import AtOnce, Over, Reply

MANIFEST = "manifest.tsv"
CONVERSATIONS = ("hotline", "survey")
NOISES = ("", "hum", "pink", "babble")


@dataclass(frozen=True)
class Turn:
    """One thing the caller does: says words, presses keys, or stays silent for a while."""

    say: str = ""
    keys: str = ""
    pause_s: float = 0.0
    when: Reply | Over | AtOnce = Reply()


@dataclass(frozen=True)
class Sound:
    """How the caller sounds on the telephone. gain_db: level; snr_db: of the noise, if any."""

    voice: str
    speed: float = 1.0
    gain_db: float = 0.0
    noise: Literal["", "hum", "pink", "babble"] = ""
    snr_db: float = 20.0


@dataclass(frozen=True)
class Sidecar:
    """One recorded call. subject: of a survey (name, unit, title, ticket_number).

    expect: see `ivr.recorded.expectation`.
    """

    name: str
    about: str
    conversation: Literal["hotline", "survey"]
    caller: str
    sound: Sound
    turns: tuple[Turn, ...]
    expect: Mapping[str, Any]
    subject: Mapping[str, str]


def load_sidecar(path: Path) -> Sidecar:
    """Raises SidecarError naming the file and what is wrong in it."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as e:
        raise SidecarError(f"{path}: cannot be read: {e}".replace("\n", " ")) from None
    if not isinstance(document, dict):
        raise SidecarError(f"{path}: is not a mapping; see audio_fixtures/README.md")
    try:
        return Sidecar(
            name=path.stem,
            about=document["about"],
            conversation=_one_of(CONVERSATIONS, document.get("conversation", "hotline")),
            caller=str(document.get("caller", "")),
            sound=_sound(document["sound"]),
            turns=tuple(_turn(turn) for turn in document["turns"]),
            expect=dict(document["expect"]),
            subject=dict(document.get("subject", {})),
        )
    except KeyError as e:
        raise SidecarError(f"{path}: {e} is missing; see audio_fixtures/README.md") from None
    except (TypeError, ValueError) as e:
        raise SidecarError(f"{path}: {e}; see audio_fixtures/README.md") from None


def _one_of(allowed: tuple[str, ...], value: Any) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(map(repr, allowed))}")
    return value


def _sound(document: Mapping[str, Any]) -> Sound:
    sound = Sound(**document)
    _one_of(NOISES, sound.noise)
    return sound


def _turn(document: str | Mapping[str, Any]) -> Turn:
    if isinstance(document, str):
        return Turn(say=document)
    fields = dict(document)
    when: Reply | Over | AtOnce = Reply()
    if "over_s" in fields:
        when = Over(float(fields.pop("over_s")))
    elif fields.pop("at_once", False):
        when = AtOnce()
    return Turn(
        say=str(fields.pop("say", "")),
        keys=str(fields.pop("keys", "")),
        pause_s=float(fields.pop("pause_s", 0)),
        when=when,
        **fields,
    )


@dataclass(frozen=True)
class Span:
    """Where a spoken turn lies in the recording, in samples at the recording's rate."""

    start: int
    end: int


def write_manifest(folder: Path, spans: Mapping[str, tuple[Span, ...]]) -> None:
    """spans: of every recorded call, by name, one for each turn that speaks."""
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("call", "turn", "start_sample", "end_sample"))
        for name in sorted(spans):
            for number, span in enumerate(spans[name], 1):
                writer.writerow((name, number, span.start, span.end))


def check_spans(sidecar: Sidecar, spans: tuple[Span, ...]) -> None:
    """Raises SidecarError where the recording was made from other turns than the sidecar's."""
    spoken = sum(bool(turn.say) for turn in sidecar.turns)
    if spoken != len(spans):
        raise SidecarError(
            f"{sidecar.name}: {spoken} spoken turns in the sidecar, {len(spans)} in {MANIFEST}; "
            "speak it anew with `hotline fixtures make`"
        )


def read_manifest(folder: Path) -> dict[str, tuple[Span, ...]]:
    """Raises SidecarError where the manifest is missing or broken."""
    path = folder / MANIFEST
    spans: dict[str, tuple[Span, ...]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                span = Span(int(row["start_sample"]), int(row["end_sample"]))
                spans[row["call"]] = (*spans.get(row["call"], ()), span)
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as e:
        raise SidecarError(
            f"{path}: cannot be read ({e}); write it with `hotline fixtures make {folder}`"
        ) from None
    return spans
