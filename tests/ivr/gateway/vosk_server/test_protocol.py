import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.errors import MessageTooBig, ProtocolError
from ivr.gateway.vosk_server.protocol import (
    MAX_AUDIO,
    Chunk,
    Config,
    EndOfAudio,
    Utterance,
    VoskProtocol,
    partial,
    result,
)

HELLO = Utterance("你好", 0.48, 1.2345678, 0.75)
BYE = Utterance("再见", 2.0, 3.0)


def configured(config: object) -> Config:
    protocol = VoskProtocol()
    assert protocol.receive(json.dumps({"config": config})) is None
    return protocol.config


@pytest.mark.parametrize(
    ("config", "means"),
    [
        ({}, Config()),
        ({"sample_rate": 16000}, Config(sample_rate=16000)),
        ({"sample_rate": 16000.0, "words": False}, Config(sample_rate=16000, words=False)),
        ({"sample_rate": "44100", "words": 1}, Config(sample_rate=44100)),
        ({"max_alternatives": 3}, Config(alternatives=3)),
        ({"max_alternatives": -1}, Config()),
        ({"phrase_list": ["满意", "不满意"]}, Config(phrases=("满意", "不满意"), closed=True)),
        ({"phrase_list": ["满意", "[unk]"]}, Config(phrases=("满意",), closed=False)),
        ({"phrase_list": []}, Config()),
        ({"model": "big", "spk": True}, Config()),
    ],
)
def test_what_clients_configure(config: object, means: Config) -> None:
    assert configured(config) == means


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("hello", "not JSON"),
        ("{}", "config or eof"),
        ('{"config": 8000}', "config must be an object"),
        ('{"config": {"sample_rate": 100}}', "sample_rate must be 4000 to 192000"),
        ('{"config": {"sample_rate": 8000.5}}', "sample_rate must be"),
        ('{"config": {"sample_rate": "many"}}', "sample_rate must be"),
        ('{"config": {"sample_rate": NaN}}', "sample_rate must be"),
        ('{"config": {"sample_rate": [1]}}', "sample_rate must be"),
        ('{"config": {"max_alternatives": "3"}}', "whole number"),
        ('{"config": {"phrase_list": "满意"}}', "list of strings"),
        ('{"config": {"phrase_list": [1]}}', "list of strings"),
        (json.dumps({"config": {"phrase_list": ["好"] * 2001}}), "longer than 2000"),
    ],
)
def test_what_is_wrong_is_said_clearly(message: str, error: str) -> None:
    with pytest.raises(ProtocolError, match=error):
        VoskProtocol().receive(message)


def test_configuration_comes_before_the_audio() -> None:
    protocol = VoskProtocol()
    protocol.receive(b"\0\0")
    protocol.receive('{"config": {"sample_rate": 48000}}')
    assert protocol.config.sample_rate == 8000


@pytest.mark.parametrize("message", ['{"eof" : 1}', '{"eof":1}', '{"eof": true}'])
def test_the_end_in_every_clients_spelling(message: str) -> None:
    assert VoskProtocol().receive(message) == EndOfAudio()


@given(st.lists(st.binary(max_size=9), max_size=9))
def test_samples_cut_in_two_are_put_together(pieces: list[bytes]) -> None:
    protocol = VoskProtocol()
    chunks = [protocol.receive(piece) for piece in pieces]
    assert all(isinstance(chunk, Chunk) and len(chunk.pcm) % 2 == 0 for chunk in chunks)
    heard = b"".join(chunk.pcm for chunk in chunks if isinstance(chunk, Chunk))
    sent = b"".join(pieces)
    assert heard == sent[: len(sent) - len(sent) % 2]


def test_too_much_at_once_is_refused() -> None:
    for much in (bytes(MAX_AUDIO + 1), "x" * 70_000):
        with pytest.raises(MessageTooBig):
            VoskProtocol().receive(much)


def test_replies_as_vosk_server_writes_them() -> None:
    assert partial("你") == '{\n  "partial": "你"\n}'
    assert json.loads(partial("")) == {"partial": ""}
    assert json.loads(result((HELLO,), Config())) == {
        "result": [{"conf": 0.75, "start": 0.48, "end": 1.235, "word": "你好"}],
        "text": "你好",
    }
    assert json.loads(result((HELLO,), Config(words=False))) == {"text": "你好"}
    assert json.loads(result((), Config())) == {"text": ""}
    assert json.loads(result((Utterance("", 0, 1),), Config())) == {"text": ""}


def test_two_utterances_in_one_message_are_one_result() -> None:
    both = json.loads(result((HELLO, BYE), Config()))
    assert both["text"] == "你好 再见"
    assert [item["word"] for item in both["result"]] == ["你好", "再见"]
    assert both["result"][1]["conf"] == 1.0


def test_alternatives_have_a_shape_of_their_own() -> None:
    config = Config(words=False, alternatives=3)
    assert json.loads(result((HELLO,), config)) == {
        "alternatives": [{"confidence": 0.75, "text": "你好"}]
    }
    assert json.loads(result((), config)) == {"alternatives": [{"confidence": 0.0, "text": ""}]}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["config", "eof", "sample_rate", "words", "max_alternatives", "phrase_list"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(st.text() | st.binary() | json_values.map(json.dumps), max_size=6))
def test_nothing_but_a_protocol_error_comes_of_garbage(messages: list[str | bytes]) -> None:
    protocol = VoskProtocol()
    for message in messages:
        try:
            protocol.receive(message)
        except ProtocolError as error:
            assert str(error)  # noqa: PT017 - whether it is raised is up to the message
