from bench.telephone import sip
from bench.telephone.leg import LEAVE_S, SETUP_S, Leg, State
from bench.telephone.sip import Identity, Message

WHO = Identity("127.0.0.1", 7000, "13900000001", "12345", "127.0.0.1:5060", "id@load", "ab12")
SDP = "c=IN IP4 127.0.0.1\r\nm=audio 20000 RTP/AVP 8\r\n"


def answered(status: int, method: str = "INVITE", body: str = SDP) -> Message:
    return Message(status, "", "id@load", method, {"contact": ("<sip:h@p>",)}, body)


def asked(method: str) -> Message:
    return Message(0, method, "id@load", method, {}, "")


def methods(sent: tuple[bytes, ...]) -> list[str]:
    return [datagram.split()[0].decode() for datagram in sent]


def up() -> Leg:
    leg = Leg(WHO, 30000)
    leg.call(0.0)
    assert methods(leg.hear(answered(200), 0.2)) == ["ACK"]
    return leg


def test_a_call_is_set_up_and_hung_up() -> None:
    leg = up()
    assert (leg.state, leg.media, leg.answered_at) == (State.UP, ("127.0.0.1", 20000), 0.2)
    assert methods(leg.hang_up(5.0)) == ["BYE"]
    leg.hear(answered(200, "BYE"), 5.1)
    assert (leg.state, leg.ended_at, leg.trouble, leg.by_robot) == (State.OVER, 5.1, "", False)


def test_an_invite_is_repeated_until_something_comes() -> None:
    leg = Leg(WHO, 30000)
    leg.call(0.0)
    sent = [at for at in range(40) if leg.tick(at / 10)]
    assert sent == [5, 15, 35]
    leg.hear(answered(100), 4.0)
    assert not any(leg.tick(4 + at / 10) for at in range(100))


def test_a_setup_that_takes_too_long_is_given_up() -> None:
    leg = Leg(WHO, 30000)
    leg.call(0.0)
    leg.hear(answered(180), 0.1)
    assert methods(leg.tick(SETUP_S)) == ["CANCEL"]
    assert leg.state is State.OVER
    assert leg.answered_at is None
    assert "INVITE" in leg.trouble


def test_a_refusal_is_acknowledged_and_told() -> None:
    leg = Leg(WHO, 30000)
    leg.call(0.0)
    assert methods(leg.hear(answered(486, body=""), 0.1)) == ["ACK"]
    assert (leg.state, leg.trouble) == (State.OVER, "refused with 486")


def test_an_answer_without_audio_is_no_call() -> None:
    leg = Leg(WHO, 30000)
    leg.call(0.0)
    leg.hear(answered(200, body=""), 0.1)
    assert leg.trouble == "the answer names no audio"


def test_a_repeated_answer_is_acknowledged_again_and_changes_nothing() -> None:
    leg = up()
    assert methods(leg.hear(answered(200), 0.7)) == ["ACK"]
    assert leg.answered_at == 0.2


def test_the_robot_may_end_the_call() -> None:
    leg = up()
    (reply,) = leg.hear(asked("BYE"), 9.0)
    assert reply.startswith(b"SIP/2.0 200")
    assert (leg.state, leg.by_robot, leg.ended_at) == (State.OVER, True, 9.0)


def test_a_transfer_is_taken_and_ends_the_call() -> None:
    leg = up()
    accepted, bye = leg.hear(asked("REFER"), 9.0)
    assert accepted.startswith(b"SIP/2.0 202")
    assert bye.startswith(b"BYE")
    assert leg.transferred


def test_other_requests_are_answered_and_change_nothing() -> None:
    leg = up()
    (answer,) = leg.hear(asked("INVITE"), 3.0)
    told = sip.parse(answer.replace(b"Accepted", b"OK") + b"")
    assert told is None or sip.media_address(told) == ("127.0.0.1", 30000)
    assert leg.hear(asked("ACK"), 3.0) == ()
    assert leg.hear(asked("OPTIONS"), 3.0)[0].startswith(b"SIP/2.0 200")
    assert leg.state is State.UP


def test_a_bye_that_nobody_answers_ends_the_call_all_the_same() -> None:
    leg = up()
    leg.hang_up(1.0)
    assert methods(leg.tick(1.6)) == ["BYE"]
    leg.tick(1.0 + LEAVE_S)
    assert (leg.state, leg.trouble) == (State.OVER, "no answer to the BYE")
