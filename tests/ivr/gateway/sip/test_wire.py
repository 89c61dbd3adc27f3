import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.wire import (
    MAX_AUDIO,
    Alive,
    Audio,
    Broken,
    Decoder,
    Dial,
    Drain,
    Drained,
    Ended,
    Established,
    Flush,
    HangUp,
    Message,
    Pressed,
    Ready,
    Registered,
    SendDigits,
    Start,
    Transfer,
    TransferAnswered,
    WireError,
    encode,
)

MESSAGES: list[Message] = [
    Audio(7, b"\1\2" * 160),
    Start({"peers": ["10.0.0.0/8"]}),
    Dial(1, "sip:1@trunk", {"P-Asserted-Identity": "<sip:12345@trunk>"}, 30.0),
    Flush(2),
    HangUp(2, at_once=True),
    Transfer(2, "<sip:agents@pbx?X-Hotline-Reason=%E4%BA%BA>"),
    SendDigits(2, "12#"),
    Drain(),
    Drained(),
    Ready(),
    Alive(3),
    Broken("端口已占用"),
    Registered(False, "403 Forbidden"),
    Established(2, "id@peer", "sip:1@peer", "udp", {"To": "<sip:12345@us>"}),
    Pressed(2, "*"),
    TransferAnswered(2, True),
    Ended(2, 486, True, "486 Busy Here"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_what_is_said_is_heard(message: Message) -> None:
    assert list(Decoder().feed(encode(message))) == [message]


@given(st.lists(st.integers(1, 40), min_size=1))
def test_frames_may_come_in_pieces(pieces: list[int]) -> None:
    stream = b"".join(map(encode, MESSAGES))
    decoder, heard, at = Decoder(), list[Message](), 0
    while at < len(stream):
        for size in pieces:
            heard += decoder.feed(stream[at : at + size])
            at += size
    assert heard == MESSAGES


@pytest.mark.parametrize(
    "frame",
    [
        b"\x09\0\0\0\0",
        b"\2\x7f\xff\xff\xff",
        b"\1\0\0\0\2{]",
        b'\1\0\0\0\x0f{"type":"what"}',
        b'\1\0\0\0\x10{"type":"flush"}',
        b"\1\0\0\0\2[]",
        b"\2\0\0\0\2ab",
        b"\2\0\0\0\5\0\0\0\1a",
    ],
)
def test_what_is_no_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(WireError):
        list(Decoder().feed(frame))


@given(st.binary(max_size=200))
def test_no_bytes_are_worse_than_refused(noise: bytes) -> None:
    try:
        list(Decoder().feed(noise))
    except WireError:
        return


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(WireError, match="at most"):
        encode(Audio(1, bytes(MAX_AUDIO)))


def test_settings_go_over_whole() -> None:
    told = SipSettings(peers=("10.0.0.0/8", "192.0.2.7"))
    (start,) = Decoder().feed(encode(Start(told.as_json())))
    assert isinstance(start, Start)
    assert SipSettings.from_json(start.settings) == told
