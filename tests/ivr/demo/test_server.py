import json
import socket
from pathlib import Path

import pytest

from ivr.demo import server
from ivr.demo.server import LOG, running_server
from ivr.errors import StartError

ANSWERING = """
import json, os, socket, sys
names = ("HOTLINE_DATABASE__URL", "HOTLINE_HTTP__API_TOKEN", "HOTLINE_GATEWAY__SPEED",
         "HOTLINE_CALLBACK__EARLIEST")
print("not json", file=sys.stderr)
listener = socket.create_server(("127.0.0.1", 0))
where = "127.0.0.1:%d" % listener.getsockname()[1]
record = {"http": "http://" + where, "media": "ws://" + where, "event": "listening"}
print(json.dumps(record | {"env": {name: os.environ[name] for name in names}}), file=sys.stderr,
      flush=True)
while True:
    listener.accept()
"""
"""Says where it listens as `hotline serve` does, and with what settings, until it is stopped."""


def instead(program: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Run this in place of `python -m ivr.cli serve`."""
    script = folder / "program.sh"
    (folder / "program.py").write_text(program, "utf-8")
    script.write_text(f'#!/bin/sh\nexec {server.sys.executable} "{folder}/program.py"\n')
    script.chmod(0o755)
    monkeypatch.setattr(server.sys, "executable", str(script))


def can_be_reached(http: str) -> bool:
    host, _, port = http.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return False
    return True


async def test_it_runs_as_long_as_the_block(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instead(ANSWERING, monkeypatch, tmp_path)
    async with running_server(tmp_path, 2.5) as running:
        assert running.log == tmp_path / LOG
        assert can_be_reached(running.http)
        assert running.media == running.http.replace("http", "ws")
        (said,) = (line for line in running.log.read_text("utf-8").splitlines() if "env" in line)
        environment = json.loads(said)["env"]
    assert environment == {
        "HOTLINE_DATABASE__URL": f"sqlite:///{tmp_path / 'hotline.db'}",
        "HOTLINE_HTTP__API_TOKEN": running.api_token,
        "HOTLINE_GATEWAY__SPEED": "2.5",
        "HOTLINE_CALLBACK__EARLIEST": "at_once",
    }
    assert not can_be_reached(running.http)
    assert running.media_token != running.api_token


async def test_it_is_stopped_also_where_the_block_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instead(ANSWERING, monkeypatch, tmp_path)
    with pytest.raises(RuntimeError, match="the block"):
        async with running_server(tmp_path, 1) as running:
            raise RuntimeError("the block")
    assert not can_be_reached(running.http)


async def test_a_server_that_does_not_start_gives_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dying = "import sys; print('first\\nhotline: no model here', file=sys.stderr); sys.exit(2)"
    instead(dying, monkeypatch, tmp_path)
    with pytest.raises(StartError) as refused:
        async with running_server(tmp_path, 1):
            pass
    assert str(refused.value) == "the server did not start: hotline: no model here"


async def test_a_server_that_dies_in_silence_is_told_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instead("", monkeypatch, tmp_path)
    with pytest.raises(StartError, match="it said nothing"):
        async with running_server(tmp_path, 1):
            pass


async def test_the_real_server_without_a_model_says_which_to_pull(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTLINE_MODELS__DIR", str(tmp_path / "none"))
    monkeypatch.setenv("HOTLINE_SPEECH__ENGINE", "metered")
    with pytest.raises(StartError, match="hotline models pull"):
        async with running_server(tmp_path, 1):
            pass
