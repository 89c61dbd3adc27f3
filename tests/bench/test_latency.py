import json
from collections.abc import Sequence

import pytest

from bench.latency import PARTS, Heard, Moment, Said, Wait, figures, moments, waits

RATE = 8000
LOUD, QUIET = b"\x00\x20" * 160, bytes(320)
CLIP = Said("c", b"\x01\x02" * 160 * 10, begins=1, ends=7)
"""Ten frames, of which the second to the eighth are speech."""

STOPS, HEARD, SAYS, STARTS = "caller_stops", "heard", "robot_says", "robot_starts"


def telephone(robot: str, clip_at: int = 5) -> Heard:
    """robot: a character a frame, # where it is heard; a frame every 20 ms from 100 s on."""
    frames = len(robot)
    caller = QUIET * clip_at + CLIP.pcm + QUIET * (frames - clip_at - 10)
    voice = b"".join(LOUD if c == "#" else QUIET for c in robot)
    return Heard("x", RATE, [100 + n * 0.02 for n in range(frames)], caller, voice)


def measured(robot: str, *server: tuple[str, float]) -> Wait:
    (wait,) = waits([CLIP], telephone(robot), [Moment(what, at) for what, at in server])
    return wait


ANSWER = "." * 40 + "#" * 5
SERVER = ((STOPS, 100.6), (HEARD, 100.65), (SAYS, 100.66), (STARTS, 100.7))


def test_a_wait_is_from_the_end_of_speech_to_the_first_sound_and_has_five_parts() -> None:
    wait = measured(ANSWER, *SERVER)
    assert wait.whole_s == pytest.approx(0.8 - 0.26)  # frame 40, after frame 12
    assert list(wait.parts) == list(PARTS)
    assert list(wait.parts.values()) == pytest.approx([0.34, 0.05, 0.01, 0.04, 0.1])
    assert sum(wait.parts.values()) == pytest.approx(wait.whole_s)
    assert (wait.cuts, wait.cut_short) == (0, False)


def test_an_utterance_heard_in_two_pieces_is_the_last_ones() -> None:
    wait = measured(ANSWER, (STOPS, 100.3), (HEARD, 100.35), *SERVER)
    assert wait.parts["endpoint"] == pytest.approx(0.34)


def test_an_end_that_was_none_is_a_cut() -> None:
    assert measured(ANSWER, (STOPS, 100.2), *SERVER).cuts == 1


def test_speaking_into_the_caller_is_no_answer() -> None:
    wait = measured("." * 9 + "#" * 20 + "." * 20, *SERVER)
    assert wait.cut_short
    assert wait.whole_s is None


def test_what_was_spoken_before_the_caller_does_not_count() -> None:
    assert measured("#####" + ANSWER[5:], *SERVER).whole_s == pytest.approx(0.54)


def test_no_answer_is_none() -> None:
    wait = measured("." * 60, *SERVER)
    assert (wait.whole_s, wait.cut_short) == (None, False)


def test_an_answer_to_nothing_that_was_heard_has_no_parts() -> None:
    assert measured(ANSWER, (SAYS, 100.66), (STARTS, 100.7)).parts == {}


def test_every_clip_is_found_in_its_turn() -> None:
    one, two = telephone(ANSWER), telephone(ANSWER)
    walls = [100 + n * 0.02 for n in range(90)]
    both = Heard("x", RATE, walls, one.caller + two.caller, one.robot + two.robot)
    assert [w.whole_s for w in waits([CLIP, CLIP, CLIP], both, [])] == pytest.approx([0.54, 0.54])


def line(call: str, what: str, second: float) -> str:
    stamp = f"2026-01-05T02:00:{second:09.6f}Z"
    return json.dumps({"event": "moment", "call": call, "what": what, "timestamp": stamp})


def test_moments_are_told_apart_by_call() -> None:
    log = [line("a", STOPS, 1.5), "no json", json.dumps({"event": "x"}), line("b", HEARD, 2)]
    found = moments([*log, line("a", HEARD, 1.75)])
    assert [m.what for m in found["a"]] == [STOPS, HEARD]
    assert found["a"][1].at - found["a"][0].at == pytest.approx(0.25)
    assert len(found["b"]) == 1


def wait(whole_s: float | None, cuts: int = 0, into: bool = False) -> Wait:
    parts = {} if whole_s is None else dict.fromkeys(PARTS, whole_s / 5)
    return Wait("c", whole_s, parts, cuts, into)


def test_figures_of_waits() -> None:
    many: Sequence[Wait] = [wait(0.5)] * 18 + [wait(0.9), wait(1.0, cuts=2)]
    result = figures([*many, wait(None), wait(None, into=True)])
    assert (result.answers, result.unanswered, result.cuts, result.cut_short) == (20, 1, 1, 1)
    assert (result.p50_ms, result.p95_ms, result.p99_ms) == pytest.approx((500, 900, 1000))
    assert result.parts["voice"] == pytest.approx((100, 180))


def test_no_waits_are_figures_of_nothing() -> None:
    assert figures([]).answers == 0
