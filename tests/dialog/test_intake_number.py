"""A telephone number, dictated, typed, read back."""

from dialog.events import Say
from dialog.grammar.utterance import utterance
from dialog.intake_number import NumberTaking


def told(taking: NumberTaking, *said: str) -> str:
    for text in said:
        taking.dictated(utterance(text))
    return taking.state


def test_a_whole_number_is_read_back_in_groups() -> None:
    taking = NumberTaking()
    actions = taking.dictated(utterance("幺三九零零幺三九零零零"))
    assert taking.state == "check_number"
    assert isinstance(actions[-1], Say)
    assert actions[-1].pieces[1:4] == ("139", "0013", "9000")
    taking.confirmed(utterance("对"))
    assert (taking.state, taking.number) == ("taken", "13900139000")


def test_two_halves_make_a_number() -> None:
    taking = NumberTaking()
    assert told(taking, "幺三九零零", "幺三九零零零") == "check_number"
    assert taking.number == "13900139000"


def test_a_correction_of_what_was_read_back() -> None:
    taking = NumberTaking("13900139000")
    taking.confirmed(utterance("不对，尾号是九零九零"))
    assert (taking.state, taking.number) == ("check_number", "13900139090")


def test_no_digits_are_some_other_answer() -> None:
    assert told(NumberTaking(), "今天太阳好大") == "other"
    taking = NumberTaking("13900139000")
    taking.confirmed(utterance("今天太阳好大"))
    assert taking.state == "other"


def test_wrong_begins_anew_and_never_right_is_given_up() -> None:
    taking = NumberTaking("13900139000")
    taking.keyed_yes_no(False)
    assert (taking.state, taking.number) == ("number", "")
    assert told(taking, "五个", "幺三九", "幺三", "二") in ("number", "stuck", "other")
    stuck = NumberTaking(tries=1)
    assert told(stuck, "幺三九", "幺三九零") == "stuck"


def test_keys() -> None:
    taking = NumberTaking()
    assert not taking.typing
    for digit in "1390":
        assert taking.keyed(digit) == ()
    assert taking.typing
    taking.keyed("*")
    assert not taking.typing
    for digit in "67891234#":
        taking.keyed(digit)
    assert (taking.state, taking.number) == ("check_number", "67891234")


def test_half_a_number_typed_is_typed_anew() -> None:
    taking = NumberTaking()
    for digit in "139":
        taking.keyed(digit)
    (_, asked) = taking.keyed("#")
    assert isinstance(asked, Say)
    assert asked.prompt == "number_short"
