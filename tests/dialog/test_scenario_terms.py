"""Every event and action can be written in a scenario."""

from typing import get_args

import pytest

from dialog.errors import ScenarioInvalid
from dialog.events import (
    Action,
    Decision,
    Event,
    Heard,
    Keyed,
    Queued,
    Say,
    TicketFiled,
    TicketsFound,
)
from dialog.scenario_terms import ACTIONS, CHECKS, EVENTS, action_fault, strays, takes


def test_every_event_and_every_action_has_a_name() -> None:
    assert {form.event for form in EVENTS.values()} == set(get_args(Event))
    assert {*ACTIONS.values(), Say, Decision} == set(get_args(Action))
    assert not {*EVENTS} & {*ACTIONS, *CHECKS, "state", "stray"}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_can_be_a_stray(name: str) -> None:
    assert isinstance(EVENTS[name].made({}), EVENTS[name].event)


@pytest.mark.parametrize("kind", ["hotline", "return", "later", "of no machine"])
def test_what_a_kind_takes_are_events(kind: str) -> None:
    classes = {form.event.__name__ for form in EVENTS.values()}
    assert takes(kind) <= classes
    assert "say" in strays(kind)
    assert "say" not in strays(kind, ("say",))


def test_a_plain_value_goes_to_the_main_field() -> None:
    assert EVENTS["say"].made("你好") == Heard("你好")
    assert EVENTS["key"].made(0) == Keyed("0")
    filed = EVENTS["filed"].made(17)
    assert isinstance(filed, TicketFiled)
    assert filed.number == "17"


def test_numbers_stay_numbers_where_the_event_has_them() -> None:
    assert EVENTS["queued"].made({"place": 3, "wait_s": 5}) == Queued(3, 5, True)


def test_lists_are_tuples_and_their_parts_are_made() -> None:
    heard = EVENTS["say"].made({"text": "好", "syllables": ["hao"]})
    assert heard == Heard("好", ("hao",))
    found = EVENTS["found"].made([{"title": "井盖破了"}])
    assert isinstance(found, TicketsFound)
    assert found.tickets[0].title == "井盖破了"


def test_an_unknown_action_is_named() -> None:
    with pytest.raises(ScenarioInvalid, match="no action 'bark'"):
        CHECKS["without"]("bark", ())


def test_one_action_with_any_fields() -> None:
    assert action_fault("sms", True, (EVENTS,)) == "want one, there are 0"  # type: ignore[arg-type]
