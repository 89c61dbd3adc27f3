import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fastapi.testclient import TestClient

from ivr.call.recording import Recording
from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.database import Database
from ivr.settings import load_settings
from knowledge import ledger, store
from knowledge.approval import Actor, Event, Role
from knowledge.entries import Entry
from knowledge.ledger_tables import LedgerUtterance
from knowledge.plain import recall
from knowledge.publishing import publish, seed
from tests.console.test_api import BEARER, app_of

ODD = "老汉儿的过渡房钱咋个领"
"""Nothing an entry knows; callers chose gjj-rent in the end."""

RENT = Entry(
    "gjj-rent",
    "公积金中心",
    "租房怎么提取公积金",
    ("房租甲", "房租乙", "房租丙", "房租丁"),
    "可以提取。",
    "指南",
    source="条例",
)
CHECKER = Actor("王五", Role.SUPERVISOR)


@pytest.fixture
def noted(database: Database, tmp_path: Path) -> list[int]:
    """What three callers said in vain today; the first was recorded. Their ids."""
    now = datetime.now(UTC) - timedelta(hours=1)
    with Recording(tmp_path / "recordings" / "c0.wav", 8000) as recording:
        recording.add(np.arange(16000, dtype="<i2").tobytes(), None)
    rows = [
        LedgerUtterance(
            call_id=f"c{at}",
            turn=0,
            said_at=now,
            at_ms=500,
            duration_ms=800,
            text=text,
            kind="unanswered",
            score=0.1,
            chosen=chosen,
        )
        for at, (text, chosen) in enumerate(
            [(ODD, "gjj-rent"), (ODD, "gjj-rent"), ("晚上吃什么好", "")]
        )
    ]
    record = CallRecord(
        call_id="c0",
        direction="inbound",
        started_at=now,
        ended_at=now,
        outcome="answered",
        recording="c0.wav",
    )
    turns = [
        Turn(call_id="", index=0, at_ms=500, speaker="caller", text=ODD),
        Turn(
            call_id="", index=0, at_ms=1300, speaker="robot", text="", decision="no_match:weak",
            score=0.1,
        ),
    ]  # fmt: skip
    with database.session() as session:
        seed(session, (RENT,), CHECKER, now)
        save_call(session, record, turns)
        ledger.note(session, rows)
    return [row.id or 0 for row in rows]


