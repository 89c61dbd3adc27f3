"""`hotline kb submit|approve|reject|withdraw|retire|publish`: the way of a change into force.

What they print is for people who keep the knowledge, so it is Chinese.
"""

from datetime import UTC, datetime
from typing import Annotated

import typer

from ivr.commands.kb_look import open_session
from ivr.loading import load_entries
from ivr.settings import load_settings
from knowledge import store
from knowledge.approval import WORDS, Actor, Event, Role
from knowledge.publishing import publish_what_may

NameOption = Annotated[str, typer.Option("--as", help="Your name.")]
RoleOption = Annotated[Role, typer.Option(help="Yours.")]
UnitOption = Annotated[str, typer.Option(help="Your unit; a supervisor needs none.")]
WhyOption = Annotated[str, typer.Option(help="Why.")]
ChangesArgument = Annotated[list[int], typer.Argument(metavar="CHANGE…", help="Their numbers.")]


def submit(
    changes: ChangesArgument,
    name: NameOption,
    role: RoleOption = Role.EDITOR,
    unit: UnitOption = "",
) -> None:
    """Give drafts of yours to be checked; their text must keep the rules of entries."""
    _step(changes, Event.SUBMIT, Actor(name, role, unit))


def approve(
    changes: ChangesArgument,
    name: NameOption,
    role: RoleOption = Role.REVIEWER,
    unit: UnitOption = "",
    why: WhyOption = "",
) -> None:
    """Approve changes that somebody else of your unit has submitted."""
    _step(changes, Event.APPROVE, Actor(name, role, unit), why)


def reject(
    changes: ChangesArgument,
    name: NameOption,
    why: WhyOption,
    role: RoleOption = Role.REVIEWER,
    unit: UnitOption = "",
) -> None:
    """Send changes back to their makers, and say what must be mended."""
    _step(changes, Event.REJECT, Actor(name, role, unit), why)


def withdraw(
    changes: ChangesArgument,
    name: NameOption,
    role: RoleOption = Role.EDITOR,
    unit: UnitOption = "",
    why: WhyOption = "",
) -> None:
    """Give up changes of yours; a supervisor may withdraw anybody's."""
    _step(changes, Event.WITHDRAW, Actor(name, role, unit), why)


def retire(
    entry: Annotated[str, typer.Argument(help="Id of an entry.")],
    name: NameOption,
    why: WhyOption,
    role: RoleOption = Role.EDITOR,
    unit: UnitOption = "",
) -> None:
    """Submit that an entry is to be spoken no more."""
    actor, now = Actor(name, role, unit), datetime.now(UTC)
    with open_session() as session:
        change = store.propose_retirement(session, entry, actor, now, why)
        store.step(session, change.id or 0, Event.SUBMIT, actor, now)
    typer.echo(f"已提交审核：停用 {entry}，修改单 {change.id}。")


def publish(
    name: NameOption,
    changes: Annotated[
        list[int] | None,
        typer.Argument(metavar="[CHANGE…]", help="Their numbers; default: all that you may."),
    ] = None,
    role: RoleOption = Role.REVIEWER,
    unit: UnitOption = "",
) -> None:
    """Bring approved changes into force; servers that run take them over by themselves."""
    actor = Actor(name, role, unit)
    settings = load_settings()
    with open_session() as session:
        done = publish_what_may(
            session, changes or (), lambda: load_entries(settings), actor, datetime.now(UTC)
        )
    if done.taken_over:
        typer.echo(f"已接管现有的 {done.taken_over} 个条目，作为第 1 版。")
    for number, refused in done.held_back.items():
        typer.echo(f"没有发布修改单 {number}：{refused}")
    if done.published:
        typer.echo(f"已发布 {len(done.published)} 个修改，发布号 {done.generation}。")


def _step(changes: list[int], event: Event, actor: Actor, why: str = "") -> None:
    """All or nothing."""
    with open_session() as session:
        for number in changes:
            store.step(session, number, event, actor, datetime.now(UTC), why)
    for number in changes:
        typer.echo(f"修改单 {number}：已{WORDS[event]}。")
