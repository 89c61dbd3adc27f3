from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from callback.tables import DialAttempt
from console.api import routes
from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database
from ivr.settings import Settings, load_settings
from tickets.cases import supplement, urge
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket
from tickets.joining import join
from tickets.number import NumberParts, format_number
from tickets.states import Event
from tickets.store import ROBOT, SYSTEM, complete, send_to_redo, transition

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
UNKNOWN = format_number(NumberParts(date(2026, 9, 18), "500000", 7))
BEARER = {"Authorization": "Bearer key"}
DONE = {"result": "已更换灯泡", "actor": "张三"}
PHONE, OTHER_PHONE = "13812345678", "13912345678"


@pytest.fixture(autouse=True)
def _nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOTLINE_HTTP__API_TOKEN", "HOTLINE_CONFIG"):
        monkeypatch.delenv(name, raising=False)


def with_token() -> Settings:
    return load_settings(http={"api_token": "key"})


def app_of(settings: Settings, database: Database) -> FastAPI:
    app = FastAPI()
    app.include_router(routes(settings, database))
    return app


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with TestClient(app_of(with_token(), database), headers=BEARER) as client:
        yield client


@pytest.fixture
def number(database: Database) -> str:
    """A ticket whose words hold a telephone number, in its title too."""
    draft = TicketDraft(
        "投诉", f"打{OTHER_PHONE}找我，路灯坏了", "500000", place="渝北区", phone=PHONE,
        event_time="9月17日晚上", wants=f"打{OTHER_PHONE}",
    )  # fmt: skip
    with database.session() as session:
        return file_ticket(session, draft, NOW, Policy()).number


@pytest.fixture
def call_id(database: Database) -> str:
    record = CallRecord(
        call_id="call-1",
        direction="inbound",
        caller=PHONE,
        started_at=NOW,
        ended_at=NOW,
        outcome="ticket",
    )
    said = [
        Turn(call_id="", index=0, at_ms=0, speaker="robot", text="您好", prompt="greeting_open"),
        Turn(call_id="", index=0, at_ms=900, speaker="caller", text=f"我的电话是{OTHER_PHONE}"),
    ]
    with database.session() as session:
        save_call(session, record, said)
    return "call-1"


PATHS = [
    "/api/tickets",
    f"/api/tickets/{UNKNOWN}",
    f"/api/tickets/{UNKNOWN}/log",
    "/api/redo",
    "/api/calls",
    "/api/calls/x/turns",
    "/api/kb/entries",
    "/api/kb/entries/id-lost",
    "/api/kb/changes",
    "/api/kb/changes/1",
    "/api/kb/audit",
    "/api/kb/expiring",
    "/api/kb/notices",
]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_comes_in_without_the_token(database: Database, path: str) -> None:
    guarded = TestClient(app_of(with_token(), database))
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic key"}):
        answer = guarded.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_of_other_characters_is_refused_not_a_fault(database: Database) -> None:
    guarded = TestClient(app_of(with_token(), database))
    answer = guarded.get("/api/tickets", headers={"Authorization": "Bearer 钥匙".encode()})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_without_a_configured_token_the_api_is_off(database: Database, path: str) -> None:
    off = TestClient(app_of(load_settings(), database), headers=BEARER)
    answer = off.get(path)
    assert answer.status_code == 503
    assert "http.api_token" in answer.json()["detail"]


def test_completing_needs_the_token_too(database: Database, number: str) -> None:
    answer = TestClient(app_of(with_token(), database)).post(
        f"/api/tickets/{number}/complete", json=DONE
    )
    assert answer.status_code == 401


def test_telephone_numbers_are_masked_wherever_they_stand(
    client: TestClient, number: str, call_id: str
) -> None:
    shown = [client.get(path) for path in ("/api/tickets", f"/api/tickets/{number}", "/api/calls")]
    shown.append(client.get(f"/api/calls/{call_id}/turns"))
    for answer in shown:
        assert answer.status_code == 200
        assert PHONE not in answer.text
        assert OTHER_PHONE not in answer.text
    ticket = shown[1].json()
    assert ticket["phone"] == "138****5678"
    assert ticket["content"] == "打139****5678找我，路灯坏了"
    assert ticket["title"].startswith("打139****5678")
    assert (ticket["event_time"], ticket["wants"]) == ("9月17日晚上", "打139****5678")
    assert shown[3].json()[1]["text"] == "我的电话是139****5678"


def test_the_redo_list_gives_the_citizens_words_masked(
    client: TestClient, database: Database, number: str
) -> None:
    assert client.get("/api/redo").json() == []
    with database.session() as session:
        complete(session, number, "修好了", "张三", NOW)
        transition(session, number, Event.CALL_BACK, SYSTEM, NOW)
        send_to_redo(session, number, f"没人来，打{OTHER_PHONE}", ROBOT, NOW, Policy())
    (row,) = client.get("/api/redo").json()
    assert (row["number"], row["state"], row["redo_round"]) == (number, "redo", 1)
    assert row["redo_reason"] == "没人来，打139****5678"
    assert OTHER_PHONE not in client.get(f"/api/tickets/{number}/log").text


