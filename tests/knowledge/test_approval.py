from itertools import product

import pytest

from knowledge.approval import (
    FINAL_STATES,
    TRANSITIONS,
    Actor,
    Event,
    Role,
    Standing,
    State,
    allowed,
    require_maker,
    same_person,
    transition,
)
from knowledge.errors import ChangeRefused

UNIT = "住房公积金管理中心"
MAKER, OTHER = "李编", "王审"


def standing(state: State, unit: str = UNIT) -> Standing:
    return Standing(state, MAKER, unit)


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_every_state_with_every_event_role_and_person(state: State, event: Event) -> None:
    step = TRANSITIONS.get((state, event))
    for role, name in product(Role, (MAKER, OTHER)):
        actor = Actor(name, role, UNIT)
        able = step is not None and role in (step.makers if name == MAKER else step.checkers)
        assert (event in allowed(standing(state), actor)) is able
        if able:
            assert step is not None
            assert transition(standing(state), event, actor, "因为") is step.to
        else:
            with pytest.raises(ChangeRefused):
                transition(standing(state), event, actor, "因为")


@pytest.mark.parametrize("event", [Event.APPROVE, Event.REJECT, Event.PUBLISH])
def test_no_row_of_the_table_lets_a_maker_check(event: Event) -> None:
    rows = [step for (_, found), step in TRANSITIONS.items() if found is event]
    assert rows
    assert not any(step.makers for step in rows)


def test_final_states_are_final_and_all_others_are_not() -> None:
    assert {state for state, _ in TRANSITIONS} == set(State) - FINAL_STATES


@pytest.mark.parametrize("name", [MAKER, f" {MAKER} ", "李 编"])
def test_a_maker_with_another_role_is_still_the_maker(name: str) -> None:
    for role in (Role.REVIEWER, Role.SUPERVISOR):
        with pytest.raises(ChangeRefused, match="要由另一个人审核"):
            transition(standing(State.SUBMITTED), Event.APPROVE, Actor(name, role, UNIT))


def test_wide_letters_and_capitals_make_no_second_person() -> None:
    assert same_person("Ｌｉ Wei", "liwei")
    assert not same_person("李伟", "李薇")


def test_people_of_another_unit_may_do_nothing_and_supervisors_need_none() -> None:
    stranger = Actor(OTHER, Role.REVIEWER, "民政局")
    assert allowed(standing(State.SUBMITTED), stranger) == ()
    with pytest.raises(ChangeRefused, match=f"归{UNIT}，{OTHER}属于民政局"):
        transition(standing(State.SUBMITTED), Event.APPROVE, stranger)
    with pytest.raises(ChangeRefused, match="没有写明单位"):
        transition(standing(State.SUBMITTED), Event.APPROVE, Actor(OTHER, Role.REVIEWER))
    anywhere = Actor(OTHER, Role.SUPERVISOR)
    assert transition(standing(State.SUBMITTED), Event.APPROVE, anywhere) is State.APPROVED


def test_only_the_maker_writes_on() -> None:
    with pytest.raises(ChangeRefused, match=f"这是{MAKER}起草的"):
        transition(standing(State.DRAFT), Event.SUBMIT, Actor(OTHER, Role.EDITOR, UNIT))


@pytest.mark.parametrize("why", ["", " \n"])
def test_who_rejects_says_why(why: str) -> None:
    checker = Actor(OTHER, Role.REVIEWER, UNIT)
    with pytest.raises(ChangeRefused, match="要说明理由"):
        transition(standing(State.SUBMITTED), Event.REJECT, checker, why)
    assert transition(standing(State.SUBMITTED), Event.REJECT, checker, "答案不全") is State.DRAFT


def test_a_refusal_says_what_may_be_done_instead() -> None:
    editor = Actor(MAKER, Role.EDITOR, UNIT)
    with pytest.raises(ChangeRefused, match="草稿的修改不能发布；您现在可以做的：修改、提交"):
        transition(standing(State.DRAFT), Event.PUBLISH, editor)
    with pytest.raises(ChangeRefused, match="通过由审核人、主管做，编辑不可以"):
        transition(standing(State.SUBMITTED), Event.APPROVE, editor)
    with pytest.raises(ChangeRefused, match="可以做的：没有"):
        transition(standing(State.PUBLISHED), Event.EDIT, editor)


def test_who_may_begin_a_change() -> None:
    require_maker(Actor(MAKER, Role.EDITOR, UNIT), UNIT)
    require_maker(Actor(MAKER, Role.SUPERVISOR), UNIT)
    with pytest.raises(ChangeRefused, match="只有编辑、主管可以起草修改，审核人不可以"):
        require_maker(Actor(OTHER, Role.REVIEWER, UNIT), UNIT)
    with pytest.raises(ChangeRefused, match="请住房公积金管理中心的人来做"):
        require_maker(Actor(MAKER, Role.EDITOR, "民政局"), UNIT)


def test_nobody_acts_without_a_name() -> None:
    with pytest.raises(ChangeRefused, match="没有写姓名"):
        require_maker(Actor(" ", Role.EDITOR, UNIT), UNIT)
    with pytest.raises(ChangeRefused, match="没有写姓名"):
        transition(standing(State.SUBMITTED), Event.APPROVE, Actor("", Role.REVIEWER, UNIT))
