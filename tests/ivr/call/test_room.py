"""People who talk behind the caller, by loudness alone; who is heard, `test_foreground` tells."""

from itertools import cycle, islice

import numpy as np
import pytest

from ivr.call.room import Room, RoomSettings, loudness

WINDOWS = 31  # of a second
BABBLE = (-34.0, -31.0, -36.0, -32.5, -38.0)
CALLER = (-18.0, -20.0, -17.0)


def speak(room: Room, levels: tuple[float, ...], seconds: float) -> list[bool]:
    count = round(seconds * WINDOWS)
    return [room.voiced(db) for db in islice(cycle(levels), count)]


def a_room(settings: RoomSettings = RoomSettings()) -> Room:
    room = Room(settings)
    assert not any(speak(room, BABBLE, 3.0))
    assert any(speak(room, CALLER, 0.3))
    return room


def test_a_bang_is_not_loud_and_a_word_is() -> None:
    frames = np.full(25, -40.0, np.float32)
    frames[10:13] = -5.0
    assert loudness(frames) == -40.0
    frames[10:20] = -20.0
    assert loudness(frames) == -20.0
    assert loudness(frames[:2]) == -40.0, "the call has just begun"


def test_the_caller_rises_out_of_the_talk_once() -> None:
    room = Room()
    speak(room, BABBLE, 3.0)
    assert speak(room, CALLER, 2.0).count(True) == 1


@pytest.mark.parametrize(
    ("before_s", "by_db"), [(0.6, 14.0), (3.0, 5.0)], ids=["too short", "too little"]
)
def test_not_every_louder_voice_is_a_rise(before_s: float, by_db: float) -> None:
    room = Room()
    speak(room, (-32.0,), before_s)
    assert not any(speak(room, (-32.0 + by_db,), 2.0))
    assert not room.talks(-60.0)


def test_how_far_a_voice_must_rise_is_a_setting() -> None:
    room = Room(RoomSettings(rise_db=4.0))
    speak(room, (-32.0,), 3.0)
    assert any(speak(room, (-27.0,), 0.3))


def test_no_room_is_known_before_the_caller_has_risen_out_of_it() -> None:
    room = Room()
    speak(room, BABBLE, 3.0)
    assert not room.talks(-60.0)


def test_what_is_as_soft_as_the_talk_is_the_talk() -> None:
    room = a_room()
    assert all(room.talks(db) for db in BABBLE)
    assert not any(room.talks(db) for db in CALLER)


def test_a_caller_who_is_little_louder_is_not_cut_off() -> None:
    room = a_room()
    assert room.talks(-31.0, (-20.0,))
    assert not room.talks(-31.0, (-26.0,))


def test_a_room_that_has_fallen_silent_is_forgotten() -> None:
    room = a_room()
    for _ in range(round(1.5 * WINDOWS)):
        room.quiet()
    assert room.talks(-40.0)
    for _ in range(WINDOWS):
        room.quiet()
    assert not room.talks(-40.0)


def test_pauses_between_words_do_not_make_a_silent_room() -> None:
    room = a_room()
    for _ in range(5):
        for _ in range(WINDOWS):
            room.quiet()
        room.voiced(-33.0)
    assert room.talks(-40.0)


def test_after_the_caller_the_room_is_measured_anew() -> None:
    room = a_room()
    speak(room, CALLER, 2.0)
    room.ended()
    speak(room, (-30.0,), 2.0)
    assert any(speak(room, CALLER, 0.3))
    assert room.talks(-27.0), "people talk louder now"
