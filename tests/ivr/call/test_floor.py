"""Turn-taking: one timeline a rule, every mode × event, and random calls."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.recognizer import Transcript
from ivr.call.floor import (
    NOTHING,
    DeliverKey,
    DeliverSilence,
    DeliverWords,
    DropPlayback,
    FinishHearing,
    Floor,
    FloorAction,
    FloorEvent,
    FloorSettings,
    KeyPressed,
    Mode,
    PartialHeard,
    PausePlayback,
    PromptsEnded,
    PromptStarted,
    Recognised,
    ResumePlayback,
    StartHearing,
    Tick,
    TurnGiven,
    VoiceEnded,
    VoiceEvent,
    VoiceGoesOn,
    VoiceStarted,
    joined,
)

NOISE_LAWN = Transcript("楼下噪音", ("lou", "xia", "zao", "yin"), 0.9)
AT_NIGHT = Transcript("晚上十点", ("wan", "shang", "shi", "dian"), 0.7)
UM = Transcript("嗯", ("en",), 0.8)

WORDS = Recognised(NOISE_LAWN, backchannel=False)
MORE = Recognised(AT_NIGHT, backchannel=False)
BACKCHANNEL = Recognised(UM, backchannel=True)
UNHEARD = Recognised(NOTHING, backchannel=False)


def play(floor: Floor, *timeline: tuple[float, FloorEvent]) -> list[tuple[FloorAction, ...]]:
    """What the floor decided at each step."""
    return [floor.receive(event, at) for at, event in timeline]


def answering() -> Floor:
    """The prompt is over and the caller has five seconds from 1.0 s on."""
    floor = Floor()
    assert play(floor, (0, PromptStarted(True)), (0, TurnGiven(5)), (1.0, PromptsEnded())) == [
        (),
        (),
        (),
    ]
    return floor


def speaking(interruptible: bool = True) -> Floor:
    """The robot asks something; the turn is the caller's already."""
    floor = Floor()
    play(floor, (0, PromptStarted(interruptible)), (0, TurnGiven(5)))
    return floor


def interrupted() -> Floor:
    """The caller has talked over the robot from 1.0 s on, long enough to stop it."""
    floor = speaking()
    assert play(floor, (1.2, VoiceStarted(1.0)), (1.4, VoiceGoesOn(0.4))) == [
        (StartHearing(),),
        (PausePlayback(),),
    ]
    return floor


def filing() -> Floor:
    """The caller has answered and the robot is busy: no turn is given."""
    floor = answering()
    play(floor, (2.2, VoiceStarted(2)), (3, VoiceEnded(0.8)), (3.1, WORDS))
    return floor


# --- the caller's turn ---


def test_an_answer_is_heard_and_delivered() -> None:
    floor = answering()
    assert play(floor, (2.2, VoiceStarted(2.0)), (4.0, VoiceEnded(1.8)), (4.1, WORDS)) == [
        (StartHearing(),),
        (FinishHearing(),),
        (DeliverWords(NOISE_LAWN),),
    ]


def test_an_answer_is_delivered_once_for_one_turn() -> None:
    floor = filing()
    assert play(floor, (4, VoiceStarted(4)), (5, VoiceEnded(1)), (5, MORE), (99, Tick())) == [
        (StartHearing(),),
        (FinishHearing(),),
        (),
        (),
    ]


def test_a_backchannel_is_an_answer_when_asked() -> None:
    floor = answering()
    play(floor, (2.2, VoiceStarted(2.0)), (2.5, VoiceEnded(0.3)))
    assert floor.receive(BACKCHANNEL, 2.5) == (DeliverWords(UM),)


def test_short_noise_is_not_an_answer_and_restarts_the_silence() -> None:
    floor = answering()
    play(floor, (5.5, VoiceStarted(5.3)), (5.9, VoiceEnded(0.6)))
    assert floor.receive(UNHEARD, 6.0) == ()
    assert floor.next_deadline() == 11.0
    assert play(floor, (10.99, Tick()), (11.0, Tick())) == [(), (DeliverSilence(),)]


def test_long_speech_without_words_is_delivered_as_not_understood() -> None:
    floor = answering()
    play(floor, (2, VoiceStarted(2)), (3, VoiceEnded(1.0)))
    assert floor.receive(UNHEARD, 3.1) == (DeliverWords(NOTHING),)


