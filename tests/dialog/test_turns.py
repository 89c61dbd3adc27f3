"""What a turn holds: a question, the caller's turn, or that an answer was missed."""

from dialog.events import Action, Decision, HangUp, Listen, Say
from dialog.prompts import catalogue
from dialog.turns import MISSED, gives_turn, listening, missed, question_of, speaks

ASK = Say("ask_place", ("请问在哪里？",))
TURN: tuple[Action, ...] = (Say("sorry", ("抱歉。",)), ASK, Listen(5.0, "address"))


def test_an_answer_is_missed_by_decision_or_by_prompt() -> None:
    assert missed((Decision("no_match", "place"), *TURN))
    assert missed((Say("reprompt", ("没听清。",)), Listen()))
    assert not missed((Decision("slot", "place=渝北区"), *TURN))


def test_the_prompts_of_what_was_missed_are_there() -> None:
    assert catalogue().keys() >= MISSED


def test_only_what_ends_in_listening_is_a_question() -> None:
    assert question_of((ASK,)) is None
    assert question_of(()) is None
    assert question_of((Listen(),)) is None
    assert question_of(TURN) is ASK


def test_the_turn_is_given_by_listening_or_by_the_end() -> None:
    assert speaks(TURN)
    assert gives_turn(TURN)
    assert listening(TURN) == (Listen(5.0, "address"),)
    assert gives_turn((HangUp("answered"),))
    assert not gives_turn((ASK,))
    assert not speaks((Listen(),))
    assert listening((ASK,)) == ()
