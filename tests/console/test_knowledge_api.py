from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from console.knowledge_api import routes
from console.knowledge_views import as_fields
from ivr.database import Database
from ivr.settings import load_settings
from knowledge.approval import Actor, Role
from knowledge.entries import Entry, load_default
from knowledge.expiry import expiring, tell
from knowledge.published import current
from knowledge.publishing import seed
from knowledge.usage import Use, count

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
TODAY = datetime.now(UTC).date()
UNIT = "住房公积金管理中心"
RENT = Entry(
    id="gjj-rent",
    unit=UNIT,
    question="租房怎么提取公积金",
    variants=("租房取公积金", "公积金付房租", "房租用公积金", "提公积金租房"),
    answer="带身份证到窗口办理。",
    sms="指南",
    source="条例第二十四条",
    field="公积金",
    tags=("提取",),
    audience=("个人",),
)
CARD = replace(
    RENT,
    id="id-card",
    unit="公安局",
    field="证件",
    question="身份证怎么办",
    variants=("办身份证", "身份证在哪儿办", "怎么办身份证", "身份证办理"),
    tags=(),
    valid_until=TODAY + timedelta(days=5),
)
BETTER = replace(RENT, answer="带身份证和无房证明到窗口办理。")
EDITOR = {"actor": "李编", "role": "editor", "unit": UNIT}
REVIEWER = {"actor": "王审", "role": "reviewer", "unit": UNIT}
CHIEF = {"actor": "赵督", "role": "supervisor"}


