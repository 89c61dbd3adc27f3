from pathlib import Path

import numpy as np

from bench.telephone.rtp import audible
from bench.telephone.script import clip, enquiries, room, scripts

FIXTURES = Path(__file__).resolve().parents[3] / "audio_fixtures"


def tone(seconds: float, peak: int) -> bytes:
    time = np.arange(round(seconds * 8000)) / 8000
    return (np.sin(2 * np.pi * 500 * time) * peak).astype("<i2").tobytes()


def test_speech_ends_where_its_level_falls() -> None:
    found = clip("x", tone(0.2, 20) + tone(1.0, 9000) + tone(0.5, 20))
    assert (len(found.payloads), found.last) == (85, 59)
    assert {len(payload) for payload in found.payloads} == {160}


def test_noise_all_through_is_not_speech() -> None:
    noise = np.random.default_rng(3).normal(0, 900, 20000)
    voice = np.frombuffer(tone(1.0, 9000), "<i2")
    noise[4000:12000] += voice
    found = clip("x", noise.astype("<i2").tobytes())
    assert abs(found.last - 74) <= 1


def test_an_idle_line_has_noise_that_is_hardly_heard() -> None:
    payloads = room()
    assert sum(map(audible, payloads)) < len(payloads) / 2
    assert len(set(payloads)) > 200


def test_callers_enquire_twice_and_thank() -> None:
    calls = scripts(FIXTURES)
    assert len(calls) == len(enquiries(FIXTURES)) >= 6
    assert all(len(call) >= 3 for call in calls)
    names = {sidecar.name for sidecar in enquiries(FIXTURES)}
    assert "ask-barge-in" not in names
    assert "silent-caller" not in names
    assert all(0 < one.last < len(one.payloads) for call in calls for one in call)
