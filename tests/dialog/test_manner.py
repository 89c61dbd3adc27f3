"""Slower, louder, and in fewer words the second time."""

from dialog.events import Action, Decision, Listen, Say
from dialog.manner import GENTLE, LOUD_DB, LOUDEST_DB, SLOW, SLOWEST, Manner

ASK = Say("ask_place", ("请问在哪里？请说区和街道。",), short=("请问在哪里？",))
TURN: tuple[Action, ...] = (Say("sorry", ("抱歉。",)), ASK, Listen())


def texts(actions: tuple[Action, ...]) -> list[str]:
    return [action.text for action in actions if isinstance(action, Say)]


def test_slower_and_louder_are_two_wishes_and_go_one_step_further() -> None:
    assert (Manner().slower().pace, Manner().slower().gain_db) == (SLOW, 0.0)
    assert (Manner().louder().pace, Manner().louder().gain_db) == (1.0, LOUD_DB)
    most = Manner().slower().slower().slower().louder().louder().louder()
    assert (most.pace, most.gain_db) == (SLOWEST, LOUDEST_DB)


def test_clearer_is_both() -> None:
    assert Manner().clearer() == Manner(SLOW, LOUD_DB)


def test_gentler_never_speeds_up() -> None:
    assert Manner().gentler().pace == GENTLE
    assert Manner().slower().gentler().pace == SLOW


def test_everything_is_said_in_the_manner() -> None:
    spoken = Manner(0.8, 6.0).spoken((Decision("slot", "x"), *TURN), again=False)
    said = [action for action in spoken if isinstance(action, Say)]
    assert [(say.pace, say.gain_db) for say in said] == [(0.8, 6.0)] * 2
    assert spoken[0] == Decision("slot", "x")


def test_the_same_question_is_short_the_second_time() -> None:
    first = Manner().spoken(TURN, again=False)
    known = Manner().after(TURN)
    assert texts(first) == ["抱歉。", "请问在哪里？请说区和街道。"]
    assert texts(known.spoken(TURN, again=False)) == ["抱歉。", "请问在哪里？"]
    assert texts(known.spoken(TURN, again=True)) == texts(first)


def test_another_place_read_back_is_another_question() -> None:
    one = Say("read_back", ("地点", "渝北区"), short=("对吗？",))
    other = Say("read_back", ("地点", "江北区"), short=("对吗？",))
    known = Manner().after((one, Listen()))
    assert texts(known.spoken((other, Listen()), again=False)) == ["地点江北区"]
