import math
from collections.abc import Sequence

import numpy as np
import pytest

from asr.endpoint import EndpointSettings
from bench.vad import (
    Judged,
    Tally,
    decided,
    idle_cost,
    judge,
    measure,
    report,
    starts,
    tally,
    total,
)
from bench.vad_detectors import Candidate
from bench.vad_scenes import Scene, Span
from ivr.recorded.sound import RATE

LEAST_S = EndpointSettings().min_speech_s


class Loudness:
    """Hears whatever is above a fixed level."""

    def probability(self, pcm: bytes) -> float:
        return float(np.abs(np.frombuffer(pcm, "<i2").astype(int)).max() > 1000)


FIXED = Candidate(rate=8000, window=160, start=0.5, stop=0.5, build=Loudness)


def tone(spans: Sequence[Span], seconds: float) -> bytes:
    time = np.arange(round(seconds * RATE)) / RATE
    loud = sum((begin <= time) & (time < end) for begin, end in spans)
    return (8000 * np.sin(2 * np.pi * 440 * time) * loud).astype("<i2").tobytes()


def scene(truth: Sequence[Sequence[Span]], sounding: Sequence[Span], seconds: float = 10) -> Scene:
    return Scene("none", None, tone(sounding, seconds), tuple(map(tuple, truth)))


def test_a_detector_that_hears_all_waits_for_the_least_voiced_time_and_no_more() -> None:
    spans = [(2.0, 3.0), (6.0, 7.0)]
    figures = total([measure(FIXED, scene([[span] for span in spans], spans))])
    assert figures.onset_p50_ms == pytest.approx(LEAST_S * 1000, abs=40)
    assert figures.onset_p95_ms == pytest.approx(figures.onset_p50_ms)
    assert (figures.onsets_missed, figures.speech_missed, figures.false_starts) == (0, 0, 0)
    assert (figures.silence_voiced, figures.utterances) == (0, 2)
    assert figures.core_s_per_hour > 0


def test_a_detector_that_hears_nothing_misses_all() -> None:
    figures = total([measure(FIXED, scene([[(2.0, 3.0)], [(6.0, 7.0)]], []))])
    assert (figures.onsets_missed, figures.speech_missed) == (1, 1)
    assert (figures.onset_p50_ms, figures.false_starts) == (0, 0)


def test_a_detector_that_always_hears_has_one_false_start_and_no_onset() -> None:
    """It began before the first word and never ended: a call would have heard no turn begin."""
    found = measure(FIXED, scene([[(2.0, 3.0)], [(6.0, 7.0)]], [(0.0, 10.0)]))
    figures = total([found])
    assert found.false_starts == 1
    assert (figures.onsets_missed, figures.silence_voiced, figures.speech_missed) == (1, 1, 0)


def test_sound_where_nobody_speaks_is_a_false_start_for_each_minute_of_silence() -> None:
    found = measure(FIXED, scene([[(2.0, 3.0)]], [(2.0, 3.0), (7.0, 7.5)]))
    assert found.false_starts == 1
    assert found.silence_s == pytest.approx(10 - 1.4, abs=0.05)
    assert total([found]).false_starts == pytest.approx(60 / found.silence_s)
    assert total([found]).silence_voiced == pytest.approx(0.5 / found.silence_s, abs=0.01)


def test_a_late_half_is_a_late_onset_and_half_missed() -> None:
    figures = total([measure(FIXED, scene([[(2.0, 4.0)]], [(3.0, 4.0)]))])
    assert figures.onset_p50_ms == pytest.approx(1000 + LEAST_S * 1000, abs=40)
    assert figures.speech_missed == pytest.approx(0.5, abs=0.02)


def test_a_pause_within_an_utterance_is_no_new_onset_and_no_silence() -> None:
    spans = [(2.0, 3.0), (4.5, 5.5)]
    found = measure(FIXED, scene([spans], spans))
    assert (len(found.delays_s), found.false_starts) == (1, 0)
    assert found.silence_s == pytest.approx(10 - (5.8 - 1.9), abs=0.05)


def test_sixteen_kilohertz_detectors_hear_the_same_call_brought_up() -> None:
    lengths: list[int] = []

    class Length:
        def probability(self, pcm: bytes) -> float:
            lengths.append(len(pcm))
            return 0.0

    candidate = Candidate(16_000, 512, 0.5, 0.35, Length)
    found = measure(candidate, scene([[(2.0, 3.0)]], []))
    assert set(lengths) == {1024}
    assert len(lengths) == 10 * 16_000 // 512
    assert found.sound_s == pytest.approx(10, abs=0.032)


def test_an_idle_line_costs_what_its_judging_takes() -> None:
    assert 0 < idle_cost(FIXED, bytes(2 * RATE)) < 3600


def test_half_windows_are_not_judged() -> None:
    assert len(judge(Loudness(), bytes(320 * 2 + 100), 320)) == 2


def test_speech_goes_on_until_the_lower_threshold() -> None:
    candidate = Candidate(8000, 160, start=0.5, stop=0.3, build=Loudness)
    heard = [window.speech for window in decided([0.4, 0.5, 0.4, 0.29, 0.4], candidate)]
    assert heard == [False, True, True, False, False]


def test_starts_are_told_when_they_are_certain() -> None:
    windows = [Judged(n * 0.02, 1.0 if n >= 50 else 0.0, n >= 50) for n in range(100)]
    (certain,) = starts(windows, FIXED)
    assert certain == pytest.approx(1.0 + math.ceil(LEAST_S / 0.02) * 0.02, abs=1e-6)


def test_nothing_to_count_gives_figures_of_nothing() -> None:
    figures = total([Tally()])
    assert set(figures.as_dict().values()) <= {0, 1}
    assert tally([], [], FIXED) == Tally()


def test_a_report_adds_up_by_noise_by_level_and_over_all() -> None:
    quiet = Tally(delays_s=[0.1], utterances=1, silence_s=60, sound_s=60)
    loud = Tally(utterances=1, silence_s=60, sound_s=60, false_starts=2)
    found = report({("none", None): quiet, ("hum", 5.0): loud})
    assert set(found) == {"all", "none", "hum", "5 dB", "hum 5 dB"}
    assert (found["hum"]["false_starts"], found["all"]["false_starts"]) == (2, 1)
    assert (found["all"]["onsets_missed"], found["none"]["onset_p50_ms"]) == (0.5, 100)
