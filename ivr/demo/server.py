"""A real `hotline serve` in a process and a folder of its own, for as long as a block runs."""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ivr.errors import StartError

LOG = "server.log"
"""Name of the server's log in the folder; also the mark of a folder that is ours."""

START_S = 120.0
"""Longest wait for models to load."""


@dataclass(frozen=True)
class Server:
    """Where it listens, and what lets one in. log: its standard error. pid: of its process."""

    http: str
    media: str
    media_token: str
    api_token: str
    log: Path
    pid: int = 0


@asynccontextmanager
async def running_server(
    folder: Path, speed: float, more: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """Start on a free port with an empty database in `folder`; stop at the end.

    speed: call seconds a wall second. more: settings as variables of the environment. Raises
    StartError with the server's own last words.
    """
    media_token, api_token = secrets.token_hex(16), secrets.token_hex(16)
    log = folder / LOG
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ivr.cli",
            "serve",
            stderr=errors,
            env=os.environ
            | _configuration(folder, speed, media_token, api_token)
            | dict(more or {}),
        )
        try:
            listening = await _listening(process, log)
            where = listening["http"], listening["media"]
            yield Server(*where, media_token, api_token, log, process.pid)
        finally:
            await _stop(process)


def _configuration(folder: Path, speed: float, media_token: str, api_token: str) -> dict[str, str]:
    """Callbacks at once and at any hour: the story does not wait for office hours. The robot's
    patience is that of wall time, which is what the machine needs to think."""
    return {
        "HOTLINE_DATABASE__URL": f"sqlite:///{folder / 'hotline.db'}",
        "HOTLINE_CALL__RECORDINGS_DIR": str(folder / "recordings"),
        "HOTLINE_HTTP__PORT": "0",
        "HOTLINE_HTTP__API_TOKEN": api_token,
        "HOTLINE_GATEWAY__TOKEN": media_token,
        "HOTLINE_GATEWAY__SPEED": str(speed),
        "HOTLINE_CALL__SILENCE_S": str(5.0 * speed),
        "HOTLINE_CALLBACK__EARLIEST": "at_once",
        "HOTLINE_CALLBACK__WINDOWS": '[["00:00", "00:00"]]',
        "HOTLINE_CALLBACK__POLL_S": "0.2",
        "HOTLINE_LOG__LEVEL": "INFO",
        "HOTLINE_LOG__FORMAT": "json",
    }


async def _listening(process: asyncio.subprocess.Process, log: Path) -> dict[str, str]:
    """The log record in which the server says where it listens."""
    for _ in range(int(START_S / 0.1)):
        for line in _lines(log):
            if '"event": "listening"' in line:
                record: dict[str, str] = json.loads(line)
                return record
        if process.returncode is not None:
            break
        await asyncio.sleep(0.1)
    raise StartError(f"the server did not start: {''.join(_lines(log)[-1:]) or 'it said nothing'}")


def _lines(log: Path) -> list[str]:
    return log.read_text("utf-8", errors="replace").strip().splitlines()


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(15):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
