from pathlib import Path

import pytest

from ivr import web
from ivr.commands.serve import serve
from ivr.errors import StartError
from ivr.settings import Settings


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