def test_silence_is_delivered_once_after_the_time_given() -> None:
    floor = answering()
    assert floor.next_deadline() == 6.0
    assert play(floor, (5.98, Tick()), (6.0, Tick()), (60, Tick())) == [(), (DeliverSilence(),), ()]
    assert floor.next_deadline() is None


def test_silence_is_counted_from_the_end_of_the_last_prompt() -> None:
    floor = speaking()
    assert floor.next_deadline() is None
    play(floor, (4, PromptStarted(True)), (7, PromptsEnded()))
    assert floor.next_deadline() == 12


def test_silence_is_counted_from_the_turn_where_nothing_was_said() -> None:
    floor = Floor()
    floor.receive(TurnGiven(3), 2.0)
    assert floor.next_deadline() == 5.0


def test_no_silence_while_the_caller_speaks_or_is_being_recognised() -> None:
    floor = answering()
    assert play(floor, (5.9, VoiceStarted(5.8)), (9, Tick()), (9, VoiceEnded(3)), (20, Tick())) == [
        (StartHearing(),),
        (),
        (FinishHearing(),),
        (),
    ]
    assert floor.next_deadline() is None


def test_a_caller_who_goes_on_before_recognition_is_done_is_one_utterance() -> None:
    floor = answering()
    assert play(
        floor,
        (2.2, VoiceStarted(2.0)),
        (4.0, VoiceEnded(1.8)),
        (4.2, VoiceStarted(4.1)),
        (4.3, WORDS),
        (5.0, VoiceEnded(0.9)),
        (5.1, MORE),
    )[3:] == [(), (FinishHearing(),), (DeliverWords(joined([NOISE_LAWN, AT_NIGHT])),)]


def test_two_utterances_waiting_for_recognition_are_one() -> None:
    floor = answering()
    play(floor, (2, VoiceStarted(2)), (3, VoiceEnded(1)), (3.1, VoiceStarted(3.1)))
    play(floor, (4, VoiceEnded(0.9)))
    assert play(floor, (4.1, WORDS), (4.2, MORE)) == [
        (),
        (DeliverWords(joined([NOISE_LAWN, AT_NIGHT])),),
    ]


def test_short_noises_in_a_row_add_up() -> None:
    floor = answering()
    play(floor, (2, VoiceStarted(2)), (2.6, VoiceEnded(0.6)), (2.7, VoiceStarted(2.7)))
    play(floor, (3.3, VoiceEnded(0.6)))
    assert play(floor, (3.4, UNHEARD), (3.5, UNHEARD)) == [(), (DeliverWords(NOTHING),)]


def test_words_joined_are_as_sure_as_the_weakest() -> None:
    assert joined([NOISE_LAWN, AT_NIGHT]) == Transcript(
        "楼下噪音晚上十点", (*NOISE_LAWN.syllables, *AT_NIGHT.syllables), 0.7
    )
    assert joined([NOISE_LAWN, Transcript("好", ("hao",))]).confidence == 0.9
    assert joined([NOTHING]).confidence is None


# --- over a prompt that may be interrupted ---


def test_the_robot_stops_when_it_has_been_talked_over_for_long_enough() -> None:
    floor = speaking()
    assert play(
        floor,
        (1.2, VoiceStarted(1.0)),
        (1.2, VoiceGoesOn(0.2)),
        (1.38, VoiceGoesOn(0.38)),
        (1.4, VoiceGoesOn(0.4)),
        (1.42, VoiceGoesOn(0.42)),
    ) == [(StartHearing(),), (), (), (PausePlayback(),), ()]


def test_time_alone_does_not_stop_the_robot() -> None:
    floor = speaking()
    play(floor, (1.12, VoiceStarted(1.0)), (1.12, VoiceGoesOn(0.12)))
    assert floor.next_deadline() is None
    assert play(floor, (1.4, Tick()), (2.2, Tick())) == [(), ()]


def test_a_prompt_that_starts_under_a_long_voice_is_paused_at_once() -> None:
    floor = Floor()
    play(floor, (1.0, VoiceStarted(0.9)), (1.3, VoiceGoesOn(0.4)))
    assert play(floor, (1.4, PromptStarted(True)), (1.5, VoiceGoesOn(0.5))) == [
        (PausePlayback(),),
        (),
    ]


