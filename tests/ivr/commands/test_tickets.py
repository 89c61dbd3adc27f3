import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ivr.commands.tickets import app
from ivr.database import open_database
from tickets.cases import urge
from tickets.clocks import Policy
from tickets.errors import InvalidNumber, TransitionRefused, UnknownTicket
from tickets.filing import TicketDraft, file_ticket
from tickets.joining import join
from tickets.number import NumberParts, format_number
from tickets.states import Event
from tickets.store import ROBOT, SYSTEM, complete, send_to_redo, transition

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
UNKNOWN = format_number(NumberParts(date(2026, 9, 18), "500000", 7))


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'hotline.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE__URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    return url


@pytest.fixture
def number(url: str) -> str:
    database = open_database(url)
    draft = TicketDraft(
        category="投诉",
        content="路灯坏了，打13912345678找我",
        area="500000",
        place="渝北区",
        phone="13812345678",
        caller_name="王小明",
        event_time="9月17日晚上",
        wants="退到13912345678",
        callback_wanted=False,
    )
    with database.session() as session:
        made = file_ticket(session, draft, NOW, Policy(), randbelow=lambda _: 424242).number
    database.close()
    return made


def _redone(url: str, number: str) -> None:
    database = open_database(url)
    with database.session() as session:
        complete(session, number, "修好了", "张三", NOW)
        transition(session, number, Event.CALL_BACK, SYSTEM, NOW)
        send_to_redo(session, number, "根本没人来", ROBOT, NOW, Policy())
    database.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_the_list_masks_phones(number: str) -> None:
    shown = run("list")
    assert shown.exit_code == 0
    assert number in shown.stdout
    assert "138****5678" in shown.stdout
    assert "13812345678" not in shown.stdout


def test_json_masks_too_unless_told_otherwise(number: str) -> None:
    (row,) = map(json.loads, run("list", "--json").stdout.splitlines())
    assert row["phone"] == "138****5678"
    assert row["caller_name"] == "王**"
    assert row["content"] == "路灯坏了，打139****5678找我"
    (row,) = map(json.loads, run("list", "--json", "--unmasked").stdout.splitlines())
    assert row["phone"] == "13812345678"


@pytest.mark.parametrize("arguments", [("list", "--json", "--unmasked"), ("list",), ("redo",)])
def test_a_query_code_is_never_shown(number: str, arguments: tuple[str, ...]) -> None:
    assert "424242" not in run(*arguments).stdout


def test_the_list_is_filtered_by_state(number: str) -> None:
    assert number in run("list", "--state", "dispatched").stdout
    assert number not in run("list", "--state", "archived").stdout
    assert run("list", "--state", "nonsense").exit_code == 2


def test_show_gives_the_fields_and_the_log(number: str) -> None:
    shown = run("show", number).stdout
    assert "渝北区城市管理局" in shown
    assert "2026-09-18 10:00" in shown  # local time
    assert "9月17日晚上" in shown
    assert "退到139****5678" in shown
    log = json.loads(run("show", number, "--json").stdout)["log"]
    assert [line["event"] for line in log] == ["file", "submit", "dispatch"]


def test_complete_enters_a_result(number: str) -> None:
    done = run("complete", number, "--result", "已更换灯泡", "--actor", "张三")
    assert (done.exit_code, done.stdout.split()) == (0, [number, "completed"])
    row = json.loads(run("show", number, "--json").stdout)
    assert (row["result"], row["log"][-1]["actor"]) == ("已更换灯泡", "张三")
    again = run("complete", number, "--result", "已更换灯泡")
    assert isinstance(again.exception, TransitionRefused)


def test_the_redo_list_shows_the_citizens_words(url: str, number: str) -> None:
    assert "redo list: 0" in run("redo").stdout
    _redone(url, number)
    shown = run("redo").stdout
    assert number in shown
    assert "根本没人来" in shown
    (row,) = map(json.loads, run("redo", "--json").stdout.splitlines())
    assert (row["state"], row["redo_round"]) == ("redo", 1)


@pytest.mark.parametrize("command", [["show"], ["complete", "--result", "好"]])
def test_a_wrong_number_is_explained(url: str, command: list[str]) -> None:
    assert isinstance(run(*command, "123").exception, InvalidNumber)


def test_an_unknown_number_is_explained(url: str) -> None:
    assert isinstance(run("show", UNKNOWN).exception, UnknownTicket)


@pytest.fixture
def joined(url: str, number: str) -> str:
    database = open_database(url)
    draft = TicketDraft("投诉", "打13700137000找我，路灯坏了", "500000", phone="13900139000")
    with database.session() as session:
        join(session, number, draft, NOW, randbelow=lambda _: 777777)
        urge(session, number, ROBOT, NOW, Policy().zone, "快点")
    database.close()
    return number


def test_those_who_joined_are_shown_masked_and_without_their_codes(joined: str) -> None:
    shown = run("show", joined).stdout
    assert "139****9000" in shown
    assert "快点" in shown
    (row,) = json.loads(run("show", joined, "--json").stdout)["co_complainants"]
    assert (row["phone"], row["words"]) == ("139****9000", "打137****7000找我，路灯坏了")
    log = json.loads(run("show", joined, "--json").stdout)["log"]
    assert log[-2]["reason"] == "打137****7000找我，路灯坏了"
    unmasked = run("show", joined, "--json", "--unmasked").stdout
    assert "13900139000" in unmasked
    assert "13700137000" in unmasked
    assert "777777" not in unmasked + shown
