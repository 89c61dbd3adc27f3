"""[P] The two codecs of the telephone network as look-up tables (ITU-T G.711, tables 1 and 2)."""

import numpy as np
from numpy.typing import NDArray

_MAGNITUDE_MAX = 32635
"""The loudest 16-bit magnitude µ-law can hold once its bias of 132 is added."""
_BIAS = 132


def _ulaw_decoded() -> NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = code >> 4 & 7, code & 0x0F
    magnitude = ((mantissa << 3) + _BIAS << exponent) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype("<i2")


def _ulaw_encoded() -> NDArray[np.uint8]:
    """Codes of all samples, at index sample & 0xFFFF."""
    samples = np.arange(65536, dtype=np.uint16).astype(np.int16).astype(np.int32)
    biased = np.minimum(np.abs(samples), _MAGNITUDE_MAX) + _BIAS
    exponent = np.log2(biased).astype(np.int32) - 7
    mantissa = biased >> exponent + 3 & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    codes: NDArray[np.uint8] = (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8)
    return codes


def _alaw_decoded() -> NDArray[np.int16]:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = code >> 4 & 7, code & 0x0F
    linear = (mantissa << 4) + 8
    magnitude = np.where(exponent == 0, linear, linear + 256 << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype("<i2")


def _alaw_encoded() -> NDArray[np.uint8]:
    """Codes of all samples, at index sample & 0xFFFF."""
    samples = np.arange(65536, dtype=np.uint16).astype(np.int16).astype(np.int32)
    # One's complement of negatives: −1 is the smallest negative magnitude, as the standard has it.
    magnitude = np.where(samples < 0, ~samples, samples)
    exponent = np.maximum(np.log2(np.maximum(magnitude, 1)).astype(np.int32) - 7, 0)
    mantissa = magnitude >> np.maximum(exponent + 3, 4) & 0x0F
    sign = np.where(samples < 0, 0, 0x80)
    codes: NDArray[np.uint8] = ((sign | exponent << 4 | mantissa) ^ 0x55).astype(np.uint8)
    return codes


_ULAW_DECODED, _ULAW_ENCODED = _ulaw_decoded(), _ulaw_encoded()
_ALAW_DECODED, _ALAW_ENCODED = _alaw_decoded(), _alaw_encoded()


def encode_ulaw(pcm: bytes) -> bytes:
    """µ-law codes of PCM16; one byte a sample."""
    codes: bytes = _ULAW_ENCODED[np.frombuffer(pcm, "<u2")].tobytes()
    return codes


def decode_ulaw(codes: bytes) -> bytes:
    """PCM16 of µ-law codes."""
    pcm: bytes = _ULAW_DECODED[np.frombuffer(codes, np.uint8)].tobytes()
    return pcm


def encode_alaw(pcm: bytes) -> bytes:
    """A-law codes of PCM16; one byte a sample."""
    codes: bytes = _ALAW_ENCODED[np.frombuffer(pcm, "<u2")].tobytes()
    return codes


def decode_alaw(codes: bytes) -> bytes:
    """PCM16 of A-law codes."""
    pcm: bytes = _ALAW_DECODED[np.frombuffer(codes, np.uint8)].tobytes()
    return pcm