@pytest.mark.parametrize(("interruptible", "voiced_s"), [(False, 0.4), (True, 0.38)])
def test_a_legal_notice_or_a_short_voice_lets_a_prompt_start(
    interruptible: bool, voiced_s: float
) -> None:
    floor = Floor()
    play(floor, (1.0, VoiceStarted(0.9)), (1.3, VoiceGoesOn(voiced_s)))
    assert floor.receive(PromptStarted(interruptible), 1.4) == ()


def test_voice_of_an_utterance_that_is_over_stops_nothing() -> None:
    floor = Floor()
    play(floor, (1.0, VoiceStarted(0.9)), (1.3, VoiceGoesOn(0.4)), (2.1, VoiceEnded(0.4)))
    assert play(floor, (2.2, PromptStarted(True)), (2.3, VoiceStarted(2.2))) == [
        (),
        (StartHearing(),),
    ]


def test_the_time_that_stops_the_robot_is_a_setting() -> None:
    floor = Floor(FloorSettings(barge_in_s=1.0))
    play(floor, (0, PromptStarted(True)), (0, TurnGiven(5)), (1, VoiceStarted(1)))
    assert play(floor, (1.9, VoiceGoesOn(0.9)), (2.0, VoiceGoesOn(1.0))) == [
        (),
        (PausePlayback(),),
    ]


FEW = PartialHeard(Transcript("楼下", ("lou", "xia")), backchannel=False)
ENOUGH = PartialHeard(Transcript("楼下噪", ("lou", "xia", "zao")), backchannel=False)
MURMUR = PartialHeard(UM, backchannel=True)


@pytest.mark.parametrize(
    ("partials", "pauses_at"),
    [
        pytest.param([], 0.4, id="no words yet: time decides"),
        pytest.param([(0.2, FEW)], 0.4, id="few syllables may be a murmur: time decides"),
        pytest.param([(0.2, ENOUGH)], 0.3, id="words that are meant: sooner"),
        pytest.param([(0.36, ENOUGH)], 0.36, id="words that come later: at once"),
        pytest.param([(0.2, MURMUR)], None, id="a murmur: never"),
        pytest.param([(0.2, MURMUR), (0.5, ENOUGH)], 0.5, id="a murmur, then words: with them"),
        pytest.param([(0.2, MURMUR), (0.3, FEW)], 0.4, id="no murmur after all: time decides"),
    ],
)
def test_what_is_heard_so_far_decides_how_much_voice_stops_the_robot(
    partials: list[tuple[float, PartialHeard]], pauses_at: float | None
) -> None:
    floor = speaking()
    floor.receive(VoiceStarted(1.0), 1.12)
    voiced = [(round(n * 0.02, 2), VoiceGoesOn(round(n * 0.02, 2))) for n in range(6, 60)]
    timeline = sorted([*voiced, *partials], key=lambda timed: timed[0])
    paused = [at for at, event in timeline if PausePlayback() in floor.receive(event, 1 + at)]
    assert paused == ([] if pauses_at is None else [pauses_at])


def test_what_was_heard_counts_for_one_utterance_only() -> None:
    floor = speaking()
    play(floor, (1.2, VoiceStarted(1)), (1.3, MURMUR), (1.4, VoiceEnded(0.4)), (1.5, BACKCHANNEL))
    play(floor, (2, VoiceStarted(2)))
    assert floor.receive(VoiceGoesOn(0.4), 2.4) == (PausePlayback(),)


def test_words_heard_so_far_stop_no_legal_notice() -> None:
    floor = speaking(interruptible=False)
    play(floor, (1.2, VoiceStarted(1)), (1.5, VoiceGoesOn(0.5)))
    assert floor.receive(ENOUGH, 1.5) == ()


def test_words_of_an_utterance_that_is_over_stop_nothing() -> None:
    floor = speaking()
    play(floor, (1.2, VoiceStarted(1)), (1.3, VoiceGoesOn(0.3)), (1.9, VoiceEnded(0.3)))
    assert floor.receive(ENOUGH, 2.0) == ()


def heard_over(*sounds: tuple[float, float]) -> list[tuple[float, VoiceEvent]]:
    """What an ear says, frame by frame, of one utterance of sounds from … to …, in seconds. It
    begins once 0.12 s are voiced and ends after 0.8 s of silence."""
    begin, end = sounds[0][0], sounds[-1][1]
    told: list[tuple[float, VoiceEvent]] = []
    voiced = 0
    for frame in range(1, round((end - begin) / 0.02) + 1):
        at = round(begin + frame * 0.02, 2)
        if not any(start < at <= stop for start, stop in sounds):
            continue
        voiced += 1
        if voiced == 6:
            told.append((at, VoiceStarted(begin)))
        if voiced >= 6:
            told.append((at, VoiceGoesOn(round(voiced * 0.02, 2))))
    return [*told, (round(end + 0.8, 2), VoiceEnded(end - begin))]


