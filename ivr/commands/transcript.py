"""A call as a person reads it, line by line while it happens."""

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.markup import escape

from ivr.call.eventlog import Record


class Transcript:
    """An observer of an event log that prints it."""

    def __init__(self, console: Console) -> None:
        self._print = console.print

    def __call__(self, record: Record) -> None:
        write = LINES.get(record["event"])
        if write is not None:
            self._print(
                f"[dim]{record['at_ms'] / 1000:7.2f}[/dim] {write(record)}", highlight=False
            )


def _field(record: Record, name: str) -> str:
    return escape(str(record.get(name, "")))


def _heard(record: Record) -> str:
    if "error" in record:
        return f"[red]  未能识别：{_field(record, 'error')}[/red]"
    return f"[green]市民[/green]   {_field(record, 'text') or '（没听清）'}"


def _decision(record: Record) -> str:
    text = f"{record['kind']}: {_field(record, 'detail')}"
    if "score" in record:
        text += f" ({record['score']})"
    others = record.get("candidates", [])[1:3]
    if others:
        text += "  备选 " + ", ".join(f"{what} {chance}" for what, chance in others)
    return f"[dim]  → {text}[/dim]"


def _handoff(record: Record) -> str:
    where = f"{record['queue']}（{record['reason']}）"
    return f"[magenta]转接[/magenta]   {where}{_field(record, 'summary')}"


def _noted(record: Record) -> str:
    return f"[dim]  ({record['event']})[/dim]"


LINES: Mapping[str, Callable[[Record], str]] = {
    "call_started": lambda r: f"[dim]来电 {r['call']}，识别引擎 {r['engine']}[/dim]",
    "robot_says": lambda r: f"[cyan]机器人[/cyan] {_field(r, 'text')}",
    "partial": lambda r: f"[dim]  …听到 {_field(r, 'text')}[/dim]",
    "heard": _heard,
    "decision": _decision,
    "keyed": lambda r: f"[green]按键[/green]   {r['digit']}",
    "ticket_filed": lambda r: f"[magenta]工单[/magenta]   {r['number']} → {r['unit']}",
    "sms": lambda r: f"[magenta]短信[/magenta]   {_field(r, 'text')}",
    "verdict": lambda r: f"[magenta]评价[/magenta]   {r['label']} {_field(r, 'words')}",
    "handoff": _handoff,
    "barge_in": _noted,
    "robot_resumes": _noted,
    "robot_yields": _noted,
    "silence": _noted,
    "call_ended": lambda r: f"[bold]结束[/bold]   {r['outcome']} {_field(r, 'reason')}",
}
"""What is shown of each event; the others are for the log."""
