import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.audiosocket.protocol import (
    DTMF,
    HANG_UP,
    IDENTITY,
    MAX_WAITING_KEYS,
    RATES,
    AudioSocketDialect,
    encode,
)
from ivr.gateway.captions import Caption
from ivr.gateway.errors import ProtocolError
from ivr.gateway.websocket.events import Audio, CallStarted, PeerEvent, Pressed

FIXTURES = Path(__file__).parent / "fixtures"
IDENTIFIED = encode(IDENTITY, uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13").bytes)


def rows(name: str) -> Iterator[tuple[bytes, str]]:
    for line in (FIXTURES / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            wire, _, meaning = line.partition("|")
            yield bytes.fromhex(wire), meaning.strip()


def started(kind: int = 0x10) -> AudioSocketDialect:
    dialect = AudioSocketDialect()
    assert isinstance(dialect.receive(IDENTIFIED + encode(kind, b"\0\0"))[0], CallStarted)
    return dialect


@pytest.mark.parametrize("capture", ["call_8k.hex", "call_16k_error.hex"])
def test_a_call_as_captured(capture: str) -> None:
    dialect = AudioSocketDialect()
    for wire, meaning in rows(capture):
        assert "; ".join(map(repr, dialect.receive(wire))) == meaning


@pytest.mark.parametrize(("wire", "error"), list(rows("refused.hex")))
def test_what_is_wrong_is_said_clearly(wire: bytes, error: str) -> None:
    with pytest.raises(ProtocolError, match=error):
        AudioSocketDialect().receive(wire)


def test_text_is_refused() -> None:
    with pytest.raises(ProtocolError, match="stream of bytes"):
        AudioSocketDialect().receive("hello")


@given(st.data())
def test_it_does_not_matter_where_tcp_cuts(data: st.DataObject) -> None:
    wire = b"".join(frame for frame, _ in rows("call_8k.hex"))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=20)))
    dialect, whole = AudioSocketDialect(), AudioSocketDialect()
    came: list[PeerEvent] = []
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        came += dialect.receive(wire[start:end])
    assert tuple(came) == whole.receive(wire)


@pytest.mark.parametrize(("kind", "rate"), RATES.items())
def test_the_first_audio_says_the_rate_and_we_answer_at_it(kind: int, rate: int) -> None:
    dialect = AudioSocketDialect()
    begun, audio = dialect.receive(IDENTIFIED + encode(kind, b"\1\0"))
    assert isinstance(begun, CallStarted)
    assert begun.sample_rate == rate
    assert audio == Audio(b"\1\0")
    assert dialect.send_audio(b"\2\0") == (encode(kind, b"\2\0"),)


def test_keys_before_the_first_audio_are_bounded() -> None:
    dialect = AudioSocketDialect()
    dialect.receive(IDENTIFIED)
    for _ in range(MAX_WAITING_KEYS + 10):
        assert dialect.receive(encode(DTMF, b"7")) == ()
    _, *keys = dialect.receive(encode(0x10))
    assert keys == [Pressed("7")] * MAX_WAITING_KEYS


def test_what_we_send() -> None:
    dialect = started()
    assert dialect.send_audio(bytes(320)) == (b"\x10\x01\x40" + bytes(320),)
    assert [len(piece) - 3 for piece in dialect.send_audio(bytes(70_000))] == [65_534, 4_466]
    assert dialect.send_hang_up("robot") == (b"\0\0\0",)
    assert encode(HANG_UP) == b"\0\0\0"


def test_what_audiosocket_has_no_word_for_is_not_sent() -> None:
    dialect = started()
    assert dialect.send_started("c") == ()
    assert dialect.send_flush() == ()
    assert dialect.send_mark("m") == ()
    assert dialect.send_transfer("agents", {}) == ()
    assert dialect.send_caption(Caption("robot", "您好")) == ()


frames = st.builds(
    encode,
    st.sampled_from([0, 1, 3, 0x10, 0x12, 0xFF]) | st.integers(0, 255),
    st.binary(max_size=20),
)


@given(st.lists(frames | st.binary() | st.just(IDENTIFIED), max_size=8))
def test_nothing_but_a_protocol_error_comes_of_garbage(pieces: list[bytes]) -> None:
    dialect = AudioSocketDialect()
    for piece in pieces:
        try:
            dialect.receive(piece)
        except ProtocolError as error:
            assert str(error)  # noqa: PT017 - whether it is raised is up to the bytes
            return
