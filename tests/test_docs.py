"""The docs say what the program has: every setting, every command, the table of ticket states."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

from ivr.cli import app
from ivr.settings import Settings
from knowledge import approval
from tickets.states import TRANSITIONS

DOCS = Path(__file__).resolve().parents[1] / "docs"


def settings_fields() -> Iterator[tuple[str, str]]:
    for section, field in Settings.model_fields.items():
        assert field.annotation is not None
        for name, leaf in field.annotation.model_fields.items():
            yield f"{section}.{name}", leaf.description


@pytest.mark.parametrize(("name", "meaning"), list(settings_fields()))
def test_every_setting_is_documented_with_its_meaning(name: str, meaning: str) -> None:
    lines = (DOCS / "settings.md").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith(f"| `{name}` |") and meaning in line]


def test_no_setting_is_documented_that_is_not_there() -> None:
    documented = re.findall(r"^\| `(\w+\.\w+)`", (DOCS / "settings.md").read_text("utf-8"), re.M)
    assert set(documented) == {name for name, _ in settings_fields()}


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    children = getattr(command, "commands", None)
    if children is None:
        yield " ".join(path)
        return
    for name, child in children.items():
        yield from commands(child, (*path, name))


def test_the_commands_page_names_every_command_and_no_other() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    documented = re.findall(r"^\| `hotline ([a-z -]+[a-z])", page, re.M)
    assert set(documented) == set(commands(typer.main.get_command(app)))


def state_table() -> str:
    rows = [
        f"| {before} | {event} | {step.to} | {', '.join(sorted(step.roles))} |"
        for (before, event), step in TRANSITIONS.items()
    ]
    return "\n".join(["| from | event | to | roles |", "|---|---|---|---|", *rows])


def test_the_architecture_page_draws_the_ticket_states_from_their_table() -> None:
    assert state_table() in (DOCS / "architecture.md").read_text("utf-8")


def change_table() -> str:
    def roles(able: frozenset[approval.Role]) -> str:
        return "、".join(approval.WORDS[role] for role in approval.Role if role in able) or "—"

    words = approval.WORDS
    rows = [
        f"| {words[before]} | {words[event]} | {words[step.to]} | {roles(step.makers)} "
        f"| {roles(step.checkers)} |"
        for (before, event), step in approval.TRANSITIONS.items()
    ]
    heading = "| 状态 | 动作 | 之后 | 自己的修改 | 别人的修改 |"
    return "\n".join([heading, "|---|---|---|---|---|", *rows])


def test_the_governance_page_draws_the_life_of_a_change_from_its_table() -> None:
    assert change_table() in (DOCS / "knowledge-governance.md").read_text("utf-8")


def test_every_page_is_linked_and_every_link_leads_somewhere() -> None:
    root = DOCS.parent
    pages = [*root.glob("*.md"), *DOCS.rglob("*.md"), *(root / "audio_fixtures").glob("*.md")]
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken
