import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.captions import Caption
from ivr.gateway.errors import ProtocolError
from ivr.gateway.websocket.client_dialects import Mark, NativeClient, TwilioClient
from ivr.gateway.websocket.events import Audio, CallStarted, Ended, Played, Pressed
from ivr.gateway.websocket.native import Flush, HangUp, Ring, Start, Started, encode
from ivr.gateway.websocket.native_server import NativeDialect
from ivr.gateway.websocket.twilio import TwilioDialect

# Values that µ-law has a code for, so that they come back exactly.
PCM = b"\0\0\x08\0\x84\x82"


def twilio_call() -> tuple[TwilioClient, TwilioDialect]:
    client, gateway = TwilioClient("CA1", "MZ1", {"caller": "13800138000"}), TwilioDialect()
    connected, start = client.send_start()
    assert gateway.receive(connected) == ()
    assert gateway.receive(start) == (
        CallStarted("CA1", "13800138000", "", 8000, {"caller": "13800138000"}),
    )
    return client, gateway


def test_twilio_is_understood_by_the_gateway() -> None:
    client, gateway = twilio_call()
    said = [
        *client.send_audio(PCM),
        *client.send_digit("#"),
        *client.send_mark(Mark("m")),
        *client.send_hang_up(),
    ]
    heard = [event for message in said for event in gateway.receive(message)]
    assert heard == [Audio(PCM), Pressed("#"), Played("m"), Ended("caller")]
    numbers = [int(json.loads(message)["sequenceNumber"]) for message in said]
    assert numbers == [2, 3, 4, 5]


def test_the_gateway_is_understood_by_twilio() -> None:
    client, gateway = twilio_call()
    said = [*gateway.send_audio(PCM), *gateway.send_mark("m"), *gateway.send_flush()]
    heard = [event for message in said for event in client.receive(message)]
    assert heard == [Audio(PCM), Mark("m"), Flush()]


def test_twilio_notices_another_stream() -> None:
    client, _ = twilio_call()
    with pytest.raises(ProtocolError, match="not the one of this stream"):
        client.receive('{"event": "clear", "streamSid": "MZ2"}')


def test_the_native_telephone_understands_its_gateway() -> None:
    client, gateway = NativeClient(Start("13800138000", "12345")), NativeDialect()
    for message in client.send_start():
        gateway.receive(message)
    said = [
        *gateway.send_started("c"),
        *gateway.send_audio(PCM),
        *gateway.send_flush(),
        *gateway.send_caption(Caption("caller", "您好", final=False)),
        *gateway.send_hang_up("robot"),
    ]
    heard = [event for message in said for event in client.receive(message)]
    assert heard == [
        Started("c"),
        Audio(PCM),
        Flush(),
        Caption("caller", "您好", final=False),
        HangUp("robot"),
    ]


def test_a_handset_says_no_start() -> None:
    assert NativeClient(None).send_start() == ()


def test_a_ring_in_a_call_is_an_error() -> None:
    with pytest.raises(ProtocolError, match="Ring"):
        NativeClient(None).receive(encode(Ring("c", "12345")))


@given(st.text() | st.binary())
def test_garbage_is_a_protocol_error(message: str | bytes) -> None:
    client, _ = twilio_call()
    with pytest.raises(ProtocolError):
        client.receive(message)
