import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from callback import ledger, opening
from callback.dialer import DialResult, SurveyResult
from callback.errors import NothingPending
from callback.rows import Rules, Turn
from callback.schedule import CallbackPolicy
from callback.tables import Callback, DialAttempt
from dialog.events import Handoff
from ivr.call.recording import Recording
from ivr.call.store import save_call
from ivr.call.tables import CallRecord
from ivr.commands.callbacks import app
from ivr.database import open_database
from ivr.errors import ClipGone
from ivr.handover import store
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket
from tickets.store import complete

THURSDAY = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 9, 18, 1, 0, tzinfo=UTC)
RULES = Rules(CallbackPolicy(), Policy())


def _called_once(session: Session) -> str:
    """A callback whose first attempt found nobody; the next is on Friday at 14:30."""
    draft = TicketDraft(category="求助", content="路灯坏了", area="500000", phone="13812345678")
    number = file_ticket(session, draft, THURSDAY, RULES.clocks).number
    complete(session, number, "修好了", "张三", THURSDAY)
    opening.open_callbacks(session, THURSDAY, RULES)
    turn = Turn(number, 0, 0)
    ledger.begin(session, turn, FRIDAY, RULES)
    ledger.record(session, turn, SurveyResult(DialResult.NO_ANSWER, None), FRIDAY)
    ledger.settle(session, turn, FRIDAY, RULES)
    return number


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'hotline.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTLINE_DATABASE__URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("HOTLINE_CALL__RECORDINGS_DIR", str(tmp_path / "recordings"))
    return url


@pytest.fixture
def number(url: str) -> str:
    database = open_database(url)
    with database.session() as session:
        made = _called_once(session)
    database.close()
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_the_list_shows_state_attempts_and_no_phone(number: str) -> None:
    shown = run("list").stdout
    assert number in shown
    assert "no_answer" in shown
    assert "2026-09-18 14:30" in shown
    assert "138****5678" in shown
    assert "13812345678" not in shown


def test_json(number: str) -> None:
    (row,) = map(json.loads, run("list", "--json").stdout.splitlines())
    assert (row["state"], row["phone"]) == ("pending", "138****5678")
    assert [attempt["result"] for attempt in row["attempts"]] == ["no_answer"]
    (row,) = map(json.loads, run("list", "--json", "--unmasked").stdout.splitlines())
    assert row["phone"] == "13812345678"


def test_the_list_is_filtered_by_state(number: str) -> None:
    assert number not in run("list", "--state", "redo", "--json").stdout
    assert run("list", "--state", "nonsense").exit_code == 2


def test_run_makes_a_waiting_callback_due(url: str, number: str) -> None:
    assert run("run", number).exit_code == 0
    database = open_database(url)
    with database.session() as session:
        row = session.exec(select(Callback)).one()
        assert row.next_at is not None
        assert row.next_at > FRIDAY.replace(hour=7)
        assert (row.turn, row.queued) == (2, False)
        row.state = "archived"
    database.close()
    assert isinstance(run("run", number).exception, NothingPending)


def test_promised_calls_are_shown_without_their_numbers(url: str) -> None:
    database = open_database(url)
    asked = Handoff("agents", "asked", "来电人要求人工；请打13812345678")
    with database.session() as session:
        store.promise(session, "c1", "13812345678", asked, THURSDAY)
    database.close()
    (row,) = [json.loads(line) for line in run("promised", "--json").output.splitlines()]
    assert (row["queue"], row["state"], row["missed"], row["ticket"]) == (
        "agents", "waiting", 0, None,
    )  # fmt: skip
    shown = run("promised", "--state", "waiting").output
    assert "agents" in shown
    assert "13812345678" not in shown + json.dumps(row)
    assert "13812345678" in run("promised", "--unmasked").output
    assert "return calls: 0" in run("promised", "--state", "talked").output


def test_a_reason_that_was_not_given_is_no_clip(number: str, tmp_path: Path) -> None:
    (row,) = map(json.loads, run("list", "--json").stdout.splitlines())
    attempt = row["attempts"][0]["attempt"]
    out = tmp_path / "reason.wav"
    assert isinstance(run("clip", attempt, "--out", str(out)).exception, ClipGone)
    assert not out.exists()


def test_a_reason_is_written_as_a_wav(url: str, number: str, tmp_path: Path) -> None:
    with Recording(tmp_path / "recordings" / "a.wav", 8000) as recording:
        recording.add(b"\1\0" * 16000, None)
    database = open_database(url)
    with database.session() as session:
        attempt = session.exec(select(DialAttempt)).one()
        attempt.call_id, attempt.reason_at_ms, attempt.reason_ms = "c1", 500, 700
        name = attempt.attempt_id
        record = CallRecord(
            call_id="c1",
            direction="outbound",
            started_at=FRIDAY,
            ended_at=FRIDAY,
            outcome="survey",
            recording="a.wav",
        )
        save_call(session, record, ())
    database.close()
    out = tmp_path / "reason.wav"
    assert run("clip", name, "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"RIFF")
