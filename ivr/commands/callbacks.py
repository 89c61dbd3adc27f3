"""`hotline callbacks`: whom the robot calls back, when, and how it ended."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from callback.citizens import citizen
from callback.opening import dial_soon
from callback.outcome import CallbackState
from callback.rows import attempts_in, list_callbacks, turn_of
from callback.tables import Callback, DialAttempt
from ivr.clips import reason_clip
from ivr.commands.tickets import (
    JsonOption,
    LimitOption,
    NumberArgument,
    UnmaskedOption,
    local,
    open_session,
    print_json,
)
from ivr.files import write
from ivr.handover.store import list_returns
from ivr.handover.tables import ReturnCall
from ivr.settings import load_settings
from tickets.number import parse_number
from tickets.privacy import mask_phone, mask_text

app = typer.Typer(help="The callback loop.", no_args_is_help=True)


def _shown(
    callback: Callback, phone: str, attempts: Sequence[DialAttempt], unmasked: bool
) -> dict[str, Any]:
    return {
        "ticket": callback.ticket,
        "redo_round": callback.redo_round,
        "person": callback.person,
        "state": callback.state,
        "phone": phone if unmasked else mask_phone(phone),
        "rating": callback.rating,
        "next_at": callback.next_at,
        "settled_at": callback.settled_at,
        "reason": callback.reason if unmasked else mask_text(callback.reason),
        "attempts": [
            {
                "attempt": a.attempt_id,
                "at": a.started_at,
                "result": a.result or "unknown",
                "call_id": a.call_id,
                "reason_ms": a.reason_ms,
            }
            for a in attempts
        ],
    }


@app.command("list")
def list_command(
    state: Annotated[
        CallbackState | None, typer.Option(help="Only callbacks in this state.")
    ] = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
    unmasked: UnmaskedOption = False,
) -> None:
    """The newest callbacks first, each with its dialling."""
    with open_session() as session:
        rows = [
            _shown(
                callback,
                citizen(session, ticket, callback.person).phone,
                attempts_in(session, turn_of(callback)),
                unmasked,
            )
            for callback, ticket in list_callbacks(session, state, limit)
        ]
    if as_json:
        for row in rows:
            print_json(row)
        return
    table = Table(title=f"callbacks: {len(rows)}")
    for heading in ("ticket", "round", "state", "phone", "next", "dialled", "rating", "reason"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("ticket", "phone"))
    for row in rows:
        table.add_row(
            row["ticket"],
            str(row["redo_round"]),
            row["state"],
            row["phone"],
            local(row["next_at"]),
            ", ".join(attempt["result"] for attempt in row["attempts"]),
            row["rating"],
            row["reason"],
        )
    Console().print(table)


@app.command("run")
def run_command(number: NumberArgument) -> None:
    """Let the running server dial a waiting callback as soon as calling hours allow."""
    parse_number(number)
    with open_session() as session:
        dial_soon(session, number, datetime.now(UTC))
    typer.echo(f"{number} is dialled by the running server as soon as calling hours allow")


@app.command("clip")
def clip_command(
    attempt: Annotated[str, typer.Argument(help="Its id, as `callbacks list --json` shows it.")],
    out: Annotated[Path, typer.Option("--out", help="WAV file to write.")],
) -> None:
    """Write the reason that a citizen gave in a callback, in their own voice, into a WAV file."""
    recordings = load_settings().call.recordings_dir
    with open_session() as session:
        write(out, reason_clip(session, attempt, recordings))
    typer.echo(f"wrote {out}")


@app.command("promised")
def promised_command(
    state: Annotated[str, typer.Option(help="waiting, talked or ticket.")] = "",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
    unmasked: UnmaskedOption = False,
) -> None:
    """Callers who would not wait for a person and were promised a return call, newest first."""
    with open_session() as session:
        rows = [_promised(row, unmasked) for row in list_returns(session, state, limit)]
    if as_json:
        for row in rows:
            print_json(row)
        return
    table = Table(title=f"return calls: {len(rows)}")
    for heading in ("asked", "queue", "state", "phone", "missed", "ticket", "summary"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("phone", "ticket"))
    for row in rows:
        table.add_row(
            local(row["asked_at"]),
            row["queue"],
            row["state"],
            row["phone"],
            str(row["missed"]),
            row["ticket"] or "",
            row["summary"],
        )
    Console().print(table)


def _promised(row: ReturnCall, unmasked: bool) -> dict[str, Any]:
    return {
        "call_id": row.call_id,
        "queue": row.queue,
        "state": row.state,
        "phone": row.phone if unmasked else mask_phone(row.phone),
        "missed": row.missed,
        "ticket": row.ticket,
        "summary": row.summary if unmasked else mask_text(row.summary),
        "asked_at": row.asked_at,
        "settled_at": row.settled_at,
    }