def paused_at(*timeline: tuple[float, FloorEvent]) -> list[float]:
    """When a prompt that may be interrupted was paused; the clock ticks all the while."""
    floor = speaking()
    events = [*timeline, *((round(n * 0.02, 2), Tick()) for n in range(1, 250))]
    events.sort(key=lambda timed: timed[0])
    return [at for at, event in events if PausePlayback() in floor.receive(event, at)]


@pytest.mark.parametrize(
    ("sounds", "paused"),
    [
        pytest.param([(1.0, 1.2)], [], id="a 嗯 of 0.2 s, whatever silence runs after it"),
        pytest.param([(1.0, 1.5)], [1.4], id="speech of 0.5 s, once 0.4 s of it are voiced"),
        pytest.param([(1.0, 1.16), (1.46, 1.62)], [], id="two coughs: 0.32 s voiced of 0.62 s"),
        pytest.param(
            [(1.0, 1.24), (1.54, 1.78)], [1.7], id="two longer ones: the pause does not count"
        ),
    ],
)
def test_what_pauses_a_prompt_is_voiced_time(
    sounds: list[tuple[float, float]], paused: list[float]
) -> None:
    assert paused_at(*heard_over(*sounds)) == paused


def test_words_over_a_prompt_end_it_and_are_delivered() -> None:
    floor = interrupted()
    assert play(floor, (3, VoiceEnded(2.0)), (3.1, WORDS)) == [
        (FinishHearing(),),
        (DropPlayback(), DeliverWords(NOISE_LAWN)),
    ]
    assert floor.mode is Mode.QUIET


def test_short_words_over_a_prompt_end_it_too() -> None:
    floor = speaking()
    play(floor, (1.2, VoiceStarted(1.0)), (1.3, VoiceEnded(0.3)))
    assert floor.receive(WORDS, 1.4) == (DropPlayback(), DeliverWords(NOISE_LAWN))


@pytest.mark.parametrize("event", [BACKCHANNEL, UNHEARD])
def test_a_backchannel_or_noise_is_no_interruption(event: Recognised) -> None:
    floor = interrupted()
    assert play(floor, (2.5, VoiceEnded(1.5)), (2.6, event)) == [
        (FinishHearing(),),
        (ResumePlayback(),),
    ]
    play(floor, (9, PromptsEnded()))
    assert floor.next_deadline() == 14


def test_a_short_backchannel_does_not_even_pause_the_prompt() -> None:
    floor = speaking()
    assert play(floor, (1.2, VoiceStarted(1)), (1.3, VoiceEnded(0.3)), (1.4, BACKCHANNEL)) == [
        (StartHearing(),),
        (FinishHearing(),),
        (),
    ]
    assert floor.mode is Mode.PLAYING


def test_a_backchannel_beside_noise_is_no_interruption() -> None:
    floor = interrupted()
    play(floor, (2, VoiceEnded(1)), (2.1, VoiceStarted(2.1)), (2.5, VoiceEnded(0.3)))
    assert play(floor, (2.6, BACKCHANNEL), (2.7, UNHEARD)) == [(), (ResumePlayback(),)]


def test_a_backchannel_followed_by_words_is_an_interruption() -> None:
    floor = interrupted()
    play(floor, (2, VoiceEnded(1)), (2.1, VoiceStarted(2.1)), (3.5, VoiceEnded(1.4)))
    assert play(floor, (3.6, BACKCHANNEL), (3.7, WORDS)) == [
        (),
        (DropPlayback(), DeliverWords(joined([UM, NOISE_LAWN]))),
    ]


def test_the_prompt_stays_paused_while_the_caller_goes_on() -> None:
    floor = interrupted()
    play(floor, (2, VoiceEnded(1)), (2.1, VoiceStarted(2.1)))
    assert play(floor, (2.2, BACKCHANNEL), (30, Tick())) == [(), ()]
    assert floor.mode is Mode.PAUSED


# --- over a prompt that must be heard in full ---