def test_the_query_code_is_never_shown(client: TestClient, number: str) -> None:
    assert "query_code" not in client.get(f"/api/tickets/{number}").json()


def test_tickets_are_filtered_and_limited(
    client: TestClient, database: Database, number: str
) -> None:
    draft = TicketDraft("投诉", "路灯坏了", "500000", place="渝北区")
    with database.session() as session:
        newer = file_ticket(session, draft, NOW + timedelta(minutes=1), Policy()).number

    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in client.get("/api/tickets", params=query).json()]

    assert numbers() == [newer, number]
    assert numbers(limit="1") == [newer]
    assert numbers(state="dispatched", unit="城市管理") == [newer, number]
    assert numbers(state="archived") == []


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "state=nonsense"])
def test_a_wrong_query_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/tickets?{query}").status_code == 422


@pytest.mark.parametrize("path", [*PATHS[1:3], "/api/tickets/123", "/api/calls/x/turns"])
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "\n" not in answer.json()["detail"]


def test_completing_takes_every_step_and_can_be_done_once(client: TestClient, number: str) -> None:
    path = f"/api/tickets/{number}/complete"
    done = client.post(path, json=DONE)
    assert done.status_code == 200
    assert (done.json()["state"], done.json()["result"]) == ("completed", "已更换灯泡")
    log = client.get(f"/api/tickets/{number}/log").json()
    assert (log[0]["event"], log[-1]["to_state"], log[-1]["actor"]) == (
        "file",
        "completed",
        "张三",
    )
    again = client.post(path, json=DONE)
    assert again.status_code == 409
    assert client.get(f"/api/tickets/{number}/log").json() == log


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"result": "", "actor": "张三"},
        {"result": "修好了"},
        {"result": "   ", "actor": "张三"},
        {"result": "好" * 2001, "actor": "张三"},
        {"result": "好", "actor": "张" * 65},
    ],
)
def test_a_completion_without_words_changes_nothing(
    client: TestClient, number: str, body: dict[str, str]
) -> None:
    assert client.post(f"/api/tickets/{number}/complete", json=body).status_code == 422
    assert client.get(f"/api/tickets/{number}").json()["state"] == "dispatched"


def test_completing_an_unknown_ticket_is_404(client: TestClient) -> None:
    assert client.post(f"/api/tickets/{UNKNOWN}/complete", json=DONE).status_code == 404


def test_calls_and_what_was_said_in_them(client: TestClient, call_id: str) -> None:
    (call,) = client.get("/api/calls").json()
    assert (call["call_id"], call["caller"], call["outcome"]) == (call_id, "138****5678", "ticket")
    turns = client.get(f"/api/calls/{call_id}/turns").json()
    assert [(turn["speaker"], turn["prompt"]) for turn in turns] == [
        ("robot", "greeting_open"),
        ("caller", ""),
    ]


def test_a_database_that_is_away_is_503(database: Database, monkeypatch) -> None:
    from sqlalchemy.exc import OperationalError

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("tickets.store.list_tickets", locked)
    answer = TestClient(app_of(with_token(), database), headers=BEARER).get("/api/tickets")
    assert answer.status_code == 503
    assert "lock" in answer.json()["detail"]


def test_a_ticket_shows_what_citizens_did_to_it_since(
    client: TestClient, database: Database, number: str
) -> None:
    with database.session() as session:
        urge(session, number, ROBOT, NOW, Policy().zone, "快点")
        supplement(session, number, f"打{PHONE}也行", ROBOT, NOW)
        join(session, number, TicketDraft("投诉", "路灯坏了", "500000", phone=OTHER_PHONE), NOW)
    shown = client.get(f"/api/tickets/{number}").json()
    assert [each["words"] for each in shown["urges"]] == ["快点"]
    assert [each["words"] for each in shown["supplements"]] == ["打138****5678也行"]
    (row,) = shown["co_complainants"]
    assert (row["phone"], row["words"], row["told_round"]) == ("139****5678", "路灯坏了", None)
    assert "query_code" not in str(shown)


def test_the_clip_of_an_attempt_that_is_not_there(client: TestClient) -> None:
    assert client.get("/api/callbacks/attempts/nobody/clip").status_code == 404


def test_the_clip_of_a_reason_needs_the_token(database: Database) -> None:
    with TestClient(app_of(with_token(), database)) as client:
        assert client.get("/api/callbacks/attempts/nobody/clip").status_code == 401


def test_an_attempt_without_a_reason_has_no_clip(
    client: TestClient, database: Database, number: str
) -> None:
    with database.session() as session:
        session.add(
            DialAttempt(
                attempt_id="a-1", ticket=number, redo_round=0, turn=0, phone=PHONE, started_at=NOW
            )
        )
    answer = client.get("/api/callbacks/attempts/a-1/clip")
    assert answer.status_code == 410
    assert "no reason" in answer.json()["detail"]
