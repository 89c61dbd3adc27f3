"""`hotline bench people`: whoever asks for a person reaches one, in any words, voice and state."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from asr.recognizer import Hints
from bench.errors import InstrumentFailed
from bench.hearing import over_telephone
from bench.people import LOTS, Phrasing, kind_hints, phrasings, places, report, said_by, tried
from bench.voices import kokoro_callers
from bench.written import JsonOption, write_json
from dialog.events import Heard
from dialog.scenario import KNOWLEDGE, WAYS, parse_ways
from dialog.scenario_answers import read
from ivr.call.likely import hints as state_hints
from ivr.commands.options import EngineOption, ModelOption, chosen
from ivr.loading import open_engine
from ivr.speech.kokoro import VOICES

LISTED = 40


def bench_people(
    scenarios: Annotated[
        Path, typer.Argument(help="Folder of scenarios, whose ways.yaml leads into every state.")
    ] = Path("tests/scenarios"),
    speaker: Annotated[
        list[str] | None, typer.Option(help="Kokoro voice; may be given again. Default: all.")
    ] = None,
    by_kind: Annotated[
        bool,
        typer.Option(
            "--by-kind",
            help="Hear a clip once for each kind of question, not for every set of hints.",
        ),
    ] = False,
    speed: Annotated[
        float, typer.Option(min=0.5, max=2, help="How fast they speak; another is other clips.")
    ] = 1.1,
    lot: Annotated[str, typer.Option(help="Which phrasings: " + ", ".join(LOTS) + ".")] = "first",
    turn: Annotated[
        list[int] | None,
        typer.Option(help="Only the voices whose turn it is; again for more. Default: all."),
    ] = None,
    engine: EngineOption = "",
    model: ModelOption = "",
    json_file: JsonOption = None,
) -> None:
    """Thirty ways to ask for a person, by every voice over the telephone band, in every state."""
    if lot not in LOTS:
        raise typer.BadParameter(f"one of {', '.join(LOTS)}", param_hint="--lot")
    console = Console()
    settings = chosen(engine, model)
    answers = read(scenarios / KNOWLEDGE)
    states = places(parse_ways((scenarios / WAYS).read_text("utf-8"), WAYS), answers)
    if not states:
        raise InstrumentFailed(f"{scenarios / WAYS}: no way leads into a state that listens")
    callers, hearing = kokoro_callers(settings), open_engine(settings)
    said = said_by(phrasings(lot), speaker or sorted(VOICES), turn or ())

    def hear(phrasing: Phrasing, voice: str, hints: Hints) -> Heard:
        return over_telephone(hearing, callers.say(phrasing.text, voice, speed), hints)

    walk = track(said, "hear", console=Console(stderr=True), transient=True)
    hinted = kind_hints if by_kind else state_hints
    found = report(hearing.name, hearing.model, tried(walk, states, answers, hear, hinted))
    for group in ("state", "voice", "manner"):
        table = Table(group, "reach a person")
        for name, rate in found[f"by_{group}"].items():
            table.add_row(name, f"{rate:.1%}")
        console.print(table)
    console.print(
        f"{found['reached']} of {found['tried']} reach a person: {found['rate']:.2%} "
        f"({hearing.name} {hearing.model})"
    )
    for miss in found["missed"][:LISTED]:
        states_missed = f"{len(miss['states'])} of {len(states)} states"
        console.print(
            f"missed: {miss['said']} ({miss['voice']}) → {miss['heard']}: {states_missed}",
            markup=False,
        )
    write_json(json_file, found)
