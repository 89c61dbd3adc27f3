"""[P] RTP packets of A-law audio (RFC 3550, RFC 3551): 160 samples, 20 ms."""

import struct
from dataclasses import dataclass

import numpy as np

from bench.telephone.sip import PCMA
from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.pacing import QUIET_PEAK

FRAME_SAMPLES = 160
HEADER = struct.Struct(">BBHII")
_VERSION = 0x80
_MARKER = 0x80
_QUIET = bytes(
    code
    for code, sample in enumerate(np.frombuffer(decode_alaw(bytes(range(256))), "<i2"))
    if abs(int(sample)) < QUIET_PEAK
)
SILENCE = encode_alaw(bytes(2 * FRAME_SAMPLES))


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as it came. at: seconds, by the kernel's stamp. sequence: 16 bits."""

    at: float
    sequence: int
    payload: bytes


def pack(sequence: int, timestamp: int, source: int, payload: bytes, marker: bool = False) -> bytes:
    kind = PCMA | (_MARKER if marker else 0)
    head = HEADER.pack(_VERSION, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source)
    return head + payload


def unpack(datagram: bytes, at: float) -> Packet | None:
    """None for what is no A-law audio; the gateway sends neither extensions nor sources."""
    if len(datagram) <= HEADER.size or datagram[0] != _VERSION or datagram[1] & 0x7F != PCMA:
        return None
    return Packet(at, int.from_bytes(datagram[2:4], "big"), datagram[HEADER.size :])


def audible(payload: bytes) -> bool:
    """Whether anything can be heard in A-law codes; see `ivr.gateway.pacing.is_quiet`."""
    return bool(payload.translate(None, _QUIET))
