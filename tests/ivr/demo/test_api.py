from pathlib import Path

import pytest

from ivr.demo.api import Api
from ivr.demo.server import Server
from ivr.errors import DemoFailed
from tests.ivr.demo.conftest import Console12345


async def test_it_asks_with_its_key_and_gives_what_is_answered(
    api: Api, prepared: Console12345
) -> None:
    prepared.give("/api/tickets", [{"number": "1"}])
    prepared.give("/api/tickets/1/complete", {"state": "completed"})
    assert await api.get("/api/tickets") == [{"number": "1"}]
    assert await api.post("/api/tickets/1/complete", {"result": "好"}) == {"state": "completed"}
    assert prepared.told == [
        ("Bearer key", "/api/tickets", None),
        ("Bearer key", "/api/tickets/1/complete", {"result": "好"}),
    ]


@pytest.mark.parametrize("status", [401, 404, 409, 500])
async def test_a_refusing_server_is_one_line(api: Api, prepared: Console12345, status: int) -> None:
    prepared.give("/api/tickets", status)
    with pytest.raises(DemoFailed, match=str(status)) as failed:
        await api.get("/api/tickets")
    assert "\n" not in str(failed.value)


async def test_a_server_that_is_gone_is_one_line(tmp_path: Path) -> None:
    gone = Api(Server("http://127.0.0.1:9", "ws://nowhere", "m", "k", tmp_path / "server.log"))
    with pytest.raises(DemoFailed, match=r"server\.log"):
        await gone.get("/api/tickets")
