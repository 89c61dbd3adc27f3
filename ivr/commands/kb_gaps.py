"""`hotline kb gaps`: what callers asked in vain, and what editors make of it.

What it prints is for editors, so it is Chinese.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ivr.commands.kb_gaps_review import Desk, kinds_of, proposed
from ivr.commands.kb_look import open_session
from ivr.commands.tickets import local
from ivr.database import Database, opened
from ivr.files import write
from ivr.gaps import Gap, candidates, clip_of, gaps, refresh
from ivr.in_force import InForce
from ivr.settings import Settings, load_settings
from knowledge import ledger
from knowledge.approval import Actor, Role
from knowledge.ledger_tables import GapDecision
from knowledge.matcher import Matcher
from knowledge.review import REASONS, begin

app = typer.Typer(help="What callers asked in vain.", invoke_without_command=True)

AllOption = Annotated[
    bool, typer.Option("--all", help="Also what is answered today, noise, and decided.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="Clusters at most.")]


@app.callback()
def gaps_command(
    context: typer.Context,
    limit: LimitOption = 20,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """What callers asked in vain: alone it lists the clusters."""
    if context.invoked_subcommand is None:
        list_command(limit, everything, as_json)


@app.command("list")
def list_command(
    limit: LimitOption = 20,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """What callers asked in vain, clustered, the most frequent first, with what to make of it."""
    settings = load_settings()
    with _ledger(settings) as (database, matcher):
        found = list(gaps(database, matcher, limit, everything))
    if as_json:
        for each in found:
            typer.echo(json.dumps(as_data(each), ensure_ascii=False))
        return
    table = Table("编号", "次数")
    for heading in ("来电人说", "其中", "建议", "最近"):
        table.add_column(heading, overflow="fold")
    for each in found:
        count = f"{each.tally.open}" + (
            f"（已定 {each.tally.settled}）" if each.tally.settled else ""
        )
        table.add_row(
            str(each.tally.cluster),
            count,
            each.text,
            kinds_of(each),
            proposed(each),
            local(each.tally.last),
        )
    console = Console()
    console.print(table)
    console.print(f"{len(found)} 组。逐条处理：hotline kb gaps review --as 姓名", markup=False)


@app.command("review")
def review_command(
    name: Annotated[str, typer.Option("--as", help="Your name: drafts are made under it.")],
    role: Annotated[Role, typer.Option(help="Yours.")] = Role.SUPERVISOR,
    unit: Annotated[str, typer.Option(help="Your unit; a supervisor needs none.")] = "",
    limit: LimitOption = 100,
) -> None:
    """Go through the clusters with one key each: accept, edit, reject, skip, play, quit."""
    settings = load_settings()
    with (
        _ledger(settings) as (database, matcher),
        TemporaryDirectory(prefix="hotline-clips-") as clips,
    ):
        found = {each.tally.cluster: each for each in gaps(database, matcher, limit)}
        desk = Desk(database, settings, Actor(name, role, unit), found, Path(clips), Console())
        counts = desk.run(begin(tuple(each.item for each in found.values())))
    typer.echo(f"采纳 {counts['accepted']} 组，驳回 {counts['rejected']} 组。")


@app.command("clip")
def clip_command(
    utterance: Annotated[int, typer.Argument(help="Its id, as `gaps list --json` shows it.")],
    to: Annotated[Path, typer.Option("--to", help="WAV file to write.")],
) -> None:
    """Write the sound of one utterance into a WAV file."""
    settings = load_settings()
    with open_session() as session:
        write(to, clip_of(session, utterance, settings.call.recordings_dir))
    typer.echo(f"已写好 {to}。")


@app.command("decided")
def decided_command(limit: LimitOption = 50, as_json: JsonOption = False) -> None:
    """Who accepted and rejected what, and when; the newest first."""
    with open_session() as session:
        found = ledger.decisions(session, limit)
    if as_json:
        for each in found:
            typer.echo(json.dumps(decision_as_data(each), ensure_ascii=False))
        return
    table = Table("何时", "谁", "决定", "话数", "问法")
    for each in found:
        what = (
            f"草稿 {each.change}：{each.entry}" if each.change else f"驳回：{REASONS[each.reason]}"
        )
        texts = "；".join(json.loads(each.texts))
        table.add_row(local(each.at), each.actor, what, str(each.count), texts)
    Console().print(table)


def decision_as_data(each: GapDecision) -> dict[str, Any]:
    """As JSON has it."""
    shown = each.model_dump(exclude={"id"})
    return shown | {"at": each.at.isoformat(), "texts": json.loads(each.texts)}


@contextmanager
def _ledger(settings: Settings) -> Iterator[tuple[Database, Matcher]]:
    """The database with everything clustered, and the matcher in force."""
    with opened(settings.database.url.get_secret_value()) as database:
        matcher = InForce(settings, database, lambda: datetime.now(UTC)).matcher()
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("归类", total=None)
            refresh(database, matcher, lambda done, of: bar.update(task, completed=done, total=of))
        yield database, matcher


def as_data(each: Gap) -> dict[str, Any]:
    """As JSON has it."""
    return {
        "cluster": each.tally.cluster,
        "open": each.tally.open,
        "settled": each.tally.settled,
        "first": each.tally.first.isoformat(),
        "last": each.tally.last.isoformat(),
        "text": each.text,
        "texts": each.texts,
        "kinds": each.kinds,
        "proposal": {"kind": each.proposal.kind, "entry": each.proposal.entry,
                     "unit": each.proposal.unit, "score": round(each.proposal.score, 3)},
        "utterances": [
            {"id": row.id, "call": row.call_id, "text": row.text, "kind": row.kind,
             "said_at": row.said_at.isoformat(), "duration_ms": row.duration_ms,
             "candidates": candidates(row)}
            for row in each.utterances
        ],
    }  # fmt: skip
