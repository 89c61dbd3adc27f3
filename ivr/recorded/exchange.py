"""A clip as the telephone network brings it, and back up to the rate of an engine.

Chinese networks compand with A-law (ITU-T G.711). The way up is the gateway's own, frame by frame,
so that what is measured here is what a call hears.
"""

import numpy as np

from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.line import FRAME_MS
from ivr.gateway.resample import StreamResampler
from ivr.recorded.sound import RATE, band

FRAME_BYTES = RATE * FRAME_MS // 1000 * 2


def through_exchange(pcm: bytes) -> bytes:
    """PCM16 at 8 kHz as it comes out of the network: 300–3,400 Hz, eight bits a sample."""
    voice = band(np.frombuffer(pcm, "<i2").astype(np.float64))
    narrow = voice.round().clip(-32768, 32767).astype("<i2").tobytes()
    return decode_alaw(encode_alaw(narrow))


def at_rate(pcm: bytes, rate: int) -> bytes:
    """PCM16 at 8 kHz, brought to `rate` (Hz) as a call would bring it."""
    up = StreamResampler(RATE, rate)
    frames = (pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES))
    return b"".join(up.push(frame) for frame in frames) + up.flush()