def test_a_legal_notice_is_not_stopped() -> None:
    floor = speaking(interruptible=False)
    assert play(floor, (1.2, VoiceStarted(1)), (9, VoiceGoesOn(8)), (9, Tick())) == [
        (StartHearing(),),
        (),
        (),
    ]
    assert floor.next_deadline() is None


def test_words_over_a_legal_notice_are_held_and_then_delivered() -> None:
    floor = speaking(interruptible=False)
    play(floor, (1.2, VoiceStarted(1)), (3, VoiceEnded(2)))
    assert play(floor, (3.1, WORDS), (8, PromptsEnded()), (99, Tick())) == [
        (),
        (DeliverWords(NOISE_LAWN),),
        (),
    ]


def test_held_words_end_the_next_prompt_that_may_be_interrupted() -> None:
    floor = speaking(interruptible=False)
    play(floor, (1.2, VoiceStarted(1)), (3, VoiceEnded(2)), (3.1, WORDS))
    assert play(floor, (5, PromptStarted(False)), (8, PromptStarted(True))) == [
        (),
        (DropPlayback(), DeliverWords(NOISE_LAWN)),
    ]


def test_all_words_over_a_legal_notice_are_held() -> None:
    floor = speaking(interruptible=False)
    play(floor, (1, VoiceStarted(1)), (2, VoiceEnded(1)), (2.1, WORDS))
    play(floor, (3, VoiceStarted(3)), (4, VoiceEnded(1)), (4.1, MORE))
    assert floor.receive(PromptsEnded(), 9) == (DeliverWords(joined([NOISE_LAWN, AT_NIGHT])),)


@pytest.mark.parametrize("event", [BACKCHANNEL, UNHEARD])
def test_a_backchannel_or_noise_over_a_legal_notice_is_not_held(event: Recognised) -> None:
    floor = speaking(interruptible=False)
    play(floor, (1, VoiceStarted(1)), (3, VoiceEnded(2)), (3.1, event))
    assert floor.receive(PromptsEnded(), 8) == ()
    assert floor.next_deadline() == 13


# --- without the turn ---


def test_words_while_a_ticket_is_being_filed_are_dropped() -> None:
    floor = filing()
    play(floor, (4, VoiceStarted(4)), (5, VoiceEnded(1)))
    assert play(floor, (5.1, MORE), (6, PromptStarted(True)), (6, TurnGiven(5))) == [(), (), ()]
    assert floor.receive(PromptsEnded(), 9) == ()


@pytest.mark.parametrize("interruptible", [True, False])
def test_words_over_a_prompt_without_the_turn_are_dropped(interruptible: bool) -> None:
    floor = filing()
    play(
        floor, (4, PromptStarted(interruptible)), (4.3, VoiceStarted(4.1)), (4.9, VoiceGoesOn(0.8))
    )
    play(floor, (5.5, VoiceEnded(1.4)))
    assert floor.receive(MORE, 5.6) == ((ResumePlayback(),) if interruptible else ())
    later = play(floor, (6, PromptsEnded()), (7, PromptStarted(True)), (7, TurnGiven(5)))
    assert later == [(), (), ()]
    assert play(floor, (8, PromptStarted(True)), (9, PromptsEnded())) == [(), ()]


def test_words_that_began_without_the_turn_count_once_it_is_given() -> None:
    floor = filing()
    play(floor, (4, VoiceStarted(4)), (4.5, TurnGiven(5)), (5, VoiceEnded(1)))
    assert floor.receive(MORE, 5.1) == (DeliverWords(AT_NIGHT),)


# --- keys ---


def test_a_key_answers() -> None:
    assert play(answering(), (2, KeyPressed("1")), (2.1, KeyPressed("2")), (99, Tick())) == [
        (DeliverKey("1"),),
        (),
        (),
    ]


def test_a_key_ends_a_prompt_that_may_be_interrupted() -> None:
    floor = speaking()
    assert floor.receive(KeyPressed("0"), 1) == (DropPlayback(), DeliverKey("0"))
    assert floor.mode is Mode.QUIET


def test_a_key_ends_a_paused_prompt() -> None:
    assert interrupted().receive(KeyPressed("0"), 2) == (DropPlayback(), DeliverKey("0"))


def test_a_key_over_a_legal_notice_is_held_and_then_answers() -> None:
    floor = speaking(interruptible=False)
    assert play(floor, (1, KeyPressed("0")), (6, PromptStarted(True))) == [
        (),
        (DropPlayback(), DeliverKey("0")),
    ]


