import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.g711 import encode_ulaw
from ivr.gateway.websocket.events import Audio, CallStarted
from ivr.gateway.websocket.twilio import TwilioDialect

FIXTURES = Path(__file__).parent / "fixtures"
WIRE = [json.loads(line) for line in (FIXTURES / "twilio.jsonl").read_text("utf-8").splitlines()]
REFUSED = [
    json.loads(line) for line in (FIXTURES / "twilio_refused.jsonl").read_text("utf-8").splitlines()
]
START = json.dumps(WIRE[1]["wire"])
STREAM = "MZXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"


def started() -> TwilioDialect:
    dialect = TwilioDialect()
    assert isinstance(dialect.receive(START)[0], CallStarted)
    return dialect


def test_a_call_as_documented() -> None:
    dialect = TwilioDialect()
    for row in WIRE:
        events = dialect.receive(json.dumps(row["wire"]))
        assert [repr(event) for event in events] == row["gives"], row["name"]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["name"])
def test_what_is_wrong_is_said_clearly(row: dict[str, object]) -> None:
    wire = row["wire"] if isinstance(row["wire"], str) else json.dumps(row["wire"])
    with pytest.raises(ProtocolError, match=str(row["error"])):
        TwilioDialect().receive(wire)


@pytest.mark.parametrize("payload", ["!!!", "/34", "语音", "/34A\n"])
def test_a_payload_must_be_base64(payload: str) -> None:
    message = {"event": "media", "media": {"track": "inbound", "payload": payload}}
    with pytest.raises(ProtocolError, match="not base64"):
        started().receive(json.dumps(message))


def test_one_start_a_stream() -> None:
    with pytest.raises(ProtocolError, match="second start"):
        started().receive(START)


def test_too_much_at_once_is_refused() -> None:
    with pytest.raises(MessageTooBig):
        started().receive("x" * 70_000)


def test_binary_is_refused() -> None:
    with pytest.raises(ProtocolError, match="binary"):
        TwilioDialect().receive(b"\0\1")


def test_what_we_send_is_what_twilio_documents() -> None:
    dialect = started()
    pcm = b"\0\0\xf8\xff\x84\x82"
    payload = base64.b64encode(encode_ulaw(pcm)).decode()
    said = [
        *dialect.send_audio(pcm),
        *dialect.send_mark("my label"),
        *dialect.send_flush(),
    ]
    assert [json.loads(message) for message in said] == [
        {"event": "media", "streamSid": STREAM, "media": {"payload": payload}},
        {"event": "mark", "streamSid": STREAM, "mark": {"name": "my label"}},
        {"event": "clear", "streamSid": STREAM},
    ]


def test_what_twilio_has_no_word_for_is_not_sent() -> None:
    dialect = started()
    assert dialect.send_started("c") == ()
    assert dialect.send_transfer("agents", {}) == ()
    assert dialect.send_hang_up("robot") == ()
    assert dialect.send_caption(Caption("robot", "您好")) == ()


@given(st.binary(min_size=1, max_size=400))
def test_any_codes_arrive_as_audio(codes: bytes) -> None:
    message = {"event": "media", "media": {"payload": base64.b64encode(codes).decode()}}
    (audio,) = started().receive(json.dumps(message))
    assert isinstance(audio, Audio)
    assert len(audio.pcm) == 2 * len(codes)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["event", "start", "media", "mediaFormat", "payload", "dtmf", "digit", "mark"]
            ),
            inner | st.sampled_from(["start", "media", "dtmf", "mark", "stop"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(st.text() | st.binary() | json_values.map(json.dumps) | st.just(START), max_size=6))
def test_nothing_but_a_protocol_error_comes_of_garbage(messages: list[str | bytes]) -> None:
    dialect = TwilioDialect()
    for message in messages:
        try:
            dialect.receive(message)
        except ProtocolError as error:
            assert str(error)  # noqa: PT017 - whether it is raised is up to the message
