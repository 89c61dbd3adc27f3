import numpy as np
import pytest

from bench.line_noise import KINDS, SECONDS, noise
from ivr.recorded.sound import RATE
from ivr.speech.level import TARGET_DBFS

VOICE = np.sin(np.arange(2 * RATE) / 3) * np.repeat([0.0, 0.5], RATE)


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_as_far_below_speech_as_was_asked_for(kind: str) -> None:
    sound = noise(kind, 12.0, 1, [VOICE, VOICE])
    assert len(sound) == SECONDS * RATE
    assert 20 * np.log10(np.sqrt(np.mean(sound**2))) == pytest.approx(TARGET_DBFS - 12, abs=0.1)
    assert np.array_equal(sound, noise(kind, 12.0, 1, [VOICE, VOICE]))


def test_a_street_swells() -> None:
    loud = np.abs(noise("street", 12.0, 1, [])).reshape(SECONDS, RATE).mean(axis=1)
    assert loud.max() > 1.5 * loud.min()