def test_a_key_counts_more_than_words_over_the_same_notice() -> None:
    floor = speaking(interruptible=False)
    play(floor, (1, VoiceStarted(1)), (2, VoiceEnded(1)), (2.1, WORDS), (3, KeyPressed("0")))
    play(floor, (4, VoiceStarted(4)), (5, VoiceEnded(1)), (5.1, MORE))
    assert floor.receive(PromptsEnded(), 8) == (DeliverKey("0"),)


def test_a_key_without_the_turn_answers_nothing() -> None:
    floor = filing()
    assert floor.receive(KeyPressed("1"), 5) == ()
    floor.receive(PromptStarted(True), 6)
    assert floor.receive(KeyPressed("1"), 7) == ()


# --- every mode × event ---

STATES: dict[str, Callable[[], Floor]] = {
    "new": Floor,
    "answering": answering,
    "speaking": speaking,
    "notice": lambda: speaking(interruptible=False),
    "interrupted": interrupted,
    "filing": filing,
}

SILENT: tuple[FloorAction, ...] = ()
START = (StartHearing(),)
FINISH = (FinishHearing(),)
PAUSE = (PausePlayback(),)
KEY = DeliverKey("1")

EVENTS: dict[str, FloorEvent] = {
    "prompt": PromptStarted(True),
    "notice": PromptStarted(False),
    "ended": PromptsEnded(),
    "turn": TurnGiven(5),
    "voice": VoiceStarted(8.0),
    "voice_goes_on": VoiceGoesOn(2.0),
    "voice_ended": VoiceEnded(2.0),
    "key": KeyPressed("1"),
    "tick": Tick(),
}

TABLE: dict[str, dict[str, tuple[FloorAction, ...]]] = {
    "new": {"voice": START, "voice_ended": FINISH},
    "answering": {
        "voice": START,
        "voice_ended": FINISH,
        "key": (KEY,),
        "tick": (DeliverSilence(),),
    },
    "speaking": {
        "voice": START,
        "voice_goes_on": PAUSE,
        "voice_ended": FINISH,
        "key": (DropPlayback(), KEY),
    },
    "notice": {"voice": START, "voice_ended": FINISH},
    "interrupted": {
        "prompt": PAUSE,
        "voice": START,
        "voice_ended": FINISH,
        "key": (DropPlayback(), KEY),
    },
    "filing": {"voice": START, "voice_ended": FINISH},
}
"""What each event does at 10.0 s; nothing where it is not named."""


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_every_event_in_every_state(state: str, event: str) -> None:
    assert STATES[state]().receive(EVENTS[event], 10.0) == TABLE[state].get(event, SILENT)


RECOGNISED = {"words": WORDS, "backchannel": BACKCHANNEL, "unheard": UNHEARD}

DROPPED = (DropPlayback(), DeliverWords(NOISE_LAWN))
RESUME = (ResumePlayback(),)

RECOGNISED_TABLE: dict[str, dict[str, tuple[FloorAction, ...]]] = {
    "new": {},
    "answering": {
        "words": (DeliverWords(NOISE_LAWN),),
        "backchannel": (DeliverWords(UM),),
        "unheard": (DeliverWords(NOTHING),),
    },
    "speaking": {"words": DROPPED},
    "notice": {},
    "interrupted": {"words": DROPPED, "backchannel": RESUME, "unheard": RESUME},
    "filing": {},
}


@pytest.mark.parametrize("heard", RECOGNISED)
@pytest.mark.parametrize("state", STATES)
def test_everything_recognised_in_every_state(state: str, heard: str) -> None:
    floor = STATES[state]()
    floor.receive(VoiceEnded(2.0), 10.0)
    assert floor.receive(RECOGNISED[heard], 10.1) == RECOGNISED_TABLE[state].get(heard, SILENT)


# --- random calls ---


