import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.audio_fork import (
    MAX_AUDIO,
    AudioForkDialect,
    audio_fork,
    audio_stream,
    jambonz,
)
from ivr.gateway.websocket.events import CallStarted

FIXTURES = Path(__file__).parent / "fixtures"
FAMILY = (audio_fork, audio_stream, jambonz)
PCM = b"\0\0\xf8\xff"
BASE64 = "AAD4/w=="


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FIXTURES / name).read_text("utf-8").splitlines()]


def started(dialect: AudioForkDialect, rate: int = 16000) -> AudioForkDialect:
    assert isinstance(dialect.receive(json.dumps({"sampleRate": rate}))[0], CallStarted)
    return dialect


@pytest.mark.parametrize(
    ("capture", "dialect"),
    [
        ("audio_fork.jsonl", audio_fork({"called": "12345"})),
        (
            "audio_stream.jsonl",
            audio_stream({"caller": "13800138000", "called": "12345", "sample_rate": "8000"}),
        ),
        ("jambonz.jsonl", jambonz({})),
    ],
    ids=["audio_fork", "audio_stream", "jambonz"],
)
def test_a_call_as_documented(capture: str, dialect: AudioForkDialect) -> None:
    for row in rows(capture):
        message = bytes.fromhex(str(row["hex"])) if "hex" in row else json.dumps(row["wire"])
        assert [repr(event) for event in dialect.receive(message)] == row["gives"], row["name"]


@pytest.mark.parametrize("row", rows("audio_fork_refused.jsonl"), ids=lambda row: row["name"])
@pytest.mark.parametrize("new", FAMILY)
def test_what_is_wrong_is_said_clearly(new, row: dict[str, list[str]]) -> None:
    dialect = new({})
    *before, wrong = row["wire"]
    for message in before:
        dialect.receive(message)
    with pytest.raises(ProtocolError, match=str(row["error"])):
        dialect.receive(wrong)


def test_audio_is_checked() -> None:
    for wrong, error in ((b"\0", ProtocolError), (bytes(MAX_AUDIO + 2), MessageTooBig)):
        with pytest.raises(error):
            started(audio_fork({})).receive(wrong)
    assert started(audio_fork({})).receive(b"") == ()


def test_an_unknown_playback_is_refused() -> None:
    with pytest.raises(ProtocolError, match="playback 'mp3': only binary, playAudio"):
        audio_fork({"playback": "mp3"}).receive("{}")


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        (audio_fork({}), PCM),
        (jambonz({}), PCM),
        (
            audio_fork({"playback": "playAudio"}),
            {
                "type": "playAudio",
                "data": {
                    "audioContentType": "raw",
                    "sampleRate": 16000,
                    "audioContent": BASE64,
                },
            },
        ),
        (
            audio_stream({}),
            {
                "type": "streamAudio",
                "data": {"audioDataType": "raw", "sampleRate": 16000, "audioData": BASE64},
            },
        ),
        (audio_stream({"playback": "binary"}), PCM),
    ],
)
def test_audio_goes_back_as_the_peer_takes_it(dialect: AudioForkDialect, said: object) -> None:
    (sent,) = started(dialect).send_audio(PCM)
    assert (sent if isinstance(sent, bytes) else json.loads(sent)) == said
    assert base64.b64decode(BASE64) == PCM


def commands(dialect: AudioForkDialect) -> list[dict[str, object]]:
    sent = [
        *dialect.send_flush(),
        *dialect.send_mark("last words"),
        *dialect.send_transfer("agents", {"reason": "asked"}),
        *dialect.send_hang_up("robot"),
    ]
    return [json.loads(message) for message in sent]


TRANSFER = {"type": "transfer", "data": {"target": "agents", "context": {"reason": "asked"}}}


def test_commands_of_the_freeswitch_modules() -> None:
    said = [{"type": "killAudio"}, TRANSFER, {"type": "disconnect"}]
    assert commands(started(audio_fork({}))) == said
    assert commands(started(audio_stream({}))) == said


def test_commands_of_jambonz() -> None:
    assert commands(started(jambonz({}))) == [
        {"type": "killAudio"},
        {"type": "clearMarks"},
        {"type": "mark", "data": {"name": "last words"}},
        {"type": "disconnect"},
    ]


def test_what_there_is_no_word_for_is_not_sent() -> None:
    dialect = started(jambonz({}))
    assert dialect.send_started("c") == ()
    assert dialect.send_caption(Caption("robot", "您好")) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["event", "type", "dtmf", "data", "name", "accepted", "sampleRate", "mixType"]
            ),
            inner | st.sampled_from(["dtmf", "transfer", "mark", "playout"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(FAMILY),
    st.lists(st.text() | st.binary() | json_values.map(json.dumps) | st.just("{}"), max_size=6),
)
def test_nothing_but_a_protocol_error_comes_of_garbage(new, messages: list[str | bytes]) -> None:
    dialect = new({})
    for message in messages:
        try:
            dialect.receive(message)
        except ProtocolError as error:
            assert str(error)  # noqa: PT017 - whether it is raised is up to the message
