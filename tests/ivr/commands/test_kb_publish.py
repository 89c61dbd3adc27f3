import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ivr.commands.kb import app
from ivr.database import open_database
from knowledge.approval import Actor, Role
from knowledge.entries import Entry, load_default
from knowledge.errors import ChangeRefused, Outdated, UnknownChange, UnknownEntry
from knowledge.published import current
from knowledge.publishing import seed
from knowledge.store import propose

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
LOST = next(entry for entry in load_default() if entry.id == "id-lost")
BETTER = replace(LOST, answer="补办身份证，请打一二三四五。")
EDITOR = ("--as", "李编", "--unit", LOST.unit)
REVIEWER = ("--as", "王审", "--unit", LOST.unit)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'hotline.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE__URL", url)
    monkeypatch.setenv("COLUMNS", "250")
    return url


Drafted = Callable[[Entry], str]


@pytest.fixture
def drafted(url: str) -> Drafted:
    """A draft of 李编 upon a published entry; its number."""

    def draft(entry: Entry) -> str:
        database = open_database(url)
        try:
            with database.session() as session:
                seed(session, [LOST], Actor("赵督", Role.SUPERVISOR), NOW)
                maker = Actor("李编", Role.EDITOR, LOST.unit)
                return str(propose(session, entry, maker, NOW, "打13912345678问过").id)
        finally:
            database.close()

    return draft


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def in_force(url: str) -> dict[str, Entry]:
    database = open_database(url)
    try:
        with database.session() as session:
            return {entry.id: entry for entry in current(session)}
    finally:
        database.close()


def test_a_change_goes_its_way_into_force(url: str, drafted: Drafted) -> None:
    number = drafted(BETTER)
    assert done("submit", number, *EDITOR) == f"修改单 {number}：已提交。\n"
    assert done("approve", number, *REVIEWER) == f"修改单 {number}：已通过。\n"
    assert in_force(url)["id-lost"] == LOST
    assert done("publish", *REVIEWER) == "已发布 1 个修改，发布号 2。\n"
    assert in_force(url)["id-lost"] == BETTER


def test_the_first_publication_takes_over_what_ships(url: str) -> None:
    shipped = load_default()
    told = done("publish", "--as", "赵督", "--role", "supervisor")
    assert told == f"已接管现有的 {len(shipped)} 个条目，作为第 1 版。\n"
    assert set(in_force(url).values()) == set(shipped)
    assert isinstance(run("publish", "--as", "赵督").exception, ChangeRefused)


@pytest.mark.parametrize("role", ["reviewer", "supervisor"])
@pytest.mark.parametrize("command", ["approve", "publish"])
def test_the_maker_does_not_check(url: str, drafted: Drafted, role: str, command: str) -> None:
    number = drafted(BETTER)
    done("submit", number, *EDITOR)
    if command == "publish":
        done("approve", number, *REVIEWER)
    refused = run(command, *(EDITOR if command == "publish" else (number, *EDITOR)), "--role", role)
    if command == "approve":
        assert isinstance(refused.exception, ChangeRefused)
        assert "另一个人审核" in str(refused.exception)
    assert isinstance(run(command, number, *EDITOR, "--role", role).exception, ChangeRefused)
    assert in_force(url)["id-lost"] == LOST


def test_everybody_gives_a_name(drafted: Drafted) -> None:
    result = run("submit", drafted(BETTER))
    assert result.exit_code == 2
    assert "--as" in result.output


def test_who_rejects_says_why(drafted: Drafted) -> None:
    number = drafted(BETTER)
    done("submit", number, *EDITOR)
    assert run("reject", number, *REVIEWER).exit_code == 2
    assert isinstance(run("reject", number, *REVIEWER, "--why", " ").exception, ChangeRefused)
    assert done("reject", number, *REVIEWER, "--why", "不全") == f"修改单 {number}：已退回。\n"


def test_of_several_steps_all_are_done_or_none(drafted: Drafted) -> None:
    number = drafted(BETTER)
    assert isinstance(run("submit", number, "99", *EDITOR).exception, UnknownChange)
    done("withdraw", number, *EDITOR)


def test_an_entry_is_retired_by_two(url: str, drafted: Drafted) -> None:
    drafted(BETTER)
    retired = done("retire", "id-lost", *EDITOR, "--why", "业务取消")
    assert retired == "已提交审核：停用 id-lost，修改单 2。\n"
    assert isinstance(run("retire", "no", *EDITOR, "--why", "x").exception, UnknownEntry)
    done("approve", "2", *REVIEWER)
    done("publish", "2", *REVIEWER)
    assert "id-lost" not in in_force(url)


def test_what_was_overtaken_is_held_back_and_told(drafted: Drafted) -> None:
    first, late = drafted(BETTER), drafted(replace(BETTER, sms="另一份"))
    for number in (first, late):
        done("submit", number, *EDITOR)
        done("approve", number, *REVIEWER)
    told = done("publish", *REVIEWER)
    assert f"没有发布修改单 {late}：" in told
    assert "现在已是第 2 版" in told
    assert "已发布 1 个修改" in told
    assert isinstance(run("publish", late, *REVIEWER).exception, Outdated)


def test_a_text_that_breaks_a_rule_is_not_submitted(drafted: Drafted) -> None:
    number = drafted(replace(LOST, answer="见www.a.cn"))
    assert "web address" in str(run("submit", number, *EDITOR).exception)
    assert json.loads(done("diff", number, "--json"))["new"] == "见www.a.cn"
