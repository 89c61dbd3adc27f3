"""Timelines are strings, a character a window of 20 ms: # speech, + doubtful (0.4), . silence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.endpoint import (
    Completeness,
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    Expects,
    SpeechEnded,
    SpeechStarted,
    TrailingSilence,
)

WINDOW_S = 0.02
PROBABILITY = {"#": 0.9, "+": 0.4, ".": 0.05}
SETTINGS = EndpointSettings(
    min_speech_s=0.1,
    onset_gap_s=0.1,
    max_utterance_s=3.0,
    trailing_s=TrailingSilence(open=0.4, yes_no=0.2, digits=0.8, address=0.6, satisfaction=0.3),
)


def run(
    timeline: str, expects: Expects = "open", settings: EndpointSettings = SETTINGS
) -> list[tuple[float, EndpointEvent]]:
    """Events with the time at which each was decided; all times in ms to compare exactly."""
    endpointer = Endpointer(settings)
    endpointer.expect(expects)
    return [
        (_ms((n + 1) * WINDOW_S), _in_ms(event))
        for n, window in enumerate(timeline)
        for event in endpointer.receive(PROBABILITY[window], n * WINDOW_S, WINDOW_S)
    ]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _in_ms(event: EndpointEvent) -> EndpointEvent:
    if isinstance(event, SpeechStarted):
        return SpeechStarted(_ms(event.at))
    return SpeechEnded(_ms(event.at), event.reason)


def test_silence_says_nothing() -> None:
    assert run("." * 500) == []


def test_an_utterance_starts_at_its_onset_and_ends_at_its_last_voice() -> None:
    assert run(".." + "#" * 10 + "." * 30) == [
        (140, SpeechStarted(40)),
        (640, SpeechEnded(240)),
    ]


def test_a_click_is_no_utterance() -> None:
    assert run("..##" + "." * 30 + "###" + "." * 30) == []


def test_clicks_far_apart_do_not_add_up() -> None:
    assert run(("###" + "." * 6) * 10) == []


def test_a_short_gap_in_the_onset_is_forgiven() -> None:
    assert run("##.." + "###" + "." * 30)[0] == (140, SpeechStarted(0))


def test_doubtful_windows_hold_an_utterance_but_do_not_start_one() -> None:
    assert run("+" * 100) == []
    assert run("#" * 5 + "+" * 50 + "." * 30)[-1] == (1500, SpeechEnded(1100))


def test_a_pause_shorter_than_allowed_does_not_end_it() -> None:
    events = run("#" * 10 + "." * 19 + "#" * 10 + "." * 30)
    assert [event for _, event in events] == [SpeechStarted(0), SpeechEnded(780)]


@pytest.mark.parametrize(
    ("expects", "decided_ms"),
    [("open", 600), ("yes_no", 400), ("digits", 1000), ("address", 800), ("satisfaction", 500)],
)
def test_the_trailing_silence_depends_on_what_is_expected(
    expects: Expects, decided_ms: int
) -> None:
    assert run("#" * 10 + "." * 60, expects)[-1] == (decided_ms, SpeechEnded(200))


def test_an_endless_utterance_is_cut_and_goes_on_as_the_next() -> None:
    assert run("#" * 160 + "." * 30) == [
        (100, SpeechStarted(0)),
        (3000, SpeechEnded(3000, "too_long")),
        (3100, SpeechStarted(3000)),
        (3600, SpeechEnded(3200)),
    ]


def test_reset_forgets_an_utterance() -> None:
    endpointer = Endpointer(SETTINGS)
    for n in range(10):
        endpointer.receive(0.9, n * WINDOW_S, WINDOW_S)
    assert endpointer.speaking
    endpointer.reset()
    assert not endpointer.speaking
    assert endpointer.receive(0.0, 0.2, 5.0) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_threshold": 0.3, "stop_threshold": 0.5},
        {"start_threshold": 1.5},
        {"max_utterance_s": 0.1, "min_speech_s": 0.2},
    ],
)
def test_settings_that_contradict_themselves_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"threshold|max_utterance_s"):
        EndpointSettings(**wrong)


timelines = st.lists(
    st.tuples(st.sampled_from("#+."), st.integers(1, 60)), min_size=1, max_size=20
).map(lambda runs: "".join(kind * length for kind, length in runs))
kinds = st.sampled_from(["open", "yes_no", "digits", "address", "satisfaction"])


@given(timelines, kinds)
def test_starts_and_ends_take_turns(timeline: str, expects: Expects) -> None:
    events = [event for _, event in run(timeline, expects)]
    assert all(isinstance(event, SpeechStarted) for event in events[::2])
    assert all(isinstance(event, SpeechEnded) for event in events[1::2])


@given(timelines, kinds)
def test_time_runs_forward_and_nothing_is_foreseen(timeline: str, expects: Expects) -> None:
    events = run(timeline, expects)
    times = [event.at for _, event in events]
    assert times == sorted(times)
    assert all(event.at <= decided for decided, event in events)


PAUSES = TrailingSilence(open=0.4, yes_no=0.2, digits=0.8, complete=0.3, unfinished=0.6, most=0.7)


@pytest.mark.parametrize(
    ("expects", "sounds", "seconds"),
    [
        ("open", "complete", 0.3),
        ("open", "unknown", 0.4),
        ("open", "unfinished", 0.6),
        ("yes_no", "complete", 0.2),
        ("yes_no", "unfinished", 0.6),
        ("digits", "complete", 0.3),
        ("digits", "unknown", 0.7),
        ("digits", "unfinished", 0.7),
    ],
)
def test_the_pause_depends_on_how_the_words_sound(
    expects: Expects, sounds: Completeness, seconds: float
) -> None:
    assert PAUSES.of(expects, sounds) == seconds


def decided_after(sounds: Completeness, more: str = "") -> int:
    """Pause in ms after which words that sound like this end, if `more` comes first."""
    endpointer = Endpointer(replace(SETTINGS, trailing_s=PAUSES))
    timeline = "#" * 10 + ".." + more + "." * 60
    for n, window in enumerate(timeline):
        if n == 12:
            endpointer.sounds(sounds)
        for event in endpointer.receive(PROBABILITY[window], n * WINDOW_S, WINDOW_S):
            if isinstance(event, SpeechEnded):
                return _ms((n + 1) * WINDOW_S - event.at)
    raise AssertionError("no end")


def test_words_that_sound_complete_end_sooner_and_unfinished_ones_later() -> None:
    assert [decided_after(s) for s in ("complete", "unknown", "unfinished")] == [300, 400, 600]


def test_more_voice_alone_does_not_undo_it() -> None:
    assert decided_after("complete", "###") == 300


def test_the_next_utterance_is_judged_anew() -> None:
    endpointer = Endpointer(replace(SETTINGS, trailing_s=PAUSES))
    endpointer.sounds("complete")
    ends = [
        (n + 1) * 20 - _ms(event.at)
        for n, window in enumerate("#" * 10 + "." * 30)
        for event in endpointer.receive(PROBABILITY[window], n * WINDOW_S, WINDOW_S)
        if isinstance(event, SpeechEnded)
    ]
    assert ends == [400]


@given(kinds, st.sampled_from(["complete", "unknown", "unfinished"]))
def test_no_pause_is_longer_than_the_longest(expects: Expects, sounds: Completeness) -> None:
    settings = TrailingSilence()
    assert 0 < settings.of(expects, sounds) <= settings.most
    assert settings.of(expects, "complete") <= settings.of(expects)
    assert settings.of(expects) <= settings.of(expects, "unfinished")


@given(timelines, kinds)
def test_no_utterance_is_longer_than_allowed(timeline: str, expects: Expects) -> None:
    events = [event for _, event in run(timeline, expects)]
    for started, ended in zip(events[::2], events[1::2], strict=False):
        assert ended.at - started.at <= _ms(SETTINGS.max_utterance_s)
        assert ended.at - started.at >= _ms(SETTINGS.min_speech_s)


@given(timelines, kinds)
def test_long_silence_ends_whatever_was_said(timeline: str, expects: Expects) -> None:
    assert len(run(timeline + "." * 50, expects)) % 2 == 0


@given(st.lists(st.floats(0, 0.499), max_size=200))
def test_below_the_threshold_nothing_starts(probabilities: list[float]) -> None:
    endpointer = Endpointer(SETTINGS)
    for n, probability in enumerate(probabilities):
        assert endpointer.receive(probability, n * WINDOW_S, WINDOW_S) == ()


def timeline(endpointer: Endpointer, windows: str, first: int = 0) -> list[EndpointEvent]:
    return [
        _in_ms(event)
        for n, window in enumerate(windows, first)
        for event in endpointer.receive(PROBABILITY[window], n * WINDOW_S, WINDOW_S)
    ]


def test_an_utterance_that_begins_again_is_as_long_as_what_came_since() -> None:
    endpointer = Endpointer(SETTINGS)
    timeline(endpointer, "#" * 140)
    endpointer.begin_again(2.6)
    assert endpointer.speaking
    assert timeline(endpointer, "#" * 100, 140) == []
    assert timeline(endpointer, "." * 20, 240) == [SpeechEnded(4800)]


def test_what_was_not_the_callers_voice_is_silence_afterwards() -> None:
    endpointer = Endpointer(SETTINGS)
    timeline(endpointer, "#" * 70)
    endpointer.silent_since(1.0)
    assert timeline(endpointer, ".", 70) == [SpeechEnded(1000)]


def test_nothing_begins_again_where_nobody_speaks() -> None:
    endpointer = Endpointer(SETTINGS)
    endpointer.begin_again(1.0)
    endpointer.silent_since(1.0)
    assert not endpointer.speaking
