"""[P] What a PBX says of a call by free names: metadata, channel variables, address parameters."""

import re
from collections.abc import Mapping

from ivr.gateway.errors import ProtocolError
from ivr.gateway.numbers import subscriber_digits
from ivr.gateway.websocket.events import CallStarted
from ivr.gateway.websocket.fields import Fields

SAMPLE_RATES = (8000, 12000, 16000, 24000, 32000, 44100, 48000, 64000, 96000, 192000)
"""Rates that a PBX can be told to send, Hz; each has whole samples in 20 ms."""

DIGITS = frozenset("0123456789*#ABCD")

MAX_TEXTS = 64
MAX_TEXT = 256
"""Of what is kept: the rest is of no use to a conversation."""

_CALLER = ("caller", "from", "callerid", "caller_id_number")
_CALLED = ("called", "to", "destination_number")
_CALL_ID = ("call_id", "callsid", "callid", "uuid")
_RATE = ("sample_rate", "samplerate")
_MIX = ("mix_type", "mixtype")

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def texts_of(fields: Fields) -> dict[str, str]:
    """The strings and whole numbers of a JSON object, as strings. What is nested, too long or not
    fit for a log is left out: a PBX sends much that nobody asked for."""
    texts: dict[str, str] = {}
    for name, value in fields.values.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            continue
        if isinstance(value, int) and value.bit_length() > 64:
            continue  # Python refuses to write very long numbers
        text = str(value)
        if len(texts) < MAX_TEXTS and _fits(name) and _fits(text):
            texts[name] = text
    return texts


def call_started(
    texts: Mapping[str, str], *, call_id: str = "", sample_rate: int = 0
) -> CallStarted:
    """A call from what was said of it, by whatever usual name.

    call_id: where `texts` has none. sample_rate: where the dialect says it; 0 takes it from
    `texts`, else 8000. Raises ProtocolError where the audio is not one a robot can hear.
    """
    texts = texts_of(Fields(texts))
    known = {name.lower(): text for name, text in texts.items()}
    mix = _first(known, _MIX, "mono")
    if mix != "mono":
        raise ProtocolError(f"mix type {mix!r}: only mono, the caller alone, can be understood")
    identifiers = Fields({"call_id": _first(known, _CALL_ID, call_id)})
    return CallStarted(
        call_id=identifiers.identifier("call_id", ""),
        caller=_number(_first(known, _CALLER)),
        called=_number(_first(known, _CALLED)),
        sample_rate=sample_rate or _rate(_first(known, _RATE, "8000")),
        parameters=texts,
    )


def key(digit: str) -> str:
    """A key that somebody pressed. Raises ProtocolError."""
    if digit.upper() not in DIGITS:
        raise ProtocolError(f"dtmf: no key is called {digit!r}")
    return digit.upper()


def whole_samples(pcm: bytes) -> bytes:
    """Raises ProtocolError where a sample of PCM16 is cut in two."""
    if len(pcm) % 2:
        raise ProtocolError("half a sample of PCM16")
    return pcm


def _first(known: Mapping[str, str], names: tuple[str, ...], default: str = "") -> str:
    return next((known[name] for name in names if known.get(name)), default)


def _number(written: str) -> str:
    """Digits of a number or of a SIP address's user part."""
    return subscriber_digits(written.removeprefix("sip:").partition("@")[0])[:32]


def _rate(written: str) -> int:
    rate = int(written) if re.fullmatch(r"[0-9]{4,6}", written) else 0
    if rate not in SAMPLE_RATES:
        raise ProtocolError(f"sample rate {written!r}: not one of {SAMPLE_RATES}")
    return rate


def _fits(text: str) -> bool:
    return len(text) <= MAX_TEXT and not _UNFIT.search(text)
