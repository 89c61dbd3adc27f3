import asyncio
import os
import socket
from collections.abc import Callable
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs

from ivr.database import DatabaseError
from ivr.doors import Doors, listen
from ivr.errors import StartError
from ivr.gateway.intake import Intake
from ivr.web import (
    announce,
    callback_rules,
    hotline_app,
    loop_settings,
    media_token,
    open_house,
    serve,
)
from tests.ivr.conftest import Scripted, SettingsOf

OPEN = {"gateway": {"token": "media"}, "http": {"api_token": "api"}}


# --- starting -------------------------------------------------------------------------------------


def test_there_is_no_default_password(settings_of: SettingsOf) -> None:
    with pytest.raises(StartError, match="HOTLINE_GATEWAY__TOKEN"):
        media_token(settings_of())
    assert media_token(settings_of(gateway={"token": "secret"})) == "secret"


async def test_serving_without_a_token_ends_before_anything_is_loaded(
    settings_of: SettingsOf, tmp_path: Path
) -> None:
    with pytest.raises(StartError, match="token"):
        await serve(settings_of(http={"port": 0}))
    assert not os.listdir(tmp_path)


async def test_a_taken_port_ends_before_anything_is_loaded(
    settings_of: SettingsOf, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"127.0.0.1:{port}"):
            await serve(settings_of(gateway={"token": "x"}, http={"port": port}))
    assert not os.listdir(tmp_path)


def test_any_free_port_can_be_asked_for() -> None:
    with listen("127.0.0.1", 0, "HOTLINE_HTTP__PORT") as listener:
        assert listener.getsockname()[1] > 0
        with socket.create_connection(listener.getsockname(), timeout=5):
            pass


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "::2"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(StartError, match="cannot listen on") as refused:
        listen(host, 0, "HOTLINE_HTTP__PORT")
    assert "\n" not in str(refused.value)


async def test_a_broken_database_ends_the_start(settings_of: SettingsOf, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = settings_of(**OPEN, database={"url": f"sqlite:///{tmp_path}/file/hotline.db"})
    with pytest.raises(DatabaseError):
        async with hotline_app(settings):
            pass


# --- serving --------------------------------------------------------------------------------------


@pytest.fixture
def opened(settings_of: SettingsOf, scripted: Scripted) -> Callable[..., object]:
    def app(**sections: dict[str, object]) -> object:
        scripted()
        return hotline_app(settings_of(**OPEN | sections))

    return app


async def test_a_monitor_sees_what_runs(opened) -> None:
    async with opened() as app:
        health = TestClient(app).get("/healthz").json()
    assert (health["status"], health["calls"], health["handsets"]) == ("ok", 0, 0)
    assert (health["engine"], health["voice"]) == ("scripted:scripted", "metered:tone")
    assert health["version"]
    assert health["hearing_behind_s"] == 0
    assert health["trunk_registered"] is None  # there is no trunk


async def test_a_monitor_sees_that_it_drains_and_new_calls_are_refused(
    settings_of: SettingsOf, scripted: Scripted
) -> None:
    scripted()
    async with open_house(settings_of(**OPEN)) as house:
        with house.doors.intake.call():
            draining = asyncio.create_task(house.drain(30.0))
            await asyncio.sleep(0)
            client = TestClient(house.app)
            assert client.get("/healthz").json()["status"] == "draining"
            with client.websocket_connect("/media/native?token=media") as late:
                assert late.receive()["code"] == 1013
            assert not draining.done()
        await draining


async def test_calls_that_do_not_end_are_not_waited_for_too_long(
    settings_of: SettingsOf, scripted: Scripted
) -> None:
    scripted()
    async with open_house(settings_of(**OPEN)) as house:
        with house.doors.intake.call():
            await house.drain(0.0)


def test_where_it_listens_is_one_record_and_lines_on_a_terminal(
    settings_of: SettingsOf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    doors = Doors(Intake(), None, "127.0.0.1:8013", ())
    with capture_logs() as logged:
        announce(settings_of(), doors, "http://127.0.0.1:8012")
    assert capsys.readouterr().out == ""
    (line,) = logged
    assert (line["event"], line["http"]) == ("listening", "http://127.0.0.1:8012")
    assert (line["media"], line["audiosocket"]) == ("ws://127.0.0.1:8012/media", "127.0.0.1:8013")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    announce(settings_of(), doors, "http://127.0.0.1:8012")
    shown = capsys.readouterr().out
    assert "HTTP " in shown
    assert "ws://127.0.0.1:8012/media/twilio\n" in shown


async def test_the_consoles_routes_are_mounted_and_guarded(opened) -> None:
    async with opened() as app:
        client = TestClient(app)
        assert client.get("/api/tickets").status_code == 401
        inside = client.get("/api/tickets", headers={"Authorization": "Bearer api"})
        paths = client.get("/openapi.json").json()["paths"]
    assert (inside.status_code, inside.json()) == (200, [])
    assert {"/healthz", "/api/tickets", "/api/redo"} <= paths.keys()


@pytest.mark.parametrize("dialect", ["native", "twilio"])
async def test_media_need_their_own_token(opened, dialect: str) -> None:
    async with opened() as app:
        client = TestClient(app)
        for query in ("", "?token=api"):
            with (
                pytest.raises(WebSocketDisconnect),
                client.websocket_connect(f"/media/{dialect}{query}"),
            ):
                pass
        with client.websocket_connect(f"/media/{dialect}?token=media"):
            pass


async def test_it_can_be_started_again_in_the_same_process(opened) -> None:
    for _ in range(2):
        async with opened() as app:
            assert TestClient(app).get("/healthz").status_code == 200


# --- settings -------------------------------------------------------------------------------------


def test_callback_rules_come_from_the_settings(settings_of: SettingsOf) -> None:
    rules = callback_rules(
        settings_of(
            callback={
                "windows": [["10:00", "11:30"]],
                "earliest": "at_once",
                "tries": 5,
                "max_redo": 2,
            },
            service={"timezone": "Asia/Urumqi", "city": "山城"},
        )
    )
    assert rules.sms_signature == "山城12345"
    assert rules.callback.windows == ((time(10), time(11, 30)),)
    assert (rules.callback.earliest, rules.callback.tries) == ("at_once", 5)
    assert rules.callback.max_redo == 2
    assert rules.callback.zone == rules.clocks.zone == ZoneInfo("Asia/Urumqi")


def test_the_queue_lies_beside_the_database(settings_of: SettingsOf, tmp_path: Path) -> None:
    loop = loop_settings(
        settings_of(callback={"at_once_max": 7, "poll_s": 0.3, "server": "robot-2"})
    )
    assert loop.system_url == f"sqlite:///{tmp_path / 'hotline-queue.db'}"
    assert (loop.at_once, loop.poll_s, loop.executor) == (7, 0.3, "robot-2")


def test_the_queues_url_keeps_its_password(settings_of: SettingsOf) -> None:
    url = "postgresql://user:p%40ss@localhost/hotline"
    loop = loop_settings(settings_of(database={"url": url}))
    assert "user:p%40ss@localhost" in loop.system_url
