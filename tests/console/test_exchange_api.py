from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from console import exchange_api
from console.api import routes
from ivr.database import Database
from ivr.settings import load_settings
from knowledge.entries import load_default
from knowledge.exchange.formats import read_file
from knowledge.exchange.learning import practice

MINE = {"name": "练习.xlsx", "apply": "true", "actor": "李编", "unit": "市体育局"}
FORMS = ["xlsx", "csv", "yaml", "json"]


@pytest.fixture
def client(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    app = FastAPI()
    app.include_router(routes(load_settings(http={"api_token": "key"}), database))
    with TestClient(app, headers={"Authorization": "Bearer key"}) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/kb/import?name=a.xlsx"),
        ("POST", "/api/kb/import/rejected?name=a.xlsx"),
        ("GET", "/api/kb/export"),
    ],
)
def test_nobody_comes_in_without_the_token(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path, headers={"Authorization": "Bearer no"}, content=b"x")
    assert answer.status_code == 401


@pytest.mark.parametrize("form", FORMS)
def test_what_is_in_force_goes_out_and_comes_back_unchanged(client: TestClient, form: str) -> None:
    out = client.get("/api/kb/export", params={"form": form})
    assert out.headers["content-disposition"] == f'attachment; filename="entries.{form}"'
    back = client.post("/api/kb/import", params={"name": f"a.{form}"}, content=out.content)
    assert back.json()["counts"] == {
        "new": 0,
        "changed": 0,
        "unchanged": len(load_default()),
        "rejected": 0,
        "warnings": 0,
    }


def test_an_import_only_shows_until_it_is_told_to_write(client: TestClient) -> None:
    shown = client.post("/api/kb/import", params={"name": "练习.xlsx"}, content=practice("xlsx"))
    assert (shown.json()["counts"]["new"], shown.json()["counts"]["rejected"]) == (2, 5)
    assert "submitted" not in shown.json()
    assert client.get("/api/kb/changes").json() == []
    refused = client.post("/api/kb/import", params=MINE, content=practice("xlsx"))
    assert refused.status_code == 409  # nothing is published yet
    chief = {"actor": "赵督", "role": "supervisor"}
    assert client.post("/api/kb/publish", json=chief).status_code == 200
    done = client.post("/api/kb/import", params=MINE, content=practice("xlsx")).json()
    assert list(done["submitted"]) == ["jxhydjsqchlz-7f7b89"]
    assert list(done["refused"]) == ["tsgjdsgqlyby-8f192d"]
    (change,) = client.get("/api/kb/changes").json()
    assert (change["maker"], change["state"], change["why"]) == (
        "李编",
        "submitted",
        "导入 练习.xlsx",
    )


def test_writing_needs_a_name(client: TestClient) -> None:
    nameless = MINE | {"actor": " "}
    answer = client.post("/api/kb/import", params=nameless, content=practice("xlsx"))
    assert answer.status_code == 422
    assert "actor" in answer.json()["detail"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_rejected_rows_are_a_file_to_mend(client: TestClient, form: str) -> None:
    answer = client.post(
        "/api/kb/import/rejected",
        params={"name": "练习.xlsx", "form": form},
        content=practice("xlsx"),
    )
    assert answer.status_code == 200
    source = read_file(answer.content, f"a.{form}")
    assert len(source.records) == 5
    assert source.headings[-1] == "原因"


@pytest.mark.parametrize("what", ["template", "practice"])
def test_what_a_clerk_begins_with_is_there(client: TestClient, what: str) -> None:
    answer = client.get("/api/kb/export", params={"what": what})
    assert len(read_file(answer.content, "a.xlsx").records) == {"template": 0, "practice": 7}[what]
    assert client.get("/api/kb/export", params={"what": what, "form": "json"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.doc", b"x", 422),
        ("a.xlsx", b"x", 422),
        ("a.xlsx", b"", 422),
        ("a.json", b"[" * 100_000, 422),
        ("", b"x", 422),
    ],
)
def test_a_bad_file_is_one_line(client: TestClient, name: str, content: bytes, status: int) -> None:
    for path in ("/api/kb/import", "/api/kb/import/rejected"):
        answer = client.post(path, params={"name": name}, content=content)
        assert answer.status_code == status
        assert "\n" not in str(answer.json()["detail"])


def test_a_file_that_is_too_big_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_api, "MOST_BYTES", 10)
    answer = client.post("/api/kb/import", params={"name": "a.csv"}, content=b"x" * 11)
    assert answer.status_code == 413
    assert "hotline kb import" in answer.json()["detail"]
