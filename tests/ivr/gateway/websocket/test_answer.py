from ivr.gateway.clock import VirtualClock
from ivr.gateway.line import Frame, Line, LineInfo
from ivr.gateway.websocket.answer import answer
from ivr.gateway.websocket.connection import connected
from ivr.gateway.websocket.events import CallStarted
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.native import Start, encode
from ivr.gateway.websocket.native_server import NativeDialect

STARTED = CallStarted("c-1", "13800138000", "12345", 16000, {"entry": "web"})


async def told(fake_socket, on_call, started: CallStarted = STARTED) -> None:
    dialect, limits = NativeDialect(), Limits()
    dialect.receive(encode(Start("13800138000", "12345", sample_rate=16000)))
    async with connected(fake_socket, dialect, limits) as connection:
        await answer(connection, dialect, started, on_call, VirtualClock(), limits)


async def test_the_robot_gets_the_call_as_it_began_and_a_robot_that_returns_hangs_up(
    fake_socket,
) -> None:
    infos: list[LineInfo] = []

    async def curt(line: Line) -> None:
        infos.append(line.info)
        assert await line.receive() == Frame(bytes(640))

    await told(fake_socket, curt)
    assert infos == [
        LineInfo("c-1", "13800138000", "12345", "inbound", 16000, "native", {"entry": "web"})
    ]
    assert fake_socket.sent == [
        '{"type": "started", "call_id": "c-1"}',
        '{"type": "hang_up", "reason": "robot"}',
    ]
    assert fake_socket.closed == (1000, "")


async def test_a_call_without_an_id_is_given_one(fake_socket) -> None:
    ids: list[str] = []

    async def note(line: Line) -> None:
        ids.append(line.info.call_id)

    await told(fake_socket, note, CallStarted("", "", "", 16000))
    assert len(ids[0]) == 32


async def test_a_robot_that_breaks_down_is_told_to_the_peer(fake_socket) -> None:
    async def broken(line: Line) -> None:
        raise LookupError("a bug")

    await told(fake_socket, broken)
    assert fake_socket.closed == (1011, "the robot broke down")
