import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.errors import ProtocolError
from ivr.gateway.websocket.events import CallStarted
from ivr.gateway.websocket.fields import Fields
from ivr.gateway.websocket.metadata import (
    DIGITS,
    MAX_TEXTS,
    SAMPLE_RATES,
    call_started,
    key,
    texts_of,
    whole_samples,
)


def test_only_what_a_log_can_hold_is_kept() -> None:
    said = {
        "caller": "13800138000",
        "sampleRate": 16000,
        "vip": True,
        "load": 0.5,
        "sip": {"headers": {}},
        "via": ["a"],
        "note": "line\nbreak",
        "long": "x" * 257,
        "na\x00me": "x",
        "huge": 10**5000,
    }
    kept = {"caller": "13800138000", "sampleRate": "16000"}
    assert texts_of(Fields(said)) == kept


def test_what_is_kept_is_bounded() -> None:
    assert len(texts_of(Fields({str(n): "x" for n in range(1000)}))) == MAX_TEXTS


@pytest.mark.parametrize(
    ("texts", "started"),
    [
        ({}, CallStarted("", "", "", 8000)),
        ({"caller": "+86 138-0013-8000"}, CallStarted("", "13800138000", "", 8000)),
        ({"FROM": "anonymous", "to": "12345"}, CallStarted("", "", "12345", 8000)),
        ({"from": "sip:1008@10.0.0.9:5060"}, CallStarted("", "1008", "", 8000)),
        ({"caller": "1", "from": "2"}, CallStarted("", "1", "", 8000)),
        ({"caller": "", "from": "2"}, CallStarted("", "2", "", 8000)),
        ({"callSid": "a-1", "sampleRate": "48000"}, CallStarted("a-1", "", "", 48000)),
        ({"mixType": "mono"}, CallStarted("", "", "", 8000)),
    ],
)
def test_a_call_by_its_usual_names(texts: dict[str, str], started: CallStarted) -> None:
    said = call_started(texts)
    assert said.parameters == texts
    assert (said.call_id, said.caller, said.called, said.sample_rate) == (
        started.call_id,
        started.caller,
        started.called,
        started.sample_rate,
    )


def test_what_the_dialect_says_itself_counts() -> None:
    assert call_started({"sample_rate": "8000"}, sample_rate=16000).sample_rate == 16000
    assert call_started({}, call_id="c-1").call_id == "c-1"
    assert call_started({"uuid": "u-1"}, call_id="c-1").call_id == "u-1"


@pytest.mark.parametrize("rate", ["0", "8001", "-8000", "8e3", "8 000", "٨٠٠٠", "9" * 200])
def test_a_rate_must_be_one_that_a_pbx_sends(rate: str) -> None:
    with pytest.raises(ProtocolError, match="sample rate"):
        call_started({"sample_rate": rate})


def test_every_rate_has_whole_samples_in_a_frame() -> None:
    assert all(rate * 20 % 1000 == 0 for rate in SAMPLE_RATES)


def test_keys() -> None:
    assert {key(digit) for digit in "0123456789*#abcd"} == DIGITS
    for wrong in ("", "x", "12", "１"):
        with pytest.raises(ProtocolError, match="no key"):
            key(wrong)


def test_half_a_sample_is_an_error() -> None:
    assert whole_samples(b"\1\0") == b"\1\0"
    with pytest.raises(ProtocolError, match="half a sample"):
        whole_samples(b"\1")


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner),
    max_leaves=3,
)
names = st.sampled_from(["caller", "to", "callSid", "sampleRate", "mixType"]) | st.text()


@given(st.dictionaries(names, json_like))
def test_nothing_but_a_protocol_error_comes_of_garbage(values: dict[str, object]) -> None:
    try:
        started = call_started(texts_of(Fields(values)))
    except ProtocolError:
        return
    assert not started.caller or started.caller.isdigit()
    assert len(started.caller) <= 32
