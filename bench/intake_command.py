"""`hotline bench intake`: what people report, by voice, slot by slot."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from asr.recognizer import Hints
from bench.hearing import over_telephone
from bench.intake import Held, as_dict, hold
from bench.intake_corpus import corpus, parts
from bench.intake_figures import Judge, as_json, figures, judges, wrong
from bench.voices import kokoro_callers
from bench.written import JsonOption, write_json
from dialog.areas.table import area_table
from dialog.conversations import inbound
from dialog.events import Heard
from dialog.profile import Profile
from ivr.commands.options import EngineOption, ModelOption, chosen
from ivr.loading import load_entries, open_engine
from knowledge.matcher import Matcher

DAY = date(2026, 11, 20)
"""On which the calls take place, so that 昨天 is always the same day."""

SEED = 6


def bench_intake(
    reports: Annotated[int, typer.Option(min=1, help="How many are held.")] = 500,
    seed: Annotated[int, typer.Option(help="Another seed makes other reports.")] = SEED,
    errors: Annotated[
        Path | None,
        typer.Option(
            help="Write what went wrong here, one JSON object a line: said, heard, filed."
        ),
    ] = None,
    engine: EngineOption = "",
    model: ModelOption = "",
    json_file: JsonOption = None,
) -> None:
    """Spoken reports to the whole conversation, by a citizen who puts wrong read-backs right."""
    console = Console()
    settings = chosen(engine, model)
    areas, made_of = area_table(settings.service.area_code), parts()
    entries = load_entries(settings)
    matcher = Matcher.build(entries, DAY)
    profile = Profile(city=settings.service.city, city_code=settings.service.area_code, today=DAY)
    callers, hearing = kokoro_callers(settings), open_engine(settings, entries)

    def hear(clean: bytes, hints: Hints) -> Heard:
        return over_telephone(hearing, clean, hints)

    cases = corpus(areas, reports, seed, made_of)
    held = [
        hold(case, inbound(profile, matcher, areas), made_of["corrections"], callers.say, hear)
        for case in track(cases, "reports", console=Console(stderr=True), transient=True)
    ]
    by_name = judges(DAY, made_of)
    table = Table("slot", "right", "asked", "share")
    for name, share in figures(held, by_name).items():
        table.add_row(name, str(share.right), str(share.tried), f"{share.rate:.1%}")
    found = as_json(hearing.name, hearing.model, held, by_name)
    console.print(table)
    console.print(
        f"{found['reports']} reports, {found['turns']} utterances, address likeness "
        f"{found['address_likeness']:.1f} of 100 ({hearing.name} {hearing.model})"
    )
    if errors is not None:
        _write_errors(errors, held, by_name)
    write_json(json_file, found)


def _write_errors(file: Path, held: list[Held], by_name: dict[str, Judge]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        for one in held:
            if missing := wrong(one, by_name):
                line = {"wrong": missing, **as_dict(one)}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
