"""One ticket, slot by slot."""

from dataclasses import replace

import pytest

from dialog.account import UNKNOWN_PLACE
from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.events import Action, FileTicket, Heard, Keyed, Listen, Say
from dialog.grammar.utterance import utterance
from dialog.intake import Intake
from dialog.intake_table import ENDS, KINDS, STATES, TRANSITIONS
from dialog.profile import Profile

AREAS = area_table("500000")


def intake(matter: str = "渝北区松牌路路灯坏了", caller: str = "13800138000") -> Intake:
    draft = Draft(caller)
    if matter:
        draft = replace(draft.hearing(utterance(matter), AREAS), matter=matter)
    machine = Intake(draft, AREAS, Profile(max_failures=2))
    machine.start()
    return machine


def tell(machine: Intake, *said: str) -> tuple[Action, ...]:
    actions: tuple[Action, ...] = ()
    for text in said:
        actions = machine.receive(Heard(text))
    return actions


def test_every_state_hears() -> None:
    assert set(TRANSITIONS) == {(state, kind) for state in STATES for kind in KINDS}
    assert all(hasattr(Intake, f"_on_{name}") for name in TRANSITIONS.values())


def test_slots_already_said_are_skipped() -> None:
    assert intake().state == "contact"
    assert intake("路灯坏了没人修").state == "place"
    assert intake("").state == "matter"
    assert intake(caller="").state == "number"


def test_how_it_listens() -> None:
    assert intake("路灯坏了没人修").listen().expects == "address"
    assert "渝北区" in intake("路灯坏了没人修").listen().phrases
    assert intake(caller="").listen().expects == "digits"
    assert intake().listen().expects == "yes_no"


def test_keys_make_a_number() -> None:
    machine = intake(caller="")
    for digit in "13900139000":
        actions = machine.receive(Keyed(digit))
    assert machine.state == "check_number"
    assert isinstance(actions[1], Say)
    assert actions[1].pieces[1:4] == ("139", "0013", "9000")


def test_a_landline_ends_with_hash() -> None:
    machine = intake(caller="")
    for digit in "67891234#":
        machine.receive(Keyed(digit))
    assert machine.state == "check_number"


def test_zero_is_a_digit_only_once_a_number_has_begun() -> None:
    machine = intake(caller="")
    assert not machine.typing
    machine.receive(Keyed("1"))
    assert machine.typing


def test_a_wrong_number_is_dictated_anew() -> None:
    machine = intake(caller="")
    tell(machine, "13900139000", "不对")
    assert machine.state == "number"
    tell(machine, "13900139001", "对")
    assert machine.draft.contact == "13900139001"


def test_numbers_that_never_come_right_want_a_person() -> None:
    machine = intake(caller="")
    tell(machine, "139", "1390", "13900")
    assert machine.state == "stuck"


def test_the_read_back_is_one_breath() -> None:
    said = tell(intake(), "可以")[-2]
    assert isinstance(said, Say)
    assert "松牌路" in said.text
    assert "就是这个号码" in said.text


def test_the_ticket_holds_everything() -> None:
    ticket = tell(intake("昨天晚上渝北区松牌路井盖没了很危险请保密"), "可以", "对")[-1]
    assert isinstance(ticket, FileTicket)
    assert ticket.urgency == "紧急"
    assert ticket.secret
    assert "昨天晚上" in ticket.content
    assert ticket.place == "渝北区松牌路"


def test_a_repaired_number() -> None:
    machine = intake()
    tell(machine, "可以", "电话不对")
    assert machine.state == "number"
    tell(machine, "13900139000", "对")
    assert machine.state == "read_back"
    assert machine.draft.contact == "13900139000"


def test_a_repaired_matter_replaces_the_old() -> None:
    machine = intake()
    tell(machine, "可以", "事情不对", "是井盖坏了")
    assert machine.draft.matter == "是井盖坏了"
    assert machine.state == "read_back"


def test_a_complaint_is_not_a_place() -> None:
    machine = intake("路灯坏了没人修")
    tell(machine, "天天没人管")
    assert machine.state == "place"
    assert machine.draft.words[-1] == "天天没人管"


def test_skipping_the_place() -> None:
    machine = intake("路灯坏了没人修")
    machine.receive(Keyed("#"))
    assert machine.draft.place.text == UNKNOWN_PLACE
    assert machine.state == "contact"


def test_skipping_what_is_needed_asks_again() -> None:
    actions = intake().receive(Keyed("#"))
    assert isinstance(actions[-1], Listen)


@pytest.mark.parametrize("state", ENDS)
def test_words_after_the_end_change_nothing(state: str) -> None:
    machine = intake()
    machine.state = state
    assert tell(machine, "你好") == ()
