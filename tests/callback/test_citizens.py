from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from callback.citizens import (
    Citizen,
    all_asked,
    citizen,
    citizens,
    least_content,
    obstacle,
    of_round,
    to_ask,
)
from callback.tables import Callback, DoNotCall
from ivr.database import Database
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket
from tickets.joining import join
from tickets.tables import Ticket

NOW = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)
DRAFT = TicketDraft(
    category="求助", content="路灯坏了", area="500000", phone="13812345678", caller_name="王先生"
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture
def ticket(session: Session) -> Ticket:
    """With two who joined it; the second is the first one's second try."""
    filed = file_ticket(session, DRAFT, NOW, Policy())
    for phone in ("13900139000", "13900139000"):
        join(session, filed.number, replace(DRAFT, phone=phone), NOW)
    return filed


def _asked(session: Session, ticket: Ticket, person: int, rating: str, redo_round: int = 0) -> None:
    session.add(
        Callback(
            ticket=ticket.number,
            redo_round=redo_round,
            person=person,
            state="archived",
            created_at=NOW,
            rating=rating,
        )
    )
    session.flush()


def _people(session: Session, ticket: Ticket) -> list[int]:
    return [each.person for each in to_ask(session, ticket)]


def test_who_filed_it_comes_first_and_is_known_by_name(session: Session, ticket: Ticket) -> None:
    first, second, third = citizens(session, ticket)
    assert first == Citizen(0, "13812345678", "王先生")
    assert (second.phone, second.name) == ("13900139000", "")
    assert citizen(session, ticket, third.person) == third


def test_each_telephone_is_called_once(session: Session, ticket: Ticket) -> None:
    _, joined, _ = citizens(session, ticket)
    assert _people(session, ticket) == [0, joined.person]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Citizen(0, "1", callback_wanted=False), "不需要"),
        (Citizen(0, ""), "没有联系电话"),
        (Citizen(0, "110"), "wrong_number"),
    ],
)
def test_why_somebody_is_not_called(session: Session, asked: Citizen, why: str) -> None:
    session.add(DoNotCall(phone="110", reason="wrong_number", since=NOW))
    assert why in obstacle(session, asked)
    assert obstacle(session, Citizen(0, "1")) == ""


def test_whoever_was_content_is_not_asked_again_because_another_was_not(
    session: Session, ticket: Ticket
) -> None:
    _, joined, _ = citizens(session, ticket)
    _asked(session, ticket, 0, "basically")
    _asked(session, ticket, joined.person, "unsatisfied")
    ticket.redo_round = 1
    assert 0 not in _people(session, ticket)
    session.add(DoNotCall(phone="13900139000", reason="do_not_call", since=NOW))
    assert _people(session, ticket) == [0], "nobody else is left"


def test_where_a_citizen_sent_it_back_unasked_all_are_asked(
    session: Session, ticket: Ticket
) -> None:
    _asked(session, ticket, 0, "satisfied")
    ticket.redo_round = 1
    assert 0 in _people(session, ticket)


def test_the_callbacks_of_a_round(session: Session, ticket: Ticket) -> None:
    _asked(session, ticket, 0, "unsatisfied")
    ticket.redo_round = 1
    _asked(session, ticket, 0, "satisfied", 1)
    assert [row.rating for row in of_round(session, ticket)] == ["satisfied"]


def _row(rating: str, state: str = "archived") -> Callback:
    return Callback(ticket="1", redo_round=0, state=state, created_at=NOW, rating=rating)


def test_a_ticket_waits_for_whoever_is_still_to_be_asked_or_looked_after() -> None:
    assert all_asked([_row("satisfied"), _row("not_rated", "do_not_call")])
    assert not all_asked([_row("satisfied"), _row("", "pending")])
    assert not all_asked([_row("satisfied"), _row("", "human")])


@pytest.mark.parametrize(
    ("ratings", "least"),
    [
        (("satisfied", "basically"), "basically"),
        (("satisfied", "unsatisfied", "not_rated"), "unsatisfied"),
        (("not_rated", "satisfied"), "satisfied"),
        (("not_rated", "not_rated"), "not_rated"),
    ],
)
def test_the_least_content_counts_and_no_answer_counts_for_nothing(
    ratings: tuple[str, ...], least: str
) -> None:
    assert least_content([_row(rating) for rating in ratings]).rating == least
