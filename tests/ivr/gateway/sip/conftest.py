"""Gateways on free ports of 127.0.0.1, and sipp as the far end."""

import asyncio
import contextlib
import importlib.util
import random
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from ivr.gateway.g711 import decode_alaw, encode_alaw, encode_ulaw
from ivr.gateway.line import Digit, Frame, HungUp, Line
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.supervisor import OnCall, SipGateway

SCENARIOS = Path(__file__).parent / "scenarios"
DIGITS = Path("/usr/share/sip-tester")
"""Where Debian's sip-tester keeps captures of RFC 4733 digits."""
FRAME = 320

needs_stack = pytest.mark.skipif(
    importlib.util.find_spec("baresip") is None, reason="needs baresip-python (extra `sip`)"
)


def may_guard_tcp() -> bool:
    """Whether this kernel lets us put the list of peers before TCP (docs/sip.md)."""
    if importlib.util.find_spec("baresip") is None:
        return False
    from ivr.gateway.sip.stack import guardable

    return "tcp" in guardable(SipSettings()).transports


needs_tcp = pytest.mark.skipif(
    not may_guard_tcp(), reason="this kernel wants CAP_NET_ADMIN of who filters TCP"
)
needs_sipp = pytest.mark.skipif(
    shutil.which("sipp") is None, reason="needs sipp (Debian package sip-tester)"
)


def free_port() -> int:
    """Of 127.0.0.1, for UDP and TCP, and the next for TLS; below those that the system gives away
    by itself."""
    while True:
        port = random.randrange(10000, 20000, 2)
        with (
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            socket.socket(type=socket.SOCK_STREAM) as tcp,
            socket.socket(type=socket.SOCK_STREAM) as tls,
            contextlib.suppress(OSError),
        ):
            udp.bind(("127.0.0.1", port))
            tcp.bind(("127.0.0.1", port))
            tls.bind(("127.0.0.1", port + 1))
            return port


def speech_like(seconds: float, seed: int) -> bytes:
    """A-law noise of changing loudness: PCM16 at 8 kHz that survives the network bit for bit."""
    random = np.random.default_rng(seed)
    count = int(seconds * 8000) // 160 * 160
    loud = 0.2 + 0.8 * np.abs(np.sin(np.arange(count) / 900))
    samples = (random.normal(0, 3000, count) * loud).clip(-30000, 30000).astype("<i2")
    return decode_alaw(encode_alaw(samples.tobytes()))


def frames(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME] for at in range(0, len(pcm), FRAME)]


def arrived(sent: bytes, heard: bytes) -> float:
    """Share of the 20 ms frames of `sent` that are in `heard`, bit for bit, wherever."""
    wanted = frames(sent)
    return sum(frame in heard for frame in wanted) / len(wanted)


async def until(happened: Callable[[], bool], seconds: float = 30.0) -> None:
    """For what gives no sign of its own. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def echo(line: Line) -> None:
    """Says back what it hears, until the far end is gone."""
    while not isinstance(event := await line.receive(), HungUp):
        if isinstance(event, Frame):
            await line.send(event.pcm)


async def listen(line: Line, to: list[str]) -> str:
    """Notes the digits; returns why the call ended."""
    while True:
        match await line.receive():
            case Digit(digit):
                to.append(digit)
            case HungUp(reason):
                return reason


def settings(**changes: object) -> SipSettings:
    """Of a gateway on a free port that does not take long for anything."""
    quick: dict[str, object] = {
        "port": free_port(),
        "rtp_ports": (24000, 24999),
        "max_calls": 20,
        "drain_s": 0.5,
        "restart_first_s": 0.1,
        "dials_per_s": 50.0,
        "max_outbound": 5,
    }
    return SipSettings(**{**quick, **changes})  # type: ignore[arg-type]


def telephone_settings(port: int, **changes: object) -> SipSettings:
    """Of a second gateway, in another process, that dials the one on `port`."""
    account = Account(host=f"127.0.0.1:{port}", user="13800138000")
    return settings(trunk=account, **changes)


OpenGateway = Callable[[SipSettings, OnCall], AbstractAsyncContextManager[SipGateway]]


async def sipp(
    scenario: str,
    folder: Path,
    *arguments: str,
    to: int = 0,
    source: str = "127.0.0.1",
    **words: str,
) -> int:
    """Run a scenario once, calling port `to` or, where it is 0, waiting for calls.

    words: what stands in it for @NAME@, each with its name in small letters.
    """
    text = (SCENARIOS / f"{scenario}.xml").read_text()
    for name, word in {"digits": str(DIGITS), **words}.items():
        text = text.replace(f"@{name.upper()}@", word)
    (folder / f"{scenario}.xml").write_text(text)
    (folder / "signal.ul").write_bytes(encode_ulaw(speech_like(3, seed=1)))
    process = await asyncio.create_subprocess_exec(
        *("sipp", "-sf", f"{scenario}.xml", "-m", "1", "-i", source, "-nostdin"),
        *("-timeout", "30s", "-timeout_error", "-s", "12345", *arguments),
        *([f"127.0.0.1:{to}"] if to else []),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def awaiting(
    scenario: str, folder: Path, *arguments: str, **words: str
) -> AsyncIterator[tuple[int, "asyncio.Task[int]"]]:
    """A sipp that waits for a call: its port, and what it returns: 0 where all went as written."""
    port = free_port()
    media = ("-mp", str(free_port()))
    all_arguments = ("-p", str(port), *media, *arguments)
    running = asyncio.create_task(sipp(scenario, folder, *all_arguments, **words))
    try:
        async with asyncio.timeout(30):
            await _bound(port)
        yield port, running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def callee(scenario: str, folder: Path, *arguments: str, **words: str) -> AsyncIterator[int]:
    """A sipp that waits for a call, whatever becomes of it: its port."""
    async with awaiting(scenario, folder, *arguments, **words) as (port, _):
        yield port


async def _bound(port: int) -> None:
    """Until somebody has the port, UDP or TCP."""
    while True:
        with (
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            socket.socket(type=socket.SOCK_STREAM) as tcp,
        ):
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                return
        await asyncio.sleep(0.02)
