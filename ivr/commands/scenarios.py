"""`hotline scenarios`: try written conversations, and see what they leave out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dialog.answers import Answers
from dialog.events import Conversation
from dialog.machines import machines
from dialog.scenario import KNOWLEDGE, Scenario, read_folder, run
from dialog.scenario_answers import read as read_answers
from dialog.scenario_coverage import Coverage, measure
from dialog.scenario_kinds import build
from ivr.commands.kb_look import local_day
from ivr.errors import ScenariosFailed
from ivr.in_force import entries_in_force
from ivr.settings import load_settings
from knowledge.dialect import dialect
from knowledge.matcher import Matcher

app = typer.Typer(help="Written conversations.", no_args_is_help=True)

Folder = Annotated[
    Path,
    typer.Argument(
        help="Folder of scenarios; knowledge.yaml in it, if any, is what the robot knows, else "
        "what is in force.",
        exists=True,
        file_okay=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("run")
def run_all(folder: Folder, as_json: AsJson = False) -> None:
    """Try every scenario of FOLDER: what the caller says, and what must follow."""
    scenarios, make = read_folder(folder), _maker(folder)
    faults = {(one.file, one.name): run(one, make(one)) for one in scenarios}
    failed = {key: found for key, found in faults.items() if found}
    if as_json:
        rows = [
            {"file": file, "name": name, "passed": not found, "faults": found}
            for (file, name), found in faults.items()
        ]
        typer.echo(json.dumps({"scenarios": rows, "failed": len(failed)}, ensure_ascii=False))
    else:
        for found in failed.values():
            typer.echo("\n".join(found))
        typer.echo(f"{len(faults) - len(failed)} of {len(faults)} scenarios pass")
    if failed:
        raise ScenariosFailed(f"{len(failed)} scenarios fail: mend them, or what they try")


@app.command()
def coverage(folder: Folder, as_json: AsJson = False) -> None:
    """List states × events that no scenario of FOLDER tries, and the scenarios for each rule."""
    covered = measure(read_folder(folder), _maker(folder), machines())
    if as_json:
        typer.echo(json.dumps(_as_json(covered), ensure_ascii=False))
    else:
        _print(covered)
    if not covered.complete:
        missing = sum(len(one.missing) for one in covered.machines)
        raise ScenariosFailed(
            f"{missing} pairs of state and event are not tried, {len(covered.faults)} faults, or a "
            "rule has no scenario of one path: see above"
        )


def _maker(folder: Path) -> Callable[[Scenario], Conversation]:
    answers: Answers
    if (folder / KNOWLEDGE).is_file():
        answers = read_answers(folder / KNOWLEDGE)
    else:
        settings = load_settings()
        accents = dialect(settings.knowledge.accents)
        answers = Matcher.build(entries_in_force(settings), local_day(), dialect=accents)
    return lambda scenario: build(scenario, answers)


def _as_json(covered: Coverage) -> dict[str, object]:
    return {
        "scenarios": covered.scenarios,
        "complete": covered.complete,
        "machines": [
            {
                "machine": one.machine,
                "pairs": one.pairs,
                "missing": one.missing,
                "idle_handlers": one.idle,
            }
            for one in covered.machines
        ],
        "rules": covered.rules,
        "faults": covered.faults,
    }


def _print(covered: Coverage) -> None:
    console = Console()
    table = Table("machine", "state × event", "tried", "handlers never run")
    for one in covered.machines:
        tried = f"{one.pairs - len(one.missing)}"
        table.add_row(one.machine, f"{one.pairs}", tried, ", ".join(one.idle))
    console.print(table)
    for one in covered.machines:
        for state, kind in one.missing:
            console.print(f"never tried: {one.machine}, {state} × {kind}", markup=False)
    table = Table("rule", "scenarios", "of failure")
    for rule, paths in covered.rules.items():
        table.add_row(rule, f"{sum(paths.values())}", f"{paths['failure']}")
    console.print(table)
    for fault in covered.faults:
        console.print(fault, markup=False)
    console.print(f"{covered.scenarios} scenarios")
