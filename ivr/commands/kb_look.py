"""`hotline kb changes|diff|history|audit|expiring`: what is under way, and what has been.

What they print is for people who keep the knowledge, so it is Chinese.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlmodel import Session, SQLModel

from ivr.database import opened
from ivr.in_force import entries_in_force
from ivr.settings import load_settings
from knowledge import store
from knowledge.approval import UNDER_WAY, WORDS, Role, State
from knowledge.audit import trail
from knowledge.errors import UnknownEntry
from knowledge.exchange.columns import COLUMNS
from knowledge.expiry import expiring
from knowledge.published import versions
from knowledge.usage import counts
from knowledge.versions import as_text
from tickets.privacy import mask_text

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
LimitOption = Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")]
UnitOption = Annotated[str, typer.Option(help="Only units with this in their name.")]
EntryArgument = Annotated[str, typer.Argument(metavar="ENTRY", help="Id of an entry.")]

ACTIONS = {"propose": "起草", "seed": "接管"}
"""Actions of the audit trail that are no events of a change."""

FIELD_NAMES = {column.name: column.heading for column in COLUMNS}
"""As they stand in the workbooks."""

COUNTED_DAYS = 90
EXPIRY = {"expires": "将到期", "expired": "已到期，不再播报"}


@contextmanager
def open_session() -> Iterator[Session]:
    """One transaction on the database of the settings."""
    with (
        opened(load_settings().database.url.get_secret_value()) as database,
        database.session() as session,
    ):
        yield session


def changes(
    states: Annotated[
        list[State] | None, typer.Option("--state", help="Only in these states; default: open.")
    ] = None,
    unit: UnitOption = "",
    entry: Annotated[str, typer.Option(help="Only of this entry.")] = "",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Changes of the knowledge that are under way, the newest first."""
    with open_session() as session:
        found = store.list_changes(session, states or UNDER_WAY, unit, entry, limit)
    if as_json:
        _print_json(found, leave_out={"content"})
        return
    table = _table("编号", "条目", "类别", "状态", "单位", "起草", "审核", "理由", "退回意见")
    for each in found:
        table.add_row(
            str(each.id),
            f"{each.entry}（第 {each.base} 版）" if each.base else each.entry,
            WORDS[each.kind],
            WORDS[each.state],
            each.unit,
            each.maker,
            each.checker,
            mask_text(each.why),
            mask_text(each.answer),
        )
    Console().print(table)


def diff(
    change: Annotated[int, typer.Argument(help="Number of a change.")], as_json: JsonOption = False
) -> None:
    """What a change alters, field by field: [-removed-], {+added+}."""
    with open_session() as session:
        found = store.get(session, change)
        differing = store.compare(session, found)
    if as_json:
        for each in differing:
            typer.echo(json.dumps(asdict(each), ensure_ascii=False))
        return
    typer.echo(f"修改单 {change} {WORDS[found.kind]} {found.entry}，{WORDS[found.state]}")
    typer.echo(as_text(differing, FIELD_NAMES))


def history(entry: EntryArgument, as_json: JsonOption = False) -> None:
    """Every published version of an entry, the newest first, and how it has been used."""
    since = local_day() - timedelta(days=COUNTED_DAYS)
    with open_session() as session:
        found = versions(session, entry)
        used = counts(session, [entry], since)[entry]
    if not found:
        raise UnknownEntry(f"{entry} 没有发布过：编号写对了吗？")
    if as_json:
        _print_json(found, leave_out={"id"})
        return
    table = _table("版本", "发布时间", "起草", "审核", "说明")
    for each in found:
        table.add_row(
            f"{each.number}{'（停用）' if each.retired else ''}",
            _local(each.published_at),
            each.maker,
            each.checker,
            mask_text(each.why),
        )
    console = Console()
    console.print(table)
    console.print(
        f"最近 {COUNTED_DAYS} 天播报 {used.spoken} 次："
        f"{used.successes} 次之后没有转人工也没有建工单，"
        f"其中 {used.helped} 次来电人表示没有别的问题",
        highlight=False,
    )


def audit(
    entry: Annotated[
        str, typer.Argument(metavar="[ENTRY]", help="Id of an entry; default: all.")
    ] = "",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Who did what to the knowledge, when and why, the newest first."""
    with open_session() as session:
        found = trail(session, entry, limit)
    if as_json:
        _print_json(found, leave_out={"id"})
        return
    table = _table("时间", "姓名", "身份", "单位", "做了", "条目", "修改单", "版本", "理由")
    for each in found:
        table.add_row(
            _local(each.at),
            each.actor,
            WORDS[Role(each.role)],
            each.unit,
            ACTIONS.get(each.action) or WORDS[each.action],
            each.entry,
            str(each.change or ""),
            str(each.version or ""),
            mask_text(each.why),
        )
    Console().print(table)


def expiring_command(
    days: Annotated[
        int | None, typer.Option(min=0, help="Within so many days. [knowledge.expiry_days]")
    ] = None,
    unit: UnitOption = "",
    as_json: JsonOption = False,
) -> None:
    """Entries that expire soon or have expired, by unit."""
    settings = load_settings()
    within = settings.knowledge.expiry_days if days is None else days
    entries = entries_in_force(settings)
    found = [each for each in expiring(entries, local_day(), within) if unit in each.unit]
    if as_json:
        for each in found:
            typer.echo(json.dumps(asdict(each), ensure_ascii=False, default=str))
        return
    table = _table("单位", "条目", "问题", "到期日", "")
    for each in found:
        row = (each.unit, each.entry, each.question, str(each.valid_until), EXPIRY[each.kind])
        table.add_row(*row)
    Console().print(table)


def _table(*headings: str) -> Table:
    """Ids are there to be copied: what is too wide goes on in the next line."""
    return Table(*(Column(heading, overflow="fold") for heading in headings))


def local_day() -> date:
    return datetime.now(_zone()).date()


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(_zone()):%Y-%m-%d %H:%M}"


def _zone() -> ZoneInfo:
    return load_settings().service.zone


def _print_json(rows: Sequence[SQLModel], leave_out: set[str]) -> None:
    for row in rows:
        shown: dict[str, Any] = row.model_dump(exclude=leave_out)
        shown |= {name: mask_text(shown[name]) for name in ("why", "answer") if name in shown}
        typer.echo(json.dumps(shown, ensure_ascii=False, default=_as_json))


def _as_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
