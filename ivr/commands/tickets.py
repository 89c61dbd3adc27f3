"""`hotline tickets`: the tickets, their results and the redo list."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from ivr.database import opened
from ivr.settings import load_settings
from tickets import store
from tickets.cases import co_complainants
from tickets.number import parse_number
from tickets.shown import Row, citizen_row, line_row, ticket_row
from tickets.states import State
from tickets.tables import Ticket

app = typer.Typer(help="Tickets and the redo list.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
UnmaskedOption = Annotated[
    bool, typer.Option("--unmasked", help="Show telephone and identity numbers in full.")
]
LimitOption = Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")]
NumberArgument = Annotated[str, typer.Argument(help="Ticket number, 21 digits.")]


@contextmanager
def open_session() -> Iterator[Session]:
    """One transaction on the database of the settings."""
    url = load_settings().database.url.get_secret_value()
    with opened(url) as database, database.session() as session:
        yield session


def local(moment: datetime | None) -> str:
    """A moment in the zone of the settings, "" for None."""
    if moment is None:
        return ""
    zone = load_settings().service.zone
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def print_json(row: Row) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False, default=_as_json))


def _as_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _print_tickets(tickets: Sequence[Row], title: str) -> None:
    table = Table(title=title)
    for heading in ("number", "state", "category", "title", "unit", "phone", "due", "round"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("number", "phone"))
    for row in tickets:
        due = local(row["due_at"]) + ("?" if row["due_provisional"] else "")
        table.add_row(
            row["number"],
            row["state"],
            row["category"],
            row["redo_reason"] if row["state"] == State.REDO else row["title"],
            row["unit"],
            row["phone"],
            due,
            str(row["redo_round"]),
        )
    Console().print(table)


def _report(tickets: Sequence[Ticket], title: str, as_json: bool, unmasked: bool) -> None:
    rows = [ticket_row(ticket, unmasked) for ticket in tickets]
    if not as_json:
        _print_tickets(rows, f"{title}: {len(rows)}")
        return
    for row in rows:
        print_json(row)


@app.command("list")
def list_command(
    state: Annotated[State | None, typer.Option(help="Only tickets in this state.")] = None,
    unit: Annotated[str, typer.Option(help="Only units with this in their name.")] = "",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
    unmasked: UnmaskedOption = False,
) -> None:
    """The newest tickets first."""
    with open_session() as session:
        found = store.list_tickets(session, state, unit, limit)
    _report(found, "tickets", as_json, unmasked)


@app.command("redo")
def redo_command(
    limit: LimitOption = 50, as_json: JsonOption = False, unmasked: UnmaskedOption = False
) -> None:
    """The redo list (再办清单): what citizens sent back, with their words; soonest due first."""
    with open_session() as session:
        found = store.redo_list(session, limit)
    _report(found, "redo list", as_json, unmasked)


@app.command("show")
def show_command(
    number: NumberArgument, as_json: JsonOption = False, unmasked: UnmaskedOption = False
) -> None:
    """One ticket with its log, and those who joined it."""
    parse_number(number)
    with open_session() as session:
        ticket = ticket_row(store.get(session, number), unmasked)
        log = [line_row(line, unmasked) for line in store.events(session, number)]
        others = [citizen_row(row, unmasked) for row in co_complainants(session, number)]
    if as_json:
        print_json(ticket | {"co_complainants": others, "log": log})
        return
    console = Console()
    for name, value in ticket.items():
        if value not in ("", None):
            text = local(value) if isinstance(value, datetime) else str(value)
            console.print(f"{name:>16}  {text}", markup=False, highlight=False, soft_wrap=True)
    if others:
        console.print(_citizens_table(others))
    console.print(_log_table(log))


def _citizens_table(rows: Sequence[Row]) -> Table:
    table = Table(title="co-complainants")
    for heading in ("joined", "phone", "callback", "words"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "phone")
    for row in rows:
        wanted = "yes" if row["callback_wanted"] else "no"
        table.add_row(local(row["joined_at"]), row["phone"], wanted, row["words"])
    return table


def _log_table(lines: Sequence[Row]) -> Table:
    table = Table(title="log")
    for heading in ("at", "who", "role", "event", "state", "why"):
        table.add_column(heading, overflow="fold")
    for line in lines:
        table.add_row(
            local(line["at"]),
            *(line[name] for name in ("actor", "role", "event", "to_state", "reason")),
        )
    return table


@app.command("complete")
def complete_command(
    number: NumberArgument,
    result: Annotated[str, typer.Option(help="What the unit did, as the citizen is told.")],
    actor: Annotated[str, typer.Option(help="Who enters it; default: you.")] = "",
) -> None:
    """Enter a unit's result; the server then calls the citizen back."""
    parse_number(number)
    with open_session() as session:
        ticket = store.complete(session, number, result, actor or getuser(), datetime.now(UTC))
    typer.echo(f"{ticket.number} {ticket.state}")
