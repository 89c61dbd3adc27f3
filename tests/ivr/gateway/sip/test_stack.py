"""What the stack is told, and who may speak to it."""

import socket
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.gateway.errors import GatewayError
from ivr.gateway.sip.errors import AllowListError
from ivr.gateway.sip.settings import Account
from ivr.gateway.sip.supervisor import SipGateway
from tests.ivr.gateway.sip.conftest import (
    echo,
    free_port,
    needs_sipp,
    needs_stack,
    needs_tcp,
    settings,
    sipp,
)

pytestmark = [needs_stack]
stack = pytest.importorskip(
    "ivr.gateway.sip.stack", reason="needs baresip-python", exc_type=ImportError
)


@needs_sipp
@pytest.mark.parametrize(("source", "answered"), [("127.0.0.2", True), ("127.0.0.1", False)])
@pytest.mark.parametrize("transport", ["u1", pytest.param("t1", marks=needs_tcp)])
async def test_only_peers_are_answered(
    source: str, answered: bool, transport: str, tmp_path: Path
) -> None:
    port = free_port()
    async with SipGateway(settings(port=port, peers=("127.0.0.2",)), echo):
        patience = ("-t", transport, "-timeout", "1s" if not answered else "8s")
        result = await sipp("options", tmp_path, *patience, to=port, source=source)
    assert (result == 0) is answered


@needs_sipp
async def test_the_trunk_need_not_be_listed(tmp_path: Path) -> None:
    port = free_port()
    trunk = Account(host="127.0.0.1:9", user="12345")
    async with SipGateway(settings(port=port, peers=("192.0.2.1",), trunk=trunk), echo):
        assert await sipp("options", tmp_path, to=port) == 0


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(GatewayError, match=str(port)):
            async with SipGateway(settings(port=port), echo):
                pytest.fail("started")


async def test_a_trunk_without_address_is_named() -> None:
    trunk = Account(host="trunk.invalid", user="12345")
    with pytest.raises(GatewayError, match=r"trunk\.invalid"):
        async with SipGateway(settings(trunk=trunk), echo):
            pytest.fail("started")


async def test_a_peer_that_is_no_address_is_refused() -> None:
    with pytest.raises(GatewayError, match="peers"):
        async with SipGateway(settings(peers=("pbx",)), echo):
            pytest.fail("started")


# --- kernels that let only CAP_NET_ADMIN filter TCP -----------------------------------------------


def refuse(one: socket.socket, program: bytes) -> None:
    if one.type == socket.SOCK_STREAM:
        raise AllowListError("Operation not permitted")


def test_what_cannot_be_guarded_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "_attach", refuse)
    told = settings(transports=("udp", "tcp", "tls"))
    with capture_logs() as said:
        assert stack.guardable(told).transports == ("udp",)
    assert said[0]["transports"] == ("tcp", "tls")
    assert said[0]["needs"] == "CAP_NET_ADMIN"


@pytest.mark.parametrize("transports", [("udp",), ("tcp",), ("tcp", "tls")])
def test_the_last_way_in_is_never_closed_quietly(
    transports: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack, "_attach", refuse)
    with capture_logs() as said:
        assert stack.guardable(settings(transports=transports)).transports == transports
    assert not said


def test_what_can_be_guarded_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "_attach", lambda one, program: None)
    told = settings(transports=("udp", "tcp"))
    assert stack.guardable(told) is told
