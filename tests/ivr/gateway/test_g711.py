"""Vectors: ITU-T G.711 tables 1 and 2 (end points of the segments), in 16-bit scale."""

import numpy as np
import pytest

from ivr.gateway.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw

ALL_CODES = bytes(range(256))
EVERY_SAMPLE = np.arange(-32768, 32768).astype("<i2")


def samples(pcm: bytes) -> list[int]:
    return np.frombuffer(pcm, "<i2").tolist()


def pcm(*values: int) -> bytes:
    return np.array(values, "<i2").tobytes()


ULAW = {
    0x80: 32124, 0x8F: 16764, 0x9F: 8316, 0xAF: 4092, 0xBF: 1980, 0xCF: 924, 0xDF: 396, 0xEF: 132,
    0xFE: 8, 0xFF: 0, 0x00: -32124, 0x0F: -16764, 0x6F: -132, 0x7E: -8, 0x7F: 0,
}  # fmt: skip

ALAW = {
    0xAA: 32256, 0xA5: 16896, 0xBA: 16128, 0xB5: 8448, 0x8A: 8064, 0x85: 4224, 0x9A: 4032,
    0x95: 2112, 0xEA: 2016, 0xE5: 1056, 0xFA: 1008, 0xF5: 528, 0xCA: 504, 0xD4: 24, 0xD5: 8,
    0x2A: -32256, 0x54: -24, 0x55: -8,
}  # fmt: skip


@pytest.mark.parametrize(("code", "sample"), ULAW.items())
def test_ulaw_decodes_the_published_values(code: int, sample: int) -> None:
    assert samples(decode_ulaw(bytes([code]))) == [sample]


@pytest.mark.parametrize(("code", "sample"), ALAW.items())
def test_alaw_decodes_the_published_values(code: int, sample: int) -> None:
    assert samples(decode_alaw(bytes([code]))) == [sample]


def test_ulaw_encodes_the_edges() -> None:
    edges = pcm(0, 1, -1, 32767, -32768, 8158 * 4, 8031 * 4, 31 * 4, 32 * 4)
    assert encode_ulaw(edges) == bytes([0xFF, 0xFF, 0x7F, 0x80, 0x00, 0x80, 0x80, 0xEF, 0xEF])


def test_alaw_encodes_the_edges() -> None:
    edges = pcm(0, -1, 15, 16, -16, -17, 32767, -32768)
    assert encode_alaw(edges) == bytes([0xD5, 0x55, 0xD5, 0xD4, 0x55, 0x54, 0xAA, 0x2A])


def test_every_alaw_code_survives_a_round_trip() -> None:
    assert encode_alaw(decode_alaw(ALL_CODES)) == ALL_CODES


def test_every_ulaw_code_but_minus_zero_survives_a_round_trip() -> None:
    again = encode_ulaw(decode_ulaw(ALL_CODES))
    assert [code for code in range(256) if again[code] != code] == [0x7F]
    assert again[0x7F] == 0xFF


@pytest.mark.parametrize(
    ("encode", "decode"), [(encode_ulaw, decode_ulaw), (encode_alaw, decode_alaw)]
)
def test_no_sample_is_further_off_than_half_a_step(encode, decode) -> None:  # type: ignore[no-untyped-def]
    heard = np.frombuffer(decode(encode(EVERY_SAMPLE.tobytes())), "<i2").astype(int)
    said = EVERY_SAMPLE.astype(int)
    # Half the step is at most 1/32 of the magnitude, 8 in the lowest segment; the very loudest
    # samples lie outside of the codec's range.
    allowed = np.maximum(16, (np.abs(said) + 132) / 31) + np.maximum(0, np.abs(said) - 32124)
    assert (np.abs(heard - said) <= allowed).all()
    assert (np.diff(heard) >= 0).all()


def test_nothing_gives_nothing() -> None:
    assert decode_ulaw(b"") == encode_ulaw(b"") == decode_alaw(b"") == encode_alaw(b"") == b""


def test_against_the_standard_library_where_it_has_them() -> None:
    audioop = pytest.importorskip("audioop", reason="removed in Python 3.13")
    data = EVERY_SAMPLE.tobytes()
    assert decode_ulaw(ALL_CODES) == audioop.ulaw2lin(ALL_CODES, 2)
    assert decode_alaw(ALL_CODES) == audioop.alaw2lin(ALL_CODES, 2)
    assert encode_alaw(data) == audioop.lin2alaw(data, 2)
    # It shifts negatives down to 14 bits before it takes their magnitude, which moves the
    # decision points below zero by up to three units: compare where no shift rounds.
    exact = EVERY_SAMPLE[EVERY_SAMPLE % 4 == 0].tobytes()
    assert encode_ulaw(exact) == audioop.lin2ulaw(exact, 2)
