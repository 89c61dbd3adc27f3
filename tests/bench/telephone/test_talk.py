from bench.telephone.rtp import SILENCE
from bench.telephone.talk import PATIENCE_S, REPLY_AFTER_S, STAY_S, Clip, Talk

VOICE = b"\x2a" * 160
WORDS = Clip("words", (b"1", b"2", b"3", b"4"), last=2)
THANKS = Clip("thanks", (b"5", b"6"), last=1)


def ticks(begin: float, end: float) -> list[float]:
    return [n / 50 for n in range(round(begin * 50), round(end * 50))]


def pass_time(talk: Talk, begin: float, end: float, robot: bytes = SILENCE) -> list[bytes]:
    said = []
    for at in ticks(begin, end):
        talk.hear(robot, at)
        said.append(talk.say(at))
    return said


def test_a_caller_lets_the_robot_finish_and_waits_for_its_answer() -> None:
    talk = Talk((WORDS,), (b"room",))
    assert set(pass_time(talk, 0, 4, VOICE)) == {b"room"}
    said = pass_time(talk, 4, 6)
    spoken = [index for index, payload in enumerate(said) if payload != b"room"]
    assert [said[index] for index in spoken] == [b"1", b"2", b"3", b"4"]
    assert abs(spoken[0] / 50 - REPLY_AFTER_S) < 0.05
    (wait,) = talk.waits
    assert (wait.clip, wait.answered_at, wait.over) == ("words", None, False)
    assert abs(wait.ended_at - (4 + spoken[2] / 50)) < 1e-6
    talk.hear(VOICE, 6.5)
    talk.hear(VOICE, 6.6)
    assert wait.answered_at == 6.5


def test_the_next_words_follow_the_answer_and_then_the_caller_hangs_up() -> None:
    talk = Talk((WORDS, THANKS), (b"room",))
    pass_time(talk, 0, 1, VOICE)
    pass_time(talk, 1, 3)
    pass_time(talk, 3, 4, VOICE)
    said = pass_time(talk, 4, 6)
    assert b"5" in said
    assert [wait.clip for wait in talk.waits] == ["words", "thanks"]
    pass_time(talk, 6, 7, VOICE)
    pass_time(talk, 7, 6.9 + STAY_S)
    assert not talk.over
    pass_time(talk, 6.9 + STAY_S, 7.1 + STAY_S)
    assert talk.over


def test_a_robot_that_does_not_answer_is_not_waited_for_for_ever() -> None:
    talk = Talk((WORDS,), (b"room",))
    said = pass_time(talk, 0, PATIENCE_S + 0.2)
    assert said.index(b"1") == round(PATIENCE_S * 50)
    assert not talk.greeted
    pass_time(talk, PATIENCE_S + 0.2, 2 * PATIENCE_S + 1)
    assert talk.over
    assert talk.waits[0].answered_at is None


def test_a_robot_that_talks_over_the_caller_has_not_answered() -> None:
    talk = Talk((WORDS,), (b"room",))
    pass_time(talk, 0, 1, VOICE)
    pass_time(talk, 1, 1 + REPLY_AFTER_S)
    talk.say(1.9)
    talk.hear(VOICE, 1.92)
    pass_time(talk, 1.94, 2.1)
    (wait,) = talk.waits
    assert wait.over
    assert wait.answered_at is None
