import numpy as np
import pytest

from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.sip.early_media import EarlyMedia
from tests.ivr.gateway.sip.conftest import frames, speech_like


def tone(hz: float, seconds: float) -> bytes:
    at = np.arange(round(seconds * 8000)) / 8000
    pcm = (6000 * np.sin(2 * np.pi * hz * at)).astype("<i2").tobytes()
    return decode_alaw(encode_alaw(pcm))


def heard(pcm: bytes) -> tuple[float, float]:
    early = EarlyMedia()
    for frame in frames(pcm):
        early.hear(frame)
    return pytest.approx(early.ringback_s, abs=0.01), pytest.approx(early.other_s, abs=0.01)


def test_ringing_is_told_from_everything_else() -> None:
    pause = bytes(2 * 8000 * 4)
    assert heard(tone(450, 1.0) + pause + tone(450, 1.0)) == (2.0, 0.0)
    assert heard(speech_like(3.0, seed=1)) == (0.0, 3.0)
    assert heard(tone(450, 1.0) + speech_like(2.0, seed=1)) == (1.0, 2.0)


@pytest.mark.parametrize("hz", [350, 425, 480, 950])
def test_another_tone_is_no_ringing(hz: float) -> None:
    assert heard(tone(hz, 1.0)) == (0.0, 1.0)


def test_silence_is_nothing() -> None:
    assert heard(bytes(16000)) == (0.0, 0.0)
