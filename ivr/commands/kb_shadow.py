"""`hotline kb shadow`: which calls would be answered otherwise if a draft were published."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ivr.asked import asked_since, read_asked
from ivr.database import Database, opened
from ivr.drafts import draft_matcher, in_progress
from ivr.errors import SettingsError
from ivr.in_force import InForce
from ivr.settings import Settings, load_settings
from knowledge.dialect import dialect
from knowledge.entries import load
from knowledge.matcher import Matcher
from knowledge.shadow import KINDS, Change, Outcome, Shadow
from knowledge.shadow import shadow as compare
from tickets.privacy import mask_text

NAMES = {
    "newly_answered": "新能回答",
    "newly_unanswered": "不再能回答",
    "other_answer": "换了答案",
    "reworded": "措辞改变",
    "clarify": "改为反问",
}


def shadow(
    folder: Annotated[
        Path | None, typer.Option("--dir", help="The draft: a folder of entries instead of all.")
    ] = None,
    changes: Annotated[
        str, typer.Option(help="The draft: changes, by number (3,5) or all that are on their way.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="Calls of how many days.")] = 7,
    file: Annotated[
        Path | None, typer.Option(help="Utterances of a text or TSV file instead of calls.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Changes shown at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, every change.")] = False,
) -> None:
    """Which of last week's calls would change their answer if this draft were published."""
    if (folder is None) == (not changes):
        raise SettingsError("说明要试什么：--dir 文件夹，或 --changes all，或 --changes 3,5")
    settings, now = load_settings(), datetime.now(UTC)
    with opened(settings.database.url.get_secret_value()) as database:
        current = InForce(settings, database, lambda: now).matcher()
        draft = _draft(settings, database, current, folder, changes)
        if file is not None:
            asked = read_asked(file)
        else:
            with database.session() as session:
                asked = asked_since(session, now - timedelta(days=days))
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("shadow", total=len({(a.text, a.syllables) for a in asked}))
        found = compare(current, draft, asked, lambda done: progress.update(task, completed=done))
    if as_json:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False))
    else:
        _print(found, limit)


def _draft(
    settings: Settings, database: Database, current: Matcher, folder: Path | None, changes: str
) -> Matcher:
    if folder is not None:
        accents = dialect(settings.knowledge.accents)
        return Matcher.build(load(folder), current.today, dialect=accents)
    with database.session() as session:
        return draft_matcher(current, in_progress(session, numbers_in(changes)))


def numbers_in(changes: str) -> tuple[int, ...] | None:
    """The numbers in "3,5"; None for "all". Raises SettingsError."""
    if changes.strip() == "all":
        return None
    parts = changes.replace("，", ",").split(",")
    if not all(part.strip().isdecimal() for part in parts):
        raise SettingsError("--changes 后面写修改单编号，如 3,5，或者写 all")
    return tuple(int(part) for part in parts)


def as_data(found: Shadow) -> dict[str, Any]:
    """As JSON has it; numbers of people are masked."""
    return {
        "asked": found.asked,
        "counts": found.counts,
        "changes": [_as_row(change) for change in found.changes],
    }


def _as_row(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "text": mask_text(change.asked.text),
        "times": change.times,
        "then": change.asked.then,
        "call": change.asked.call,
        "at": change.asked.at and change.asked.at.isoformat(),
        "before": {"kind": change.before.kind, "entry": change.before.entry},
        "after": {"kind": change.after.kind, "entry": change.after.entry},
    }


def _print(found: Shadow, limit: int) -> None:
    console = Console()
    if found.changes:
        console.print(_table(found.changes[:limit]))
    if len(found.changes) > limit:
        console.print(f"还有 {len(found.changes) - limit} 条未列出（--limit，--json 列出全部）。")
    counts = "，".join(f"{NAMES[kind]} {found.counts[kind]}" for kind in KINDS)
    console.print(f"试了 {found.asked} 句：{counts}。", markup=False, soft_wrap=True)


def _table(changes: Sequence[Change]) -> Table:
    table = Table("变化", "次数", "来电人说", "现在", "发布后")
    for change in changes:
        row = (mask_text(change.asked.text), shown(change.before), shown(change.after))
        table.add_row(NAMES[change.kind], str(change.times), *row)
    return table


def shown(outcome: Outcome) -> str:
    """What the robot would do, for editors."""
    match outcome.kind:
        case "answer":
            return outcome.entry
        case "clarify":
            return f"反问 {outcome.entry} / {outcome.other}"
        case "unknown":
            return "不知道"
