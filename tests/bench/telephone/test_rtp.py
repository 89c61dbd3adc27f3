import pytest

from bench.telephone import rtp
from ivr.gateway.g711 import encode_alaw


def test_a_packet_can_be_read_back() -> None:
    packed = rtp.pack(65537, 2**32 + 5, 7, b"\x55" * 160, marker=True)
    assert packed[:12].hex() == "808800010000000500000007"
    packet = rtp.unpack(packed, 1.5)
    assert packet == rtp.Packet(1.5, 1, b"\x55" * 160)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        bytes(12),
        bytes(172),
        rtp.pack(1, 1, 1, b""),
        b"\x80\xc8" + bytes(26),  # RTCP
        b"\x80\x65" + bytes(14),  # a key, RFC 4733
    ],
)
def test_what_is_no_audio_is_passed_over(junk: bytes) -> None:
    assert rtp.unpack(junk, 0.0) is None


@pytest.mark.parametrize(("peak", "heard"), [(0, False), (80, False), (200, True), (-20000, True)])
def test_audible_is_what_is_not_quiet(peak: int, heard: bool) -> None:
    pcm = bytes(318) + peak.to_bytes(2, "little", signed=True)
    assert rtp.audible(encode_alaw(pcm)) is heard
    assert not rtp.audible(rtp.SILENCE)