@pytest.fixture
def client(
    database: Database, noted: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(
        http={"api_token": "key"}, call={"recordings_dir": tmp_path / "recordings"}
    )
    with TestClient(app_of(settings, database), headers=BEARER) as client:
        yield client


def cluster_of(client: TestClient) -> int:
    number: int = client.get("/api/kb/gaps").json()[0]["cluster"]
    return number


def test_without_the_token_nothing_is_told(client: TestClient) -> None:
    for path in ("/api/kb/gaps", "/api/kb/gaps/1", "/api/kb/gaps/utterances/1/clip",
                 "/api/kb/shadow"):  # fmt: skip
        assert client.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_the_clusters(client: TestClient, noted: list[int]) -> None:
    first, second = client.get("/api/kb/gaps").json()
    assert (first["cluster"], first["open"], first["text"]) == (noted[0], 2, ODD)
    assert (first["proposal"], first["entry"], first["texts"]) == ("variant", "gjj-rent", [ODD])
    assert first["question"] == RENT.question
    assert first["kinds"] == {"unanswered": 2}
    assert (second["proposal"], second["entry"]) == ("entry", "")
    assert len(client.get("/api/kb/gaps", params={"limit": 1}).json()) == 1


def test_one_cluster_with_its_utterances(client: TestClient, noted: list[int]) -> None:
    shown = client.get(f"/api/kb/gaps/{cluster_of(client)}").json()
    assert [each["id"] for each in shown["utterances"]] == noted[:2]
    assert shown["utterances"][0]["call_id"] == "c0"
    assert client.get("/api/kb/gaps/999").status_code == 404


def test_the_sound_of_an_utterance(client: TestClient, noted: list[int]) -> None:
    answer = client.get(f"/api/kb/gaps/utterances/{noted[0]}/clip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    samples, rate = soundfile.read(io.BytesIO(answer.content))
    assert (rate, samples.ndim, len(samples)) == (8000, 1, 8000 * 1200 // 1000)
    gone = client.get(f"/api/kb/gaps/utterances/{noted[1]}/clip")
    assert gone.status_code == 410
    assert "not recorded" in gone.json()["detail"]
    assert client.get("/api/kb/gaps/utterances/999/clip").status_code == 404


def test_accepting_as_proposed(client: TestClient, database: Database) -> None:
    number = cluster_of(client)
    answer = client.post(f"/api/kb/gaps/{number}/accept", json={"actor": "张三"})
    assert answer.status_code == 200
    decided = answer.json()
    assert (decided["verdict"], decided["entry"], decided["count"]) == ("accepted", "gjj-rent", 2)
    with database.session() as session:
        draft = store.get(session, int(decided["change"]))
    assert (draft.maker, recall(draft.content).variants[-1]) == ("张三", ODD)
    assert cluster_of(client) != number
    again = client.post(f"/api/kb/gaps/{number}/accept", json={"actor": "张三"})
    assert again.status_code in (404, 422)


def test_accepting_with_other_texts_for_a_new_entry(client: TestClient, database: Database) -> None:
    given = {
        "actor": "张三",
        "texts": ["过渡安置费怎么领", "安置费"],
        "entry": "new",
        "unit": "住建委",
    }
    number = cluster_of(client)
    decided = client.post(f"/api/kb/gaps/{number}/accept", json=given).json()
    assert decided["entry"] == f"gap-{number}"
    with database.session() as session:
        draft = recall(store.get(session, int(decided["change"])).content)
    assert (draft.question, draft.variants, draft.unit) == (
        "过渡安置费怎么领",
        ("安置费",),
        "住建委",
    )


def test_accepting_for_an_entry_that_is_not_there(client: TestClient) -> None:
    path = f"/api/kb/gaps/{cluster_of(client)}/accept"
    assert client.post(path, json={"actor": "张三", "entry": "no-such"}).status_code == 404
    assert client.post(path, json={"actor": ""}).status_code == 422
    assert client.post(path, json={"actor": "张三", "texts": []}).status_code == 422
    refused = client.post(path, json={"actor": "张三", "role": "reviewer", "unit": "公积金中心"})
    assert refused.status_code == 409


def test_rejecting(client: TestClient) -> None:
    number = cluster_of(client)
    path = f"/api/kb/gaps/{number}/reject"
    assert client.post(path, json={"actor": "张三", "reason": "because"}).status_code == 422
    decided = client.post(path, json={"actor": "张三", "reason": "report"}).json()
    assert (decided["verdict"], decided["reason"], decided["change"]) == ("rejected", "report", "")
    assert client.get("/api/kb/gaps/decisions").json() == [decided]
    assert number not in [each["cluster"] for each in client.get("/api/kb/gaps").json()]
    kept = client.get("/api/kb/gaps", params={"all": True}).json()
    assert [each["settled"] for each in kept if each["cluster"] == number] == [2]


def test_shadow_tells_what_a_draft_would_change(client: TestClient) -> None:
    assert client.get("/api/kb/shadow").json()["changes"] == []
    path = f"/api/kb/gaps/{cluster_of(client)}/accept"
    number = client.post(path, json={"actor": "张三"}).json()["change"]
    for params in ({}, {"change": [number]}, {"change": [number], "days": 1}):
        told = client.get("/api/kb/shadow", params=params).json()
        assert told["asked"] == 1
        (change,) = told["changes"]
        assert (change["kind"], change["text"]) == ("newly_answered", ODD)
    assert client.get("/api/kb/shadow", params={"change": [999]}).status_code == 404


def test_what_was_published_since_counts(client: TestClient, database: Database) -> None:
    path = f"/api/kb/gaps/{cluster_of(client)}/accept"
    number = int(client.post(path, json={"actor": "张三"}).json()["change"])
    now = datetime.now(UTC)
    with database.session() as session:
        store.step(session, number, Event.SUBMIT, Actor("张三", Role.SUPERVISOR), now)
        store.step(session, number, Event.APPROVE, CHECKER, now)
        publish(session, [number], CHECKER, now)
    assert client.get("/api/kb/shadow", params={"change": [number]}).json()["changes"] == []
