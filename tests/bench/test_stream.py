from bench.stream import Damage, damage, played, spacing
from bench.telephone.rtp import SILENCE, Packet


def voice(number: int) -> bytes:
    return (number.to_bytes(2, "big") + b"\x2a") * 54


def stream(frames: list[bytes], first: int = 65530, begin: float = 1.0) -> list[Packet]:
    return [
        Packet(begin + index * 0.02, (first + index) & 0xFFFF, frame)
        for index, frame in enumerate(frames)
    ]


PROMPT = [voice(n) for n in range(20)]
SAID = [SILENCE] * 5 + PROMPT + [SILENCE] * 10


def test_what_is_heard_as_it_was_said_is_whole() -> None:
    found = damage(stream([SILENCE] * 9 + PROMPT + [SILENCE] * 3), SAID)
    assert found == Damage(said=20, packets=32)
    assert found.share == 0


def test_silence_in_the_middle_of_a_prompt_is_torn() -> None:
    heard = [*PROMPT[:8], SILENCE, SILENCE, *PROMPT[8:]]
    found = damage(stream(heard), SAID)
    assert (found.lost, found.torn, found.share) == (0, 2, 0.1)


def test_silence_between_prompts_may_be_longer_than_it_was() -> None:
    said = [*PROMPT[:8], SILENCE, *PROMPT[8:]]
    heard = [*PROMPT[:8], SILENCE, SILENCE, SILENCE, *PROMPT[8:]]
    assert damage(stream(heard), said).share == 0


def test_a_packet_that_never_came_is_lost() -> None:
    packets = stream(PROMPT)
    del packets[4:6]
    found = damage(packets, SAID)
    assert (found.lost, found.packets, found.packets_lost) == (2, 20, 2)


def test_frames_that_the_robot_never_sent_are_lost() -> None:
    found = damage(stream([*PROMPT[:5], *PROMPT[9:]]), SAID)
    assert (found.lost, found.torn, found.packets_lost) == (4, 0, 0)


def test_a_long_stall_does_not_lose_what_is_said_after_it() -> None:
    more = [voice(n) for n in range(100, 160)]
    heard = [*PROMPT, *[SILENCE] * 400, *more]
    found = damage(stream(heard), [*PROMPT, *[SILENCE] * 50, *more])
    assert found.lost <= 26


def test_a_late_packet_is_not_played_and_moves_the_rhythm() -> None:
    packets = stream(PROMPT)
    packets = [
        Packet(p.at + (0.1 if index >= 10 else 0), p.sequence, p.payload)
        for index, p in enumerate(packets)
    ]
    frames, late = played(packets)
    assert late == 1
    assert frames[10] is None
    assert frames[11] == PROMPT[11]


def test_a_robot_that_said_nothing_audible_has_lost_nothing() -> None:
    assert damage(stream([SILENCE] * 3), []).share == 0


def test_spacing_is_between_packets_that_follow_each_other() -> None:
    packets = stream([SILENCE] * 10)
    del packets[5]
    gaps = spacing(packets)
    assert len(gaps) == 7
    assert max(gaps) < 0.021
    assert spacing([]) == []


def test_damages_add_up() -> None:
    assert Damage(10, 1, 2, 3, 4, 5) + Damage(10, 1, 1, 1, 1, 1) == Damage(20, 2, 3, 4, 5, 6)
