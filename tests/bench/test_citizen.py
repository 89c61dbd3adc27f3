"""What a citizen answers, without any voice."""

from bench.citizen import (
    ANSWERS,
    KEYPAD,
    MOST_REPAIRS,
    NO_DANGER,
    YES,
    Answer,
    Citizen,
    place_right,
)
from dialog.prompts import say
from tests.bench.test_intake import CASE, CORRECTIONS, OTHER

WRONG_PLACE = "跟您核对一下：地点，渝北区龙山街道松石路。对吗？"


def test_each_question_gets_its_own_answer_and_others_a_yes() -> None:
    citizen = Citizen(CASE, CORRECTIONS)
    assert citizen.answer("open", "").text == CASE.said
    assert citizen.answer("open", "").text == ANSWERS["open"][1]
    assert citizen.answer("intake.place", "").text == CASE.place
    assert citizen.answer("intake.whatever", "").text == YES[0]


def test_a_wrong_place_is_put_right_but_not_for_ever() -> None:
    citizen = Citizen(CASE, CORRECTIONS)
    answers = [citizen.answer("intake.read_back", WRONG_PLACE).text for _ in range(4)]
    assert answers[0] == f"不对，地点是+{CASE.place}"
    assert all(CASE.place in answer for answer in answers[:MOST_REPAIRS])
    assert answers[-1] == YES[0]
    assert citizen.repairs == {"place": MOST_REPAIRS}


def test_a_number_is_dictated_slowly_by_groups_and_typed_in_the_end() -> None:
    citizen = Citizen(OTHER, CORRECTIONS)
    assert citizen.answer("intake.number", "请说一下您的联系电话。").slow is False
    assert citizen.answer("intake.number", "请先说前三位。") == Answer("幺三九", slow=True)
    typed = citizen.answer("intake.number", f"请用手机{KEYPAD}输入号码")
    assert (typed.keys, citizen.keyed) == (OTHER.truth.phone, True)


def test_who_is_asked_to_type_types_and_who_is_asked_after_danger_has_none() -> None:
    citizen = Citizen(OTHER, CORRECTIONS)
    typed = citizen.answer("intake.number", say("number_keys").text)
    assert typed.keys == OTHER.truth.phone
    assert citizen.answer("open", say("doubt_danger").text).text == NO_DANGER


def test_a_place_is_right_where_all_that_was_said_stands_in_it() -> None:
    assert place_right("渝北区龙溪街道松石路", "渝北区", "龙溪街道")
    assert place_right("渝北区松石路", "渝北区", "")
    assert not place_right("渝北区龙山街道", "渝北区", "龙溪街道")
