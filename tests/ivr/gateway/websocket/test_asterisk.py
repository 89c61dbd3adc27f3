import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.captions import Caption
from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.websocket.asterisk import CODECS, MAX_AUDIO, AsteriskDialect
from ivr.gateway.websocket.events import Audio, CallStarted

FIXTURES = Path(__file__).parent / "fixtures"
PLAIN_START = "MEDIA_START connection_id:hotline channel_id:1.2 format:{} ptime:20"
JSON_START = '{{"event": "MEDIA_START", "channel_id": "1.2", "format": "{}"}}'


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FIXTURES / name).read_text("utf-8").splitlines()]


def message(row: dict[str, object]) -> str | bytes:
    if "hex" in row:
        return bytes.fromhex(str(row["hex"]))
    return row["wire"] if isinstance(row["wire"], str) else json.dumps(row["wire"])


def started(start: str, codec: str = "slin") -> AsteriskDialect:
    dialect = AsteriskDialect()
    assert isinstance(dialect.receive(start.format(codec))[0], CallStarted)
    return dialect


@pytest.mark.parametrize(
    ("capture", "parameters"),
    [
        ("asterisk_json.jsonl", {"called": "12345"}),
        ("asterisk_plain.jsonl", {"caller": "13800138000", "called": "12345"}),
    ],
)
def test_a_call_as_asterisk_speaks_it(capture: str, parameters: dict[str, str]) -> None:
    dialect = AsteriskDialect(parameters)
    for row in rows(capture):
        given_events = [repr(event) for event in dialect.receive(message(row))]
        assert given_events == row["gives"], row["name"]


@pytest.mark.parametrize("row", rows("asterisk_refused.jsonl"), ids=lambda row: row["name"])
def test_what_is_wrong_is_said_clearly(row: dict[str, object]) -> None:
    with pytest.raises(ProtocolError, match=str(row["error"])):
        AsteriskDialect().receive(str(row["wire"]))


def test_one_start_a_channel_and_no_media_before_it() -> None:
    with pytest.raises(ProtocolError, match="media before"):
        AsteriskDialect().receive(b"\0\0")
    with pytest.raises(ProtocolError, match="second MEDIA_START"):
        started(PLAIN_START).receive(PLAIN_START.format("slin"))


def test_too_much_at_once_is_refused() -> None:
    for much in (bytes(MAX_AUDIO + 2), "{" + "x" * 70_000, "x" * 70_000):
        with pytest.raises(MessageTooBig):
            started(PLAIN_START).receive(much)


def test_half_a_sample_is_refused_where_samples_have_two_bytes() -> None:
    with pytest.raises(ProtocolError, match="half a sample"):
        started(PLAIN_START, "slin16").receive(b"\0")
    assert started(PLAIN_START, "alaw").receive(b"\xd5") == (Audio(b"\x08\x00"),)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (PLAIN_START, ["FLUSH_MEDIA", "MARK_MEDIA last words", "HANGUP"]),
        (
            JSON_START,
            [
                {"command": "FLUSH_MEDIA"},
                {"command": "MARK_MEDIA", "correlation_id": "last words"},
                {"command": "HANGUP"},
            ],
        ),
    ],
)
def test_we_answer_in_the_form_we_are_spoken_to(start: str, said: list[object]) -> None:
    dialect = started(start)
    sent = [*dialect.send_flush(), *dialect.send_mark("last words"), *dialect.send_hang_up("robot")]
    assert [m if start is PLAIN_START else json.loads(m) for m in sent] == said
    assert all(len(m) <= 128 for m in sent), "Asterisk drops longer commands"


@pytest.mark.parametrize("codec", CODECS)
def test_audio_goes_out_in_the_channels_codec(codec: str) -> None:
    dialect = started(JSON_START, codec)
    pcm = b"\0\0\xf8\xff\x84\x82" * 10
    (media,) = dialect.send_audio(pcm)
    (audio,) = dialect.receive(media)
    assert isinstance(audio, Audio)
    assert len(audio.pcm) == len(pcm)
    assert audio.pcm == pcm or codec.endswith("law")


def test_no_message_is_longer_than_asterisk_takes() -> None:
    sent = started(JSON_START, "slin192").send_audio(bytes(200_000))
    assert [len(media) for media in sent] == [65_500, 65_500, 65_500, 3_500]


def test_what_asterisk_has_no_word_for_is_not_sent() -> None:
    dialect = started(JSON_START)
    assert dialect.send_started("c") == ()
    assert dialect.send_transfer("agents", {}) == ()
    assert dialect.send_caption(Caption("robot", "您好")) == ()
    assert AsteriskDialect().send_audio(b"\0\0") == ()


words = st.sampled_from(
    ["MEDIA_START", "DTMF_END", "MEDIA_MARK_PROCESSED", "format:ulaw", "digit:1", "channel_id:1.2"]
)
fields = st.fixed_dictionaries(
    {"event": st.sampled_from(["MEDIA_START", "DTMF_END", "MEDIA_XOFF"]) | st.text()},
    optional={
        "format": st.sampled_from(["ulaw", "slin16"]) | st.integers(),
        "channel_id": st.text(),
        "channel_variables": st.dictionaries(st.text(), st.text() | st.integers()) | st.none(),
        "digit": st.text(max_size=2) | st.none(),
    },
)
texts = st.text() | st.lists(words | st.text()).map(" ".join) | fields.map(json.dumps)


@given(st.lists(texts | st.binary() | st.just(PLAIN_START.format("slin")), max_size=6))
def test_nothing_but_a_protocol_error_comes_of_garbage(messages: list[str | bytes]) -> None:
    dialect = AsteriskDialect()
    for each in messages:
        try:
            dialect.receive(each)
        except ProtocolError as error:
            assert str(error)  # noqa: PT017 - whether it is raised is up to the message
