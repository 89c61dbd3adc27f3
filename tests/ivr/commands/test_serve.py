import asyncio
import json
import os
import signal
import sys
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from asr.errors import ModelNotInstalled
from asr.models import find
from ivr import web
from ivr.call.store import list_calls
from ivr.commands.serve import serve
from ivr.database import open_database
from ivr.errors import StartError
from ivr.gateway.errors import CallRefused
from ivr.gateway.line import Frame, HungUp, LineEvent, LineInfo
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.telephone import free_port, talk
from ivr.gateway.websocket.client import CallReport, call
from ivr.settings import Settings
from tests.ivr.gateway.sip.conftest import echo, needs_stack, telephone_settings

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOTLINE_GATEWAY__TOKEN", raising=False)


def test_it_serves_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Settings] = []

    async def until_stopped(settings: Settings) -> None:
        served.append(settings)

    monkeypatch.setattr(web, "serve", until_stopped)
    monkeypatch.setenv("HOTLINE_HTTP__PORT", "4711")
    serve()
    assert [settings.http.port for settings in served] == [4711]


def test_it_does_not_serve_without_a_token() -> None:
    with pytest.raises(StartError, match=r"gateway\.token"):
        serve()


# --- a real process, and how it stops -------------------------------------------------------------


class UntilTold(ScriptedCaller):
    """Says nothing until it is told to hang up."""

    def __init__(self) -> None:
        super().__init__(())
        self.told = asyncio.Event()
        self.on = asyncio.Event()

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        self.on.set()
        return (HungUp(),) if self.told.is_set() else (Frame(bytes(320)),)


class Serving:
    """`hotline serve` in a process. log: what it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process, sip: int) -> None:
        self.process, self.sip = process, sip
        self.log: list[dict[str, Any]] = []
        self.where: Mapping[str, Any] = {}

    async def listening(self) -> None:
        assert self.process.stderr is not None
        async with asyncio.timeout(120):
            while not self.where:
                line = await self.process.stderr.readline()
                assert line, self.log
                self.log.append(json.loads(line))
                if self.log[-1]["event"] == "listening":
                    self.where = self.log[-1]

    def health(self) -> dict[str, Any]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.where['http']}/healthz", timeout=10) as answer:
            return dict(json.load(answer))

    async def draining(self) -> None:
        async with asyncio.timeout(30):
            while (await asyncio.to_thread(self.health))["status"] != "draining":  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def ended(self) -> int:
        assert self.process.stderr is not None
        async with asyncio.timeout(60):
            self.log += [json.loads(line) async for line in self.process.stderr]
            return await self.process.wait()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Serving]:
    models = Path(
        os.environ.get("HOTLINE_TEST_MODELS") or platformdirs.user_data_path("hotline") / "models"
    )
    try:
        find(models, "whisper-base")
    except ModelNotInstalled as missing:
        pytest.skip(str(missing))
    pytest.importorskip("faster_whisper", reason="the engine is not installed")
    sip = free_port("127.0.0.1")
    others = {name: text for name, text in os.environ.items() if not name.startswith("HOTLINE_")}
    ours = {
        "PYTHONPATH": str(ROOT),
        "HOTLINE_MODELS__DIR": str(models),
        "HOTLINE_ASR__MODEL": "whisper-base",
        "HOTLINE_SPEECH__ENGINE": "metered",
        "HOTLINE_SPEECH__CACHE_DIR": str(folder / "speech"),
        "HOTLINE_DATABASE__URL": f"sqlite:///{folder / 'hotline.db'}",
        "HOTLINE_CALL__RECORDINGS_DIR": str(folder / "recordings"),
        "HOTLINE_GATEWAY__TOKEN": "media",
        "HOTLINE_HTTP__PORT": "0",
        "HOTLINE_SIP__ENABLED": "true",
        "HOTLINE_SIP__PORT": str(sip),
        "HOTLINE_SIP__RTP_PORTS": "[28000, 28099]",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ivr.cli", "serve"),
        cwd=folder,
        env=others | ours,
        stderr=asyncio.subprocess.PIPE,
    )
    server = Serving(process, sip)
    try:
        await server.listening()
        yield server
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def by_websocket(server: Serving, caller: ScriptedCaller) -> CallReport:
    return await call(f"{server.where['media']}/native", caller, token="media", number="138")


async def by_sip(
    server: Serving, telephone: SipGateway, caller: ScriptedCaller
) -> CallReport | DialFailure:
    info = LineInfo("t", "138", "12345", "outbound", 8000, "sip")
    line = await telephone.dial(f"sip:12345@127.0.0.1:{server.sip}", {}, info, 10.0)
    if isinstance(line, DialFailure):
        return line
    assert isinstance(line, SipLine)
    return await talk(line, caller)


@needs_stack
@pytest.mark.model
async def test_a_stop_lets_calls_end_and_takes_no_new_ones(tmp_path: Path) -> None:
    first, second = UntilTold(), UntilTold()
    async with (
        serving(tmp_path) as server,
        SipGateway(telephone_settings(server.sip), echo) as telephone,
    ):
        websocket = asyncio.create_task(by_websocket(server, first))
        sip = asyncio.create_task(by_sip(server, telephone, second))
        async with asyncio.timeout(30):
            await first.on.wait()
            await second.on.wait()
        server.process.send_signal(signal.SIGTERM)
        await server.draining()
        with pytest.raises(CallRefused, match="stopping"):
            await by_websocket(server, UntilTold())
        assert await by_sip(server, telephone, UntilTold()) is DialFailure.BUSY
        assert not websocket.done()
        assert not sip.done()
        first.told.set()
        second.told.set()
        reports = await asyncio.gather(websocket, sip)
        assert await server.ended() == 0
    assert [report.ended for report in reports if isinstance(report, CallReport)] == ["caller"] * 2
    database = open_database(f"sqlite:///{tmp_path / 'hotline.db'}")
    with database.session() as session:
        kept = sorted((one.dialect, one.outcome) for one in list_calls(session))
    database.close()
    assert kept == [("native", "caller_gone"), ("sip", "caller_gone")]
    assert "draining" in [record["event"] for record in server.log]
    sip_places = server.where["sip"]
    assert f"sip:127.0.0.1:{server.sip};transport=udp" in sip_places


@needs_stack
@pytest.mark.model
async def test_a_second_signal_stops_at_once(tmp_path: Path) -> None:
    caller = UntilTold()  # who never hangs up
    async with serving(tmp_path) as server:
        calling = asyncio.create_task(by_websocket(server, caller))
        async with asyncio.timeout(30):
            await caller.on.wait()
        server.process.send_signal(signal.SIGTERM)
        await server.draining()
        server.process.send_signal(signal.SIGINT)
        report = await calling
        assert await server.ended() == 0
    assert report.ended in ("lost", "robot")