class Rehearsal:
    """Plays the session's part: sends only what a session could send, and watches the answers."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.at = 0.0
        self.queued: list[bool] = []  # whether each prompt may be interrupted
        self.paused = False
        self.speaking = False
        self.voiced = 0.0
        self.enough = FloorSettings().barge_in_s
        self.pending = 0
        self.turn = False

    def send(self, event: FloorEvent) -> None:
        deadline = self.floor.next_deadline()
        actions = self.floor.receive(event, self.at)
        if isinstance(event, Tick):
            due = deadline is not None and self.at >= deadline
            assert bool(actions) == due, "a Tick does something exactly from the deadline on"
        for action in actions:
            self.check(action)

    def check(self, action: FloorAction) -> None:
        match action:
            case PausePlayback():
                assert self.queued
                assert self.queued[0]
                assert self.speaking
                assert self.voiced >= self.enough
                assert not self.paused
                self.paused = True
            case ResumePlayback():
                assert self.paused
                self.paused = False
            case DropPlayback():
                assert self.queued
                assert self.queued[0]
                self.queued.clear()
                self.paused = False
            case DeliverWords() | DeliverKey() | DeliverSilence():
                assert self.turn, "delivered without the turn, or twice"
                assert not self.queued or not self.queued[0]
                assert not self.queued, "delivered while a prompt goes on"
                self.turn = False

    def settled(self) -> None:
        may_stop = self.queued and self.queued[0] and self.voiced >= self.enough
        assert self.paused or not may_stop, "talked over for long enough, and the robot goes on"
        if not self.speaking and not self.pending:
            assert not self.paused, "nobody speaks, all is recognised, and the robot is still mute"

    # --- steps ---

    def wait(self, seconds: float) -> None:
        self.at = round(self.at + seconds, 2)
        self.send(Tick())

    def say(self, interruptible: bool) -> None:
        self.queued.append(interruptible)
        if len(self.queued) == 1:
            self.send(PromptStarted(interruptible))

    def prompt_over(self, _: bool) -> None:
        if not self.queued or self.paused:
            return
        self.queued.pop(0)
        self.send(PromptStarted(self.queued[0]) if self.queued else PromptsEnded())

    def give_turn(self, seconds: float) -> None:
        self.turn = True
        self.send(TurnGiven(seconds))

    def voice(self, seconds: float) -> None:
        self.speaking = not self.speaking
        self.voiced = 0.0
        if self.speaking:
            self.enough = FloorSettings().barge_in_s
            self.send(VoiceStarted(max(0.0, self.at - seconds)))
        else:
            self.pending += 1
            self.send(VoiceEnded(seconds))

    def voice_goes_on(self, seconds: float) -> None:
        if self.speaking:
            self.voiced += seconds
            self.send(VoiceGoesOn(self.voiced))

    def partial(self, event: PartialHeard) -> None:
        if self.speaking:
            settings = FloorSettings()
            self.enough = {MURMUR: math.inf, FEW: settings.barge_in_s, ENOUGH: settings.words_s}[
                event
            ]
            self.send(event)

    def recognise(self, event: Recognised) -> None:
        if self.pending:
            self.pending -= 1
            self.send(event)

    def key(self, digit: str) -> None:
        self.send(KeyPressed(digit))


SECONDS = st.sampled_from([0.02, 0.1, 0.3, 0.5, 1.0, 3.0, 6.0])

STEPS = st.one_of(
    st.tuples(st.just(Rehearsal.wait), SECONDS),
    st.tuples(st.just(Rehearsal.say), st.booleans()),
    st.tuples(st.just(Rehearsal.prompt_over), st.just(True)),
    st.tuples(st.just(Rehearsal.give_turn), SECONDS),
    st.tuples(st.just(Rehearsal.voice), SECONDS),
    st.tuples(st.just(Rehearsal.voice_goes_on), SECONDS),
    st.tuples(st.just(Rehearsal.partial), st.sampled_from([MURMUR, FEW, ENOUGH])),
    st.tuples(st.just(Rehearsal.recognise), st.sampled_from(list(RECOGNISED.values()))),
    st.tuples(st.just(Rehearsal.key), st.sampled_from("0123456789*#")),
)


@given(st.lists(STEPS, max_size=60))
def test_no_call_breaks_the_rules(steps: list[tuple[Callable[..., None], object]]) -> None:
    call = Rehearsal()
    for step, argument in steps:
        step(call, argument)
        call.settled()


@given(st.lists(STEPS, max_size=40))
def test_every_turn_comes_to_an_end(steps: list[tuple[Callable[..., None], object]]) -> None:
    call = Rehearsal()
    for step, argument in steps:
        step(call, argument)
    if call.speaking:
        call.voice(2.0)
    while call.pending:
        call.recognise(UNHEARD)
    while call.queued:
        call.prompt_over(True)
    call.wait(10.0)
    assert not call.turn
    assert call.floor.next_deadline() is None
