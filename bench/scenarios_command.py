"""`hotline bench scenarios`: whole calls by voice through the real gateway."""

import asyncio
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from asr.evaluation_manifest import read_manifest
from bench.accents import accented
from bench.call_scripts import Answer, CallScript, read_calls
from bench.errors import InstrumentFailed
from bench.line_noise import noise
from bench.scenarios import hold_all, lines_of
from bench.scripted_call import Held, as_dict
from bench.virtual_calls import hold_virtually
from bench.voices import Callers, kokoro_callers
from bench.written import JsonOption, write_json
from ivr.commands.options import EngineOption, ModelOption, VoiceOption, chosen
from ivr.gateway.wav import read_audio
from ivr.recorded.exchange import through_exchange
from ivr.recorded.sound import RATE, Samples
from ivr.speech.level import levelled, silence

LATE_MS = 200.0
"""Frames that come later (p99 of a call) leave holes in what is heard."""

BETWEEN_CLIPS_MS = 200
"""Of real recordings that are said one after the other."""

BABBLE = ("身份证丢了怎么补办", "转人工服务", "路灯坏了一直没人修")
"""Who talks in the background of `babble`, in the caller's own voice, backwards."""


def bench_scenarios(
    folder: Annotated[
        Path, typer.Argument(help="Folder of calls; see bench/call_scripts.py.")
    ] = Path("bench/data/calls"),
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only calls whose name contains this; may be given again."),
    ] = None,
    parallel: Annotated[int, typer.Option(min=1, help="Calls at the same time.")] = 3,
    shared: Annotated[
        Path | None, typer.Option(help="TSV of real clips; calls that need one are left out else.")
    ] = None,
    robot: VoiceOption = "metered",
    engine: EngineOption = "",
    model: ModelOption = "",
    virtual: Annotated[
        bool, typer.Option("--virtual", help="On the virtual clock, without the gateway.")
    ] = False,
    json_file: JsonOption = None,
) -> None:
    """Whole calls, spoken, against a server of their own: what passes, what fails and why.

    Callers react to what the robot says. Its own voice is not measured: a tone as long as its words
    stands for it, unless --voice names another.
    """
    console = Console()
    settings = chosen(engine, model, robot)
    scripts = [one for one in read_calls(folder) if any(part in one.name for part in only or [""])]
    left_out = [one.name for one in scripts if one.clips and shared is None]
    scripts = [one for one in scripts if one.name not in left_out]
    if not scripts:
        raise InstrumentFailed(f"{folder}: no call is left to be held")
    speak, background = spoken_ahead(kokoro_callers(settings), scripts, _clips(shared))
    lines = lines_of(scripts, speak, background)
    busy = os.getloadavg()[0]
    with TemporaryDirectory(prefix="hotline-bench-") as server, console.status("calls") as status:
        if virtual:
            calls = hold_virtually(settings, lines, status.update)
        else:
            calls = hold_all(settings, Path(server), lines, parallel, status.update)
        held = asyncio.run(calls)
    heard_by = f"{settings.asr.engine} {settings.asr.model}".strip()
    _print(console, held, heard_by)
    load = f"load average before {busy:.1f}, after {os.getloadavg()[0]:.1f}"
    passed = sum(one.passed for one in held)
    late = max(one.late_ms for one in held)
    console.print(f"{passed} of {len(held)} calls pass ({heard_by}); {load}", markup=False)
    if late > LATE_MS:
        console.print(
            f"telephones were up to {late:.0f} ms late (p99 of a call): speech was lost, and these"
            " figures tell of the machine; take fewer calls at once or an idle machine"
        )
    if left_out:
        console.print(f"left out, --shared is not given: {', '.join(left_out)}")
    found = {
        "engine": settings.asr.engine,
        "model": settings.asr.model,
        "clock": "virtual" if virtual else "real",
        "calls": len(held),
        "passed": passed,
        "held": [as_dict(one) for one in held],
    }
    write_json(json_file, found)


def _print(console: Console, held: Sequence[Held], heard_by: str) -> None:
    table = Table("call", "voice", "line", "passes", "what failed", title=heard_by)
    for one in held:
        script = one.script
        line = f"{script.noise} {script.snr_db:.0f} dB" if script.noise else ""
        line = " ".join(filter(None, (script.accent, line)))
        table.add_row(
            script.name, script.voice, line, "yes" if one.passed else "no", "; ".join(one.faults)
        )
    console.print(table)
    for one in held:
        if not one.passed:
            console.print(f"{one.script.name}: {one.script.about}", markup=False)
            for turn in one.turns:
                console.print(f"  {turn.prompt}: {turn.said} → {turn.heard}", markup=False)


Clips = Mapping[str, Path]


def _clips(manifest: Path | None) -> Clips:
    return {} if manifest is None else {row.id: row.path for row in read_manifest(manifest)}


def spoken_ahead(
    callers: Callers, scripts: Sequence[CallScript], clips: Clips
) -> tuple[Callable[[CallScript, Answer], bytes], Callable[[CallScript], Samples | None]]:
    """Everything that is said, and what is heard behind it, before the first call begins: a voice
    takes longer to speak than people wait."""
    ready: dict[tuple[str, Answer], bytes] = {}
    behind: dict[str, Samples | None] = {}
    by_voice = sorted(scripts, key=lambda script: script.voice)
    for script in track(by_voice, "voice", console=Console(stderr=True), transient=True):
        for answers in script.answers.values():
            for answer in answers:
                ready[script.name, answer] = _said(callers, script, answer, clips)
        behind[script.name] = _behind(callers, script)
    return (
        lambda script, answer: ready[script.name, answer],
        lambda script: behind[script.name],
    )


def _said(callers: Callers, script: CallScript, answer: Answer, clips: Clips) -> bytes:
    if answer.clips:
        if missing := [clip for clip in answer.clips if clip not in clips]:
            raise InstrumentFailed(f"{script.name}: no clip {missing[0]} in the list of --shared")
        real = [levelled(read_audio(clips[clip], RATE), RATE) for clip in answer.clips]
        pcm = silence(RATE, BETWEEN_CLIPS_MS).join(real)
    elif answer.say:
        pcm = callers.say(accented(answer.say, script.accent), script.voice, script.speed)
    else:
        return b""
    quieter = np.frombuffer(pcm, "<i2") * 10 ** (script.gain_db / 20)
    return through_exchange(quieter.round().clip(-32768, 32767).astype("<i2").tobytes())


def _behind(callers: Callers, script: CallScript) -> Samples | None:
    if not script.noise:
        return None
    seed = zlib.crc32(script.name.encode())
    talk = [callers.say(text, "zm_yunyang", 1.1) for text in BABBLE]
    voices = [np.frombuffer(pcm, "<i2") / 32768 for pcm in talk]
    return noise(script.noise, script.snr_db, seed, voices)
