import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.events import Audio
from ivr.gateway.websocket.native import MAX_AUDIO, Transcript, decode, encode

FIXTURES = Path(__file__).parent / "fixtures"
WIRE = [json.loads(line) for line in (FIXTURES / "native.jsonl").read_text("utf-8").splitlines()]
REFUSED = [
    json.loads(line) for line in (FIXTURES / "native_refused.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", WIRE, ids=lambda row: row["wire"]["type"])
def test_both_ways(row: dict[str, object]) -> None:
    message = decode(json.dumps(row["wire"]))
    assert repr(message) == row["message"]
    assert not isinstance(message, bytes)
    assert json.loads(encode(message)) == row["wire"]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["error"])
def test_what_is_wrong_is_said_clearly(row: dict[str, object]) -> None:
    wire = row["wire"] if isinstance(row["wire"], str) else json.dumps(row["wire"])
    with pytest.raises(ProtocolError, match=str(row["error"])):
        decode(wire)


def test_lone_surrogates_and_bottomless_nesting_are_refused() -> None:
    with pytest.raises(ProtocolError, match="control characters"):
        decode('{"type": "start", "caller": "\\ud800"}')
    with pytest.raises(ProtocolError, match="not JSON"):
        decode("[" * 60_000)


def test_audio_is_itself() -> None:
    assert decode(b"\1\2\3\4") == Audio(b"\1\2\3\4")
    assert encode(Audio(b"\1\2")) == b"\1\2"


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ProtocolError, match="half a sample"):
        decode(b"\1\2\3")


def test_too_much_at_once_is_refused() -> None:
    with pytest.raises(MessageTooBig):
        decode(bytes(MAX_AUDIO + 2))
    with pytest.raises(MessageTooBig):
        decode(json.dumps({"type": "start", "caller": "1" * 70_000}))


def test_a_caption_as_a_transcript() -> None:
    assert Transcript.of(Caption("robot", "您好", final=False)) == Transcript(
        "robot", "您好", False
    )


KINDS = [row["wire"]["type"] for row in WIRE]
NAMES = sorted({name for row in WIRE for name in row["wire"]} - {"type"})
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just({}) | st.just([])


@given(
    st.text()
    | st.binary()
    | st.tuples(
        st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
    ).map(lambda drawn: json.dumps({"type": drawn[0], **drawn[1]}))
)
def test_garbage_is_understood_or_refused(message: str | bytes) -> None:
    try:
        understood = decode(message)
    except ProtocolError as error:
        assert str(error)  # noqa: PT017 - whether it is raised is up to the message
    else:
        assert decode(encode(understood)) == understood
