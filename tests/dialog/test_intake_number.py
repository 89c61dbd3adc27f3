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


def asked(actions: tuple[object, ...]) -> str:
    return next((action.prompt for action in actions if isinstance(action, Say)), "")


def test_a_digit_lost_on_the_way_is_asked_for_in_groups() -> None:
    taking = NumberTaking()
    assert asked(taking.dictated(utterance("幺三六二八九四九六九"))) == "number_middle"
    assert asked(taking.dictated(utterance("二二八九"))) == "number_tail"
    taking.dictated(utterance("四九六九"))
    assert (taking.state, taking.number) == ("check_number", "13622894969")


def test_who_says_more_than_the_group_or_the_whole_number_is_not_asked_again() -> None:
    for said in ("二二八九，四九六九", "幺三六二二八九四九六九"):
        taking = NumberTaking()
        taking.dictated(utterance("幺三六二八九四九六九"))
        taking.dictated(utterance(said))
        assert (taking.state, taking.number) == ("check_number", "13622894969")


def test_the_keypad_is_offered_before_anyone_gives_up() -> None:
    taking = NumberTaking()
    taking.dictated(utterance("幺三六二八九四九六九"))
    assert asked(taking.dictated(utterance("二八九"))) == "number_keys"
    for digit in "13622894969":
        taking.keyed(digit)
    assert (taking.state, taking.number) == ("check_number", "13622894969")
    stuck = NumberTaking()
    for said in ("幺三六二八九四九六九", "二八九", "二八九"):
        stuck.dictated(utterance(said))
    assert stuck.state == "stuck"


def test_a_number_that_is_read_back_wrong_again_and_again_is_typed() -> None:
    taking = NumberTaking()
    told(taking, "幺三九零零幺三九零零零")
    assert asked(taking.confirmed(utterance("不对，尾号是九零九零"))) == "check_number"
    assert asked(taking.confirmed(utterance("不对，尾号是九零九二"))) == "number_keys"
