import itertools

import pytest

from ivr.gateway.errors import ProtocolError
from ivr.gateway.websocket.events import (
    Answered,
    Audio,
    CallStarted,
    Declined,
    Ended,
    PeerEvent,
    Pressed,
    Registered,
    TransferAnswered,
)
from ivr.gateway.websocket.native import (
    Answer,
    Control,
    Decline,
    Flush,
    HangUp,
    KeyPress,
    Ready,
    Register,
    Ring,
    Start,
    Started,
    Transcript,
    Transfer,
    TransferResult,
    decode,
    encode,
)
from ivr.gateway.websocket.native_server import NativeDialect, State

START = Start("+86 13800138000", "12345")
REGISTER = Register("139-0013-9000", 16000)
AUDIO, KEY, HANG_UP = Audio(b"\1\0"), KeyPress("5"), HangUp()


def take(dialect: NativeDialect, message: Control | Audio) -> tuple[PeerEvent, ...]:
    return dialect.receive(encode(message))


def in_state(state: State) -> NativeDialect:
    dialect = NativeDialect()
    match state:
        case State.IN_CALL:
            take(dialect, START)
        case State.IDLE:
            take(dialect, REGISTER)
        case State.RINGING:
            take(dialect, REGISTER)
            dialect.send_ring("r1", "12345", "")
        case State.OVER:
            take(dialect, START)
            take(dialect, HANG_UP)
    assert dialect.state is state
    return dialect


def test_a_call() -> None:
    dialect = NativeDialect()
    assert take(dialect, START) == (CallStarted("", "13800138000", "12345", 8000, {}),)
    assert take(dialect, AUDIO) == (AUDIO,)
    assert take(dialect, KEY) == (Pressed("5"),)
    assert take(dialect, TransferResult(True)) == (TransferAnswered(True),)
    assert take(dialect, HANG_UP) == (Ended("caller"),)
    assert dialect.state is State.OVER


def test_a_handset_takes_one_call_after_the_other() -> None:
    dialect = NativeDialect()
    assert take(dialect, REGISTER) == (Registered("13900139000", 16000),)
    for call_id in ("r1", "r2"):
        dialect.send_ring(call_id, "12345", "回访")
        assert take(dialect, Answer(call_id)) == (Answered(),)
        assert take(dialect, AUDIO) == (AUDIO,)
        dialect.send_hang_up("robot")
        assert dialect.state is State.IDLE
        assert take(dialect, AUDIO) == ()


def test_a_handset_declines() -> None:
    dialect = in_state(State.RINGING)
    assert take(dialect, Decline("r1", "busy")) == (Declined("busy"),)
    assert dialect.state is State.IDLE


def test_an_answer_that_crosses_the_end_of_ringing_is_not_for_the_next_ring() -> None:
    dialect = in_state(State.RINGING)
    dialect.send_hang_up("no answer")
    dialect.send_ring("r2", "12345", "")
    assert take(dialect, Answer("r1")) == ()
    assert dialect.state is State.RINGING
    assert take(dialect, Answer("r2")) == (Answered(),)


TAKEN = {
    State.NEW: {Start, Register},
    State.IN_CALL: {Audio, KeyPress, HangUp, TransferResult},
    State.RINGING: {Answer, Decline},
    State.IDLE: set(),
    State.OVER: set(),
}
LATE = {
    State.NEW: set(),
    State.IN_CALL: {Answer, Decline},
    State.RINGING: {Audio, KeyPress, HangUp, TransferResult},
    State.IDLE: {Audio, KeyPress, HangUp, TransferResult, Answer, Decline},
    State.OVER: {Audio, KeyPress, HangUp, TransferResult},
}
EVERY_MESSAGE: list[Control | Audio] = [
    START, REGISTER, AUDIO, KEY, HANG_UP, Answer("r1"), Decline("r1"), TransferResult(False),
    Started("c"), Ready("1"), Ring("c", "1"), Flush(), Transfer("agents"), Transcript("robot", ""),
]  # fmt: skip


@pytest.mark.parametrize(("state", "message"), list(itertools.product(State, EVERY_MESSAGE)))
def test_every_message_in_every_state(state: State, message: Control | Audio) -> None:
    dialect = in_state(state)
    if type(message) in TAKEN[state]:
        assert take(dialect, message)
    elif type(message) in LATE[state]:
        assert take(dialect, message) == ()
        assert dialect.state is state
    else:
        with pytest.raises(ProtocolError, match="not expected while"):
            take(dialect, message)


def test_what_we_send_is_understood_at_the_other_end() -> None:
    dialect = in_state(State.IN_CALL)
    sent = [
        *dialect.send_started("c"),
        *dialect.send_ready("1"),
        *dialect.send_audio(b"\1\0"),
        *dialect.send_flush(),
        *dialect.send_mark("m"),
        *dialect.send_transfer("agents", {"reason": "asked"}),
        *dialect.send_hang_up("robot"),
    ]
    assert [decode(message) for message in sent] == [
        Started("c"),
        Ready("1"),
        AUDIO,
        Flush(),
        Transfer("agents", {"reason": "asked"}),
        HangUp("robot"),
    ]
