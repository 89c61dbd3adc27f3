from pathlib import Path

import numpy as np
import pytest

from bench.barge_in_sounds import (
    Talker,
    clicks,
    cough,
    disturbances,
    door,
    keys,
    levelled,
    meant,
    recorded_talkers,
)
from ivr.recorded.sound import RATE

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"


def random() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize("made", [cough, door, clicks])
def test_what_is_made_is_a_short_sound_in_the_telephone_band(made: object) -> None:
    sound = made(random())  # type: ignore[operator]
    assert 0.1 < len(sound) / RATE < 1.5
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    assert spectrum[(hertz < 200) | (hertz > 3500)].sum() < 0.01 * spectrum.sum()
    again = made(random())  # type: ignore[operator]
    assert np.array_equal(sound, again)


def test_keys_are_their_two_tones() -> None:
    spectrum = np.abs(np.fft.rfft(keys("5"), RATE))
    assert {int(hertz) for hertz in np.argsort(spectrum)[-2:]} <= {769, 770, 771, 1335, 1336, 1337}


def test_a_level_is_that_of_the_loud_part() -> None:
    sound = np.concatenate([np.zeros(RATE), np.sin(np.arange(RATE // 5)), np.zeros(RATE)])
    loud = levelled(sound, -20.0)[RATE : RATE + RATE // 5]
    assert 10 * np.log10(np.mean(loud**2)) == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize(
    ("text", "interrupts"),
    [("嗯。", False), ("好的。", False), ("等一下", False), ("转人工服务。", True)],
)
def test_a_murmur_is_no_interruption(text: str, interrupts: bool) -> None:
    assert meant(text) is interrupts


def test_recorded_callers_interrupt_with_what_they_say_next() -> None:
    talkers = recorded_talkers(FIXTURES)
    assert len(talkers) > 10
    for talker in talkers:
        assert 0 <= talker.begins_s < 0.5
        assert len(talker.over) > RATE // 2


def test_every_kind_of_disturbance_has_its_sounds_and_background_its_level() -> None:
    voice = levelled(np.sin(np.arange(3 * RATE) * 0.5), -26.0)
    found = disturbances([voice], [Talker(voice, voice, 0.0)], random())
    assert {"murmur", "cough", "door", "clicks", "keys"} < set(found)
    soft = found["background -20 dB"][0]
    assert np.sqrt(np.mean(soft**2)) == pytest.approx(0.1 * np.sqrt(np.mean(voice**2)), rel=0.01)
