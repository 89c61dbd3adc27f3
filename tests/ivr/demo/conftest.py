"""A REST API that gives prepared answers, and a stage before it."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ivr.demo.api import Api
from ivr.demo.server import Server
from ivr.demo.stage import Stage
from ivr.gateway.captions import Caption
from ivr.gateway.file_line import Transferred
from ivr.gateway.websocket.client import CallReport, Ended
from tests.ivr.conftest import FIXTURES


class Console12345:
    """A REST API that gives prepared answers and keeps what it was told."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.told: list[tuple[str, str, Any]] = []

    def give(self, path: str, *answers: Any) -> None:
        """One after the other; the last one again and again. A number is an HTTP status."""
        self.answers[path] = list(answers)

    def next(self, path: str) -> Any:
        waiting = self.answers[path]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.fixture
def console() -> Iterator[tuple[Console12345, str]]:
    prepared = Console12345()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(None)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.answer(json.loads(self.rfile.read(length)))

        def answer(self, body: Any) -> None:
            prepared.told.append((self.headers["Authorization"], self.path, body))
            given = prepared.next(self.path)
            status = given if isinstance(given, int) else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({} if isinstance(given, int) else given).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield prepared, f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()


@pytest.fixture
def api(console: tuple[Console12345, str], tmp_path: Path) -> Api:
    return Api(Server(console[1], "ws://nowhere", "media", "key", tmp_path / "server.log"))


@pytest.fixture
def prepared(console: tuple[Console12345, str]) -> Console12345:
    return console[0]


@pytest.fixture
def stage(api: Api, tmp_path: Path) -> Stage:
    out = Console(file=io.StringIO(), width=200)
    return Stage(api.server, FIXTURES, tmp_path, 4.0, out)


def shown(stage: Stage) -> str:
    """What the stage has printed."""
    out = stage.console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def report(
    *robot: str, ended: Ended = "robot", context: dict[str, str] | None = None
) -> CallReport:
    captions = tuple(Caption("robot", text) for text in robot)
    given = None if context is None else Transferred("agents", context)
    return CallReport("c1", ended, 8000, b"\0\0" * 80, b"\1\0" * 80, captions, given)
