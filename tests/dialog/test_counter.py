"""What the robot does itself, part after part, and what it leaves to the hotline."""

from collections.abc import Sequence

import pytest

from dialog import hotline_table
from dialog.areas.table import area_table
from dialog.counter import STATES, Counter
from dialog.events import (
    Action,
    ChangeTicket,
    FileTicket,
    Heard,
    Keyed,
    Say,
    Silence,
    TicketFiled,
    TicketsFound,
)
from dialog.profile import Profile
from dialog.resort import Resort
from tests.dialog.conftest import FakeMatcher
from tests.dialog.test_case_words import LAMP

COMPLAINT = "渝北区松牌路路灯坏了没人修"
FILED = TicketFiled("202611210000000000171", "654321", "渝北区", "12月14日")


def opened(caller: str = "13800138000") -> Counter:
    counter = Counter(Profile(), FakeMatcher(), area_table("500000"))
    counter.open(caller)
    return counter


def all_of(counter: Counter, *events: Heard | Keyed | Silence | str) -> list[Action]:
    log: list[Action] = []
    for event in events:
        log += counter.receive(Heard(event) if isinstance(event, str) else event, 0)
    return log


def prompts(actions: Sequence[Action]) -> list[str]:
    return [action.prompt for action in actions if isinstance(action, Say)]


def test_its_states_are_the_hotlines() -> None:
    assert set(STATES) == set(hotline_table.STATES) - {"new", "records", "handed", "ended"}


def test_a_question_leads_to_an_answer_and_no_end() -> None:
    counter = opened()
    all_of(counter, "护照怎么办理")
    assert (counter.state, counter.substate, counter.end) == ("enquiry", "more", None)


def test_nothing_more_is_the_end_of_the_call() -> None:
    counter = opened()
    all_of(counter, "护照怎么办理", "没有了")
    assert counter.end == Resort("end", "answered", ("goodbye",))


def test_a_report_is_taken_down_and_filed() -> None:
    counter = opened()
    log = all_of(counter, COMPLAINT, "可以", "对")
    assert counter.state == "filing"
    assert any(isinstance(action, FileTicket) for action in log)
    told = counter.filed(FILED)
    assert (counter.state, counter.ticket) == ("enquiry", FILED.number)
    assert "filed" in prompts(told)
    all_of(counter, "没有了")
    assert counter.end == Resort("end", "ticket", ("goodbye",))
    assert counter.known.matter  # what was told last, for a person


def test_a_ticket_of_the_telephone_is_told_of_only_when_it_is_spoken_of() -> None:
    counter = opened()
    assert counter.learn(TicketsFound((LAMP,))) == ()
    assert (counter.state, counter.spoken_of) == ("enquiry", "")
    all_of(counter, "我的工单到哪一步了")
    assert (counter.substate, counter.spoken_of) == ("cases.standing", LAMP.number)


def test_what_was_reported_again_becomes_part_of_that_ticket() -> None:
    counter = opened()
    counter.learn(TicketsFound((LAMP,)))
    log = all_of(counter, COMPLAINT, "补充，整条街都黑了", "对")
    assert counter.substate == "cases.changing"
    assert any(isinstance(action, ChangeTicket) for action in log)


@pytest.mark.parametrize("to", ["person", "end"])
def test_a_person_and_the_end_are_the_hotlines(to: str) -> None:
    counter, way = opened(), Resort(to, "asked", ("handoff",))  # type: ignore[arg-type]
    assert counter.fall_back(way) == ()
    assert counter.end == way


def test_an_offer_that_is_not_understood_is_made_again_and_then_left() -> None:
    counter = opened()
    counter.fall_back(Resort("offer", "", ("offer_ticket",)))
    assert counter.state == "offer"
    assert prompts(all_of(counter, Silence())) == ["still_there"]
    assert prompts(all_of(counter, "那")) == ["reprompt_short"]
    all_of(counter, "那")
    assert counter.end == Resort("person", "no_match", ("handoff_trouble",))


def test_an_offer_is_taken_by_key_or_turned_down() -> None:
    for key, state in (("1", "intake"), ("2", "enquiry")):
        counter = opened()
        counter.fall_back(Resort("offer", "", ("offer_ticket",)))
        assert all_of(counter, Keyed("5")) == []
        all_of(counter, Keyed(key))
        assert counter.state == state


def test_no_ticket_is_begun_where_none_can_be_filed() -> None:
    counter = opened()
    counter.broken |= {"file_ticket"}
    all_of(counter, COMPLAINT)
    assert counter.end == Resort("person", "ticket_failed", ("handoff_trouble",))