@pytest.fixture
def bare(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Nothing is published; the entries that ship hold."""
    monkeypatch.chdir(tmp_path)
    app = FastAPI()
    app.include_router(routes(load_settings(), database))
    return TestClient(app)


@pytest.fixture
def client(bare: TestClient, database: Database) -> Iterator[TestClient]:
    with database.session() as session:
        seed(session, [RENT, CARD], Actor("赵督", Role.SUPERVISOR), NOW)
    return bare


def drafted(client: TestClient, entry: Entry = BETTER, **more: Any) -> int:
    answer = client.post("/kb/changes", json=EDITOR | {"entry": as_fields(entry)} | more)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


def take(client: TestClient, number: int, step: str, who: dict[str, str], why: str = "") -> Any:
    return client.post(f"/kb/changes/{number}/{step}", json=who | {"why": why})


def approved(client: TestClient, entry: Entry = BETTER) -> int:
    number = drafted(client, entry)
    assert take(client, number, "submit", EDITOR).json()["state"] == "submitted"
    assert take(client, number, "approve", REVIEWER).json()["checker"] == "王审"
    return number


# --- entries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["gjj-rent", "id-card"]),
        ("q=付房租", ["gjj-rent"]),
        ("q=gjj", ["gjj-rent"]),
        ("q=没有这种", []),
        ("unit=公安", ["id-card"]),
        ("field=证件", ["id-card"]),
        ("tag=提取", ["gjj-rent"]),
        ("tag=个人", ["gjj-rent", "id-card"]),
        ("limit=1", ["gjj-rent"]),
        ("limit=1&offset=1", ["id-card"]),
    ],
)
def test_entries_are_searched(client: TestClient, asked: str, found: list[str]) -> None:
    assert [row["id"] for row in client.get(f"/kb/entries?{asked}").json()] == found


def test_a_list_shows_use_and_success(client: TestClient, database: Database) -> None:
    with database.session() as session:
        uses = [Use("gjj-rent", "helped"), Use("gjj-rent", "ticketed"), Use("gjj-rent")]
        count(session, uses, TODAY)
        count(session, uses, TODAY - timedelta(days=300))
    row = client.get("/kb/entries").json()[0]
    assert row["counts"] == {
        "spoken": 3,
        "helped": 1,
        "handed_over": 0,
        "ticketed": 1,
        "successes": 2,
    }
    assert [day["spoken"] for day in client.get("/kb/entries/gjj-rent").json()["days"]] == [3]


def test_an_entry_shows_its_versions_and_what_is_under_way(client: TestClient) -> None:
    client.post("/kb/publish", json=REVIEWER | {"changes": [approved(client)]})
    number = drafted(client, replace(BETTER, sms="另一份"))
    shown = client.get("/kb/entries/gjj-rent").json()
    assert (shown["version"], shown["text"]["answer"]) == (2, BETTER.answer)
    assert [kept["number"] for kept in shown["versions"]] == [2, 1]
    assert shown["versions"][1]["entry"]["answer"] == RENT.answer
    assert [change["id"] for change in shown["changes"]] == [number]
    (field,) = client.get("/kb/entries/gjj-rent/diff?old=1&new=2").json()
    assert (field["field"], field["old"], field["new"]) == ("answer", RENT.answer, BETTER.answer)
    assert {"kind": "added", "text": "和无房证明"} in field["spans"]
    added = client.get("/kb/entries/gjj-rent/diff?old=0&new=1").json()
    assert "question" in {each["field"] for each in added}


def test_before_the_first_publication_what_ships_is_shown(bare: TestClient) -> None:
    shipped = {entry.id for entry in load_default()}
    assert {row["id"] for row in bare.get("/kb/entries?limit=500").json()} <= shipped
    shown = bare.get("/kb/entries/id-lost").json()
    assert (shown["version"], shown["versions"]) == (0, [])


@pytest.mark.parametrize(
    "path", ["/kb/entries/no", "/kb/entries/gjj-rent/diff?old=1&new=9", "/kb/changes/99"]
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


# --- changes --------------------------------------------------------------------------------------


def test_a_change_goes_its_way_into_force(client: TestClient, database: Database) -> None:
    number = approved(client)
    published = client.post("/kb/publish", json=REVIEWER).json()
    assert published == {
        "generation": 2,
        "published": [number],
        "held_back": {},
        "taken_over": 0,
    }
    with database.session() as session:
        assert BETTER in current(session)
    lines = client.get("/kb/audit?entry=gjj-rent").json()
    assert [line["action"] for line in lines] == ["publish", "approve", "submit", "propose", "seed"]
    assert client.get("/kb/entries/gjj-rent").json()["text"]["answer"] == BETTER.answer


def test_the_maker_does_not_check_whatever_their_role(client: TestClient) -> None:
    number = drafted(client)
    take(client, number, "submit", EDITOR)
    for role in ("reviewer", "supervisor"):
        refused = take(client, number, "approve", EDITOR | {"role": role})
        assert refused.status_code == 409
        assert "另一个人审核" in refused.json()["detail"]
    take(client, number, "approve", REVIEWER)
    for role in ("reviewer", "supervisor"):
        maker = EDITOR | {"role": role}
        for chosen in ([], [number]):
            refused = client.post("/kb/publish", json=maker | {"changes": chosen})
            assert refused.status_code == 409
            assert "另一个人审核" in refused.json()["detail"]


def test_people_of_another_unit_do_nothing(client: TestClient) -> None:
    stranger = {"actor": "陈编", "role": "editor", "unit": "公安局"}
    refused = client.post("/kb/changes", json=stranger | {"entry": as_fields(BETTER)})
    assert (refused.status_code, UNIT in refused.json()["detail"]) == (409, True)
    number = drafted(client)
    take(client, number, "submit", EDITOR)
    assert take(client, number, "approve", stranger | {"role": "reviewer"}).status_code == 409
    assert take(client, number, "approve", CHIEF).status_code == 200


def test_a_change_shows_its_text_what_differs_and_who_may_do_what(client: TestClient) -> None:
    number = drafted(client, why="打13912345678问过")
    shown = client.get(f"/kb/changes/{number}").json()
    assert shown["text"]["answer"] == BETTER.answer
    assert [each["field"] for each in shown["differences"]] == ["answer"]
    assert shown["why"] == "打139****5678问过"
    assert shown["allowed"]["maker"] == ["edit", "submit", "withdraw"]
    assert shown["allowed"]["reviewer"] == []
    take(client, number, "submit", EDITOR)
    shown = client.get(f"/kb/changes/{number}").json()
    assert shown["allowed"]["reviewer"] == ["approve", "reject"]
    assert shown["allowed"]["maker"] == ["withdraw"]


def test_a_rejected_change_is_edited_by_its_maker(client: TestClient) -> None:
    number = drafted(client)
    take(client, number, "submit", EDITOR)
    assert take(client, number, "reject", REVIEWER).status_code == 409, "no reason"
    back = take(client, number, "reject", REVIEWER, "少了材料").json()
    assert (back["state"], back["answer"]) == ("draft", "少了材料")
    best = as_fields(replace(BETTER, valid_until=date(2027, 1, 31)))
    edited = client.put(f"/kb/changes/{number}", json=EDITOR | {"entry": best, "base": 1})
    assert edited.status_code == 200
    assert client.get(f"/kb/changes/{number}").json()["text"]["valid_until"] == "2027-01-31"
    other = client.put(f"/kb/changes/{number}", json=EDITOR | {"entry": best, "base": 7})
    assert other.status_code == 409


def test_a_draft_may_be_unfinished_but_is_not_submitted(client: TestClient) -> None:
    number = drafted(client, replace(BETTER, answer="见www.a.cn"))
    refused = take(client, number, "submit", EDITOR)
    assert (refused.status_code, "web address" in refused.json()["detail"]) == (422, True)
    broken = client.post("/kb/changes", json=EDITOR | {"entry": {"id": "x"}})
    assert (broken.status_code, "missing" in broken.json()["detail"]) == (422, True)


def test_what_was_overtaken_is_held_back_and_told(client: TestClient) -> None:
    first, late = approved(client), approved(client, replace(BETTER, sms="另一份"))
    done = client.post("/kb/publish", json=REVIEWER).json()
    assert done["published"] == [first]
    assert "现在已是第 2 版" in done["held_back"][str(late)]
    again = client.post("/kb/publish", json=REVIEWER | {"changes": [late]})
    assert again.status_code == 409


def test_an_entry_is_retired(client: TestClient, database: Database) -> None:
    assert client.post("/kb/entries/gjj-rent/retire", json=EDITOR).status_code == 409, "no reason"
    draft = client.post("/kb/entries/gjj-rent/retire", json=EDITOR | {"why": "业务取消"})
    assert (draft.status_code, draft.json()["kind"]) == (201, "retire")
    number = draft.json()["id"]
    take(client, number, "submit", EDITOR)
    take(client, number, "approve", REVIEWER)
    client.post("/kb/publish", json=REVIEWER)
    assert [row["id"] for row in client.get("/kb/entries").json()] == ["id-card"]
    shown = client.get("/kb/entries/gjj-rent").json()
    assert (shown["version"], shown["versions"][0]["retired"]) == (2, True)
    assert shown["text"]["answer"] == RENT.answer


def test_the_first_publication_takes_over_what_ships(bare: TestClient) -> None:
    early = bare.post("/kb/changes", json=CHIEF | {"entry": as_fields(RENT)})
    assert (early.status_code, "kb publish" in early.json()["detail"]) == (409, True)
    done = bare.post("/kb/publish", json=CHIEF).json()
    assert (done["taken_over"], done["generation"]) == (len(load_default()), 1)


def test_changes_are_listed_by_state_and_entry(client: TestClient) -> None:
    number = drafted(client)
    take(client, number, "withdraw", EDITOR)
    other = drafted(client, replace(BETTER, id="gjj-new"))
    listed = client.get("/kb/changes").json()
    assert [change["id"] for change in listed] == [other]
    listed = client.get("/kb/changes?state=withdrawn&state=draft").json()
    assert [change["id"] for change in listed] == [other, number]
    assert client.get("/kb/changes?entry=no").json() == []


def test_nobody_acts_without_a_name_or_with_an_unknown_role(client: TestClient) -> None:
    for wrong in ({"actor": ""}, {"role": "robot"}, {"role": None}):
        asked = EDITOR | {"entry": as_fields(BETTER)} | wrong
        assert client.post("/kb/changes", json=asked).status_code == 422


# --- expiry ---------------------------------------------------------------------------------------


def test_what_expires_is_listed_and_what_units_were_told(
    client: TestClient, database: Database
) -> None:
    (found,) = client.get("/kb/expiring").json()
    assert (found["entry"], found["unit"], found["kind"]) == ("id-card", "公安局", "expires")
    assert client.get("/kb/expiring?days=2").json() == []
    assert client.get("/kb/expiring?unit=公积金").json() == []
    with database.session() as session:
        tell(session, expiring([CARD], TODAY, 30), NOW)
    (notice,) = client.get("/kb/notices?unit=公安局").json()
    assert (notice["entry"], notice["question"]) == ("id-card", CARD.question)
    assert client.get("/kb/notices?unit=公积金").json() == []
