"""The telephone against the gateway, on real sockets and the real clock."""

import asyncio
import importlib.util
import socket

import pytest

from bench.stream import spacing
from bench.telephone.exchange import Exchange, open_exchange
from bench.telephone.leg import State
from bench.telephone.rtp import audible
from bench.telephone.talk import Clip
from ivr.gateway.g711 import decode_alaw
from ivr.gateway.line import Frame, HungUp, Line
from ivr.gateway.pacing import is_quiet
from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.supervisor import SipGateway

needs_stack = pytest.mark.skipif(
    importlib.util.find_spec("baresip") is None, reason="needs baresip-python (extra `sip`)"
)
PROMPT = [decode_alaw(bytes([code]) * 160) for code in range(0x10, 0x30)]
VOICE = b"\x20" * 160
ROOM = (b"\xd5" * 160,)


def exchange(port: int, calls: int) -> Exchange:
    clip = Clip("words", (VOICE,) * 20, last=19)
    return open_exchange(
        ("127.0.0.1", port),
        [(clip,)] * calls,
        ROOM,
        [0.05 * n for n in range(calls)],
        [f"1390000000{n}" for n in range(calls)],
    )


def free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        udp.bind(("127.0.0.1", 0))
        port: int = udp.getsockname()[1]
        tcp.bind(("127.0.0.1", port))
        return port


async def answer_once(line: Line) -> None:
    """Greets, and answers what it hears; then ends the call."""
    greeting = list(PROMPT)
    heard = answer = 0
    while not isinstance(event := await line.receive(), HungUp):
        if greeting:
            await line.send(greeting.pop(0))
        heard += isinstance(event, Frame) and not is_quiet(event.pcm)
        if heard >= 18:
            answer += 1
            if answer > len(PROMPT):
                return
            await line.send(PROMPT[answer - 1])


@needs_stack
async def test_calls_are_made_heard_and_timed() -> None:
    settings = SipSettings(port=free_port(), rtp_ports=(25000, 25999), transports=("udp",))
    async with SipGateway(settings, answer_once):
        made = exchange(settings.port, 3)
        await asyncio.wait_for(asyncio.to_thread(made.run), 60)
    for call in made.calls:
        assert (call.leg.state, call.leg.trouble) == (State.OVER, "")
        assert call.leg.by_robot
        (wait,) = call.talk.waits
        assert wait.answered_at is not None
        assert 0 <= wait.answered_at - wait.ended_at < 5
        assert sum(audible(packet.payload) for packet in call.received) >= len(PROMPT)
        assert 0.015 < sorted(spacing(call.received))[len(call.received) // 2] < 0.025
    assert len(made.lateness) > 300
    assert min(made.lateness) >= 0


def test_a_server_that_refuses_is_told() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        made = exchange(server.getsockname()[1], 1)
        invite = made.calls[0].leg.call(0.0)[0]
        head = invite.split(b"\r\n", 1)[1].split(b"\r\nContact")[0]
        refusal = b"SIP/2.0 486 Busy\r\n" + head + b"\r\n\r\n"
        server.sendto(refusal, made.signalling.getsockname())
        made.run()
        assert server.recv(4096).startswith(b"ACK ")
    assert made.calls[0].leg.trouble == "refused with 486"
