from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from callback import ledger, opening
from callback.dialer import DialResult, SurveyRequest, SurveyResult
from callback.ledger import Next
from callback.outcome import CallbackState
from callback.rows import Rules, Turn
from callback.schedule import CallbackPolicy
from callback.tables import Callback, DialAttempt, DoNotCall
from dialog.events import Verdict
from ivr.database import Database
from tickets import filing, store
from tickets.clocks import Policy
from tickets.filing import TicketDraft
from tickets.joining import join
from tickets.states import Event, Role, State
from tickets.store import Actor
from tickets.tables import Ticket

ZONE = ZoneInfo("Asia/Shanghai")
THURSDAY = datetime(2026, 9, 17, 10, 0, tzinfo=ZONE)
FRIDAY = datetime(2026, 9, 18, 9, 0, tzinfo=ZONE)
RULES = Rules(CallbackPolicy(), Policy())
UNHAPPY = Verdict(True, "unsatisfied", True, "none", "unsatisfied", "根本没人来")
HAPPY = Verdict(True, "satisfied", True, "all", "satisfied")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture
def turn(session: Session) -> Turn:
    """The first turn of a callback that is due on Friday at nine."""
    draft = TicketDraft(category="求助", content="路灯坏了", area="500000", phone="13812345678")
    number = filing.file_ticket(session, draft, THURSDAY, RULES.clocks).number
    store.complete(session, number, "修好了", "张三", THURSDAY)
    opening.open_callbacks(session, THURSDAY, RULES)
    ((found, due),) = opening.to_queue(session)
    assert due == FRIDAY
    return found


def _row(session: Session, turn: Turn) -> Callback:
    return session.exec(select(Callback).where(Callback.ticket == turn.ticket)).one()


def _dialled(
    session: Session,
    turn: Turn,
    result: DialResult,
    verdict: Verdict | None = None,
    at: datetime = FRIDAY,
) -> Ticket:
    """One whole turn."""
    assert isinstance(ledger.begin(session, turn, at, RULES), SurveyRequest)
    ledger.record(session, turn, SurveyResult(result, verdict, "call"), at)
    ledger.settle(session, turn, at, RULES)
    return store.get(session, turn.ticket)


def test_the_attempt_stands_in_the_ledger_before_anyone_is_dialled(
    session: Session, turn: Turn
) -> None:
    request = ledger.begin(session, turn, FRIDAY, RULES)
    assert isinstance(request, SurveyRequest)
    assert (request.attempt_id, request.phone) == (turn.id, "13812345678")
    attempt = session.get(DialAttempt, turn.id)
    assert attempt is not None
    assert (attempt.started_at, attempt.result) == (FRIDAY, ledger.NO_RESULT)


def test_a_turn_that_begins_again_dials_nobody(session: Session, turn: Turn) -> None:
    ledger.begin(session, turn, FRIDAY, RULES)
    assert ledger.begin(session, turn, FRIDAY, RULES) is Next.SETTLE
    ledger.settle(session, turn, FRIDAY, RULES)
    row = _row(session, turn)
    assert (row.state, row.turn, row.next_at) == (
        CallbackState.PENDING,
        1,
        FRIDAY.replace(hour=14, minute=30),
    )
    assert ledger.begin(session, turn, FRIDAY, RULES) is Next.STOP


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (FRIDAY - timedelta(minutes=1), FRIDAY),
        (FRIDAY.replace(hour=12), FRIDAY.replace(hour=14, minute=30)),
        (FRIDAY.replace(hour=20), FRIDAY + timedelta(days=2)),  # the Sunday is worked
        (FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)),
    ],
)
def test_outside_calling_hours_the_turn_is_put_off(
    session: Session, turn: Turn, now: datetime, opens: datetime
) -> None:
    assert ledger.begin(session, turn, now, RULES) is Next.STOP
    row = _row(session, turn)
    assert (row.turn, row.queued, row.next_at) == (1, False, opens)
    assert session.exec(select(DialAttempt)).all() == []


def test_a_ticket_that_went_another_way_is_not_asked_about(session: Session, turn: Turn) -> None:
    agent = Actor("李四", Role.AGENT)
    store.transition(session, turn.ticket, Event.ARCHIVE, agent, FRIDAY)
    assert ledger.begin(session, turn, FRIDAY, RULES) is Next.STOP
    assert _row(session, turn).state == CallbackState.CANCELLED


def test_a_number_that_was_barred_meanwhile_is_not_dialled(session: Session, turn: Turn) -> None:
    session.add(DoNotCall(phone="13812345678", reason="do_not_call", since=FRIDAY))
    assert ledger.begin(session, turn, FRIDAY, RULES) is Next.STOP
    assert _row(session, turn).state == CallbackState.DO_NOT_CALL
    assert store.get(session, turn.ticket).rating == "not_rated"


def test_a_result_is_recorded_once(session: Session, turn: Turn) -> None:
    ledger.begin(session, turn, FRIDAY, RULES)
    ledger.record(session, turn, SurveyResult(DialResult.ANSWERED, HAPPY, "a"), FRIDAY)
    ledger.record(session, turn, SurveyResult(DialResult.BUSY, None, "b"), FRIDAY)
    attempt = session.get(DialAttempt, turn.id)
    assert ledger.outcome_of(attempt) == (DialResult.ANSWERED, HAPPY)


def test_content_is_archived(session: Session, turn: Turn) -> None:
    ticket = _dialled(session, turn, DialResult.ANSWERED, HAPPY)
    assert (ticket.state, ticket.rating, ticket.solved) == (State.ARCHIVED, "satisfied", "all")
    assert _row(session, turn).state == CallbackState.ARCHIVED


def test_unhappy_goes_to_redo_once_however_often_it_is_settled(
    session: Session, turn: Turn
) -> None:
    _dialled(session, turn, DialResult.ANSWERED, UNHAPPY)
    ledger.settle(session, turn, FRIDAY, RULES)
    ticket = store.get(session, turn.ticket)
    assert (ticket.state, ticket.redo_round, ticket.redo_reason) == (State.REDO, 1, "根本没人来")
    assert _row(session, turn).reason == "根本没人来"


def test_after_three_redos_the_ticket_is_escalated(session: Session, turn: Turn) -> None:
    at = FRIDAY
    for expected in (State.REDO, State.REDO, State.REDO, State.ESCALATED):
        ticket = _dialled(session, turn, DialResult.ANSWERED, UNHAPPY, at)
        assert ticket.state == expected
        if expected is State.REDO:
            store.complete(session, turn.ticket, "又修了", "张三", at)
            opening.open_callbacks(session, at, RULES)
            ((turn, at),) = opening.to_queue(session)
    assert (ticket.redo_round, turn.redo_round) == (3, 3)


def test_nobody_home_three_times_is_never_satisfied(session: Session, turn: Turn) -> None:
    at = FRIDAY
    halves = []
    while True:
        halves.append(at)
        ticket = _dialled(session, turn, DialResult.NO_ANSWER, at=at)
        if ticket.state != State.CALLBACK:
            break
        ((turn, at),) = opening.to_queue(session)
    assert halves == [FRIDAY, FRIDAY.replace(hour=14, minute=30), FRIDAY + timedelta(days=2)]
    assert (ticket.state, ticket.rating) == (State.ARCHIVED, "not_rated")
    assert _row(session, turn).state == CallbackState.NOT_RATED


def test_an_agreed_time_is_kept_even_on_a_free_day(session: Session, turn: Turn) -> None:
    busy = Verdict(True, "busy-later", call_again="明天上午")
    _dialled(session, turn, DialResult.ANSWERED, busy)
    saturday = FRIDAY + timedelta(days=1)
    ((again, due),) = opening.to_queue(session)
    assert due == saturday
    assert _dialled(session, again, DialResult.ANSWERED, HAPPY, saturday).rating == "satisfied"


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict(True, "refuse", do_not_call=True), CallbackState.DO_NOT_CALL),
        (Verdict(False, "wrong-number"), CallbackState.WRONG_NUMBER),
    ],
)
def test_who_must_not_be_called_again_is_barred(
    session: Session, turn: Turn, verdict: Verdict, state: CallbackState
) -> None:
    ticket = _dialled(session, turn, DialResult.ANSWERED, verdict)
    assert (ticket.state, ticket.rating) == (State.ARCHIVED, "not_rated")
    barred = session.get(DoNotCall, "13812345678")
    assert barred is not None
    assert barred.reason == _row(session, turn).state == state


def test_an_unhappy_citizen_who_wants_no_more_calls_is_heard_and_left_in_peace(
    session: Session, turn: Turn
) -> None:
    verdict = Verdict(
        True, "unsatisfied", satisfied="unsatisfied", words="别打了", do_not_call=True
    )
    ticket = _dialled(session, turn, DialResult.ANSWERED, verdict)
    assert ticket.state == State.REDO
    assert session.get(DoNotCall, "13812345678") is not None
    store.complete(session, turn.ticket, "又修了", "张三", FRIDAY)
    opening.open_callbacks(session, FRIDAY, RULES)
    assert store.get(session, turn.ticket).state == State.ARCHIVED
    assert opening.to_queue(session) == []


def test_who_wants_a_person_waits_for_one(session: Session, turn: Turn) -> None:
    ticket = _dialled(session, turn, DialResult.ANSWERED, Verdict(True, "transfer-human"))
    assert ticket.state == State.CALLBACK
    assert _row(session, turn).state == CallbackState.HUMAN


def test_our_own_faults_end_too(session: Session, turn: Turn) -> None:
    at = FRIDAY
    for _ in range(RULES.callback.failed_tries - 1):
        assert _dialled(session, turn, DialResult.FAILED, at=at).state == State.CALLBACK
        ((turn, due),) = opening.to_queue(session)
        assert due == at + timedelta(minutes=10)
        at = due
    assert _dialled(session, turn, DialResult.FAILED, at=at).rating == "not_rated"


# --- several citizens with one matter ---

JOINED = "13900139000"


@pytest.fixture
def turns(session: Session) -> tuple[Turn, Turn]:
    """Of who filed a ticket, and of who joined it."""
    draft = TicketDraft(category="求助", content="路灯坏了", area="500000", phone="13812345678")
    number = filing.file_ticket(session, draft, THURSDAY, RULES.clocks).number
    join(session, number, replace(draft, phone=JOINED), THURSDAY)
    store.complete(session, number, "修好了", "张三", THURSDAY)
    opening.open_callbacks(session, THURSDAY, RULES)
    (filed, _), (joined, _) = sorted(opening.to_queue(session), key=lambda queued: queued[0].person)
    return filed, joined


def _states(session: Session, number: str) -> list[tuple[str, str]]:
    rows = session.exec(select(Callback).where(Callback.ticket == number)).all()
    ordered = sorted(rows, key=lambda row: (row.redo_round, row.person))
    return [(row.state, row.rating) for row in ordered]


def test_each_is_dialled_on_their_own_number(session: Session, turns: tuple[Turn, Turn]) -> None:
    requests = [ledger.begin(session, turn, FRIDAY, RULES) for turn in turns]
    phones = [each.phone for each in requests if isinstance(each, SurveyRequest)]
    assert phones == ["13812345678", JOINED]
    attempts = session.exec(select(DialAttempt)).all()
    assert {(a.attempt_id, a.phone) for a in attempts} == {
        (turn.id, phone) for turn, phone in zip(turns, phones, strict=True)
    }


def test_a_ticket_is_archived_when_all_have_been_asked(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    basically = replace(HAPPY, satisfied="basically")
    assert _dialled(session, joined, DialResult.ANSWERED, basically).state == State.CALLBACK
    ticket = _dialled(session, filed, DialResult.ANSWERED, HAPPY)
    assert (ticket.state, ticket.rating) == (State.ARCHIVED, "basically")
    assert _states(session, filed.ticket) == [
        ("archived", "satisfied"), ("archived", "basically"),
    ]  # fmt: skip


def test_who_was_not_reached_takes_nothing_from_who_was(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    _dialled(session, filed, DialResult.ANSWERED, HAPPY)
    ticket = _dialled(session, joined, DialResult.ANSWERED, Verdict(True, "refuse"))
    assert (ticket.state, ticket.rating) == (State.ARCHIVED, "satisfied")
    assert _states(session, filed.ticket)[1] == ("not_rated", "not_rated")


def test_one_who_is_not_content_sends_it_back_and_is_asked_again_alone(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    _dialled(session, filed, DialResult.ANSWERED, HAPPY)
    ticket = _dialled(session, joined, DialResult.ANSWERED, UNHAPPY)
    assert (ticket.state, ticket.rating, ticket.solved) == (State.REDO, "unsatisfied", "none")
    assert ticket.redo_reason == "根本没人来"
    store.complete(session, filed.ticket, "又修了", "张三", FRIDAY)
    opening.open_callbacks(session, FRIDAY, RULES)
    ((again, due),) = opening.to_queue(session)
    assert (again.person, again.redo_round) == (joined.person, 1)
    assert _dialled(session, again, DialResult.ANSWERED, HAPPY, due).rating == "satisfied"


def test_who_was_not_asked_yet_is_asked_after_the_redo(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    _dialled(session, filed, DialResult.ANSWERED, UNHAPPY)
    assert ledger.begin(session, joined, FRIDAY, RULES) is Next.STOP
    store.complete(session, filed.ticket, "又修了", "张三", FRIDAY)
    opening.open_callbacks(session, FRIDAY, RULES)
    assert {turn.person for turn, _ in opening.to_queue(session)} == {0, joined.person}
    assert _states(session, filed.ticket)[:2] == [("redo", "unsatisfied"), ("cancelled", "")]


def test_two_who_miss_something_at_the_same_time_are_both_heard(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    for turn in turns:
        ledger.begin(session, turn, FRIDAY, RULES)
    for turn, words in ((filed, "根本没人来"), (joined, "灯还是黑的")):
        said = SurveyResult(DialResult.ANSWERED, replace(UNHAPPY, words=words))
        ledger.record(session, turn, said, FRIDAY)
        ledger.settle(session, turn, FRIDAY, RULES)
    ticket = store.get(session, filed.ticket)
    assert (ticket.state, ticket.redo_round, ticket.redo_reason) == (State.REDO, 1, "根本没人来")
    assert "灯还是黑的" in store.events(session, filed.ticket)[-1].reason
    assert _states(session, filed.ticket) == [("redo", "unsatisfied")] * 2


def test_what_is_said_after_the_end_is_kept(session: Session, turns: tuple[Turn, Turn]) -> None:
    filed, joined = turns
    ledger.begin(session, joined, FRIDAY, RULES)
    store.transition(session, filed.ticket, Event.ARCHIVE, Actor("李四", Role.AGENT), FRIDAY)
    ledger.record(session, joined, SurveyResult(DialResult.ANSWERED, UNHAPPY), FRIDAY)
    ledger.settle(session, joined, FRIDAY, RULES)
    assert store.get(session, filed.ticket).state == State.ARCHIVED
    assert _states(session, filed.ticket)[1] == ("redo", "unsatisfied")


def test_a_wrong_number_is_barred_whatever_has_become_of_the_ticket(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    ledger.begin(session, joined, FRIDAY, RULES)
    _dialled(session, filed, DialResult.ANSWERED, UNHAPPY)
    wrong = SurveyResult(DialResult.ANSWERED, Verdict(False, "wrong-number"))
    ledger.record(session, joined, wrong, FRIDAY)
    ledger.settle(session, joined, FRIDAY, RULES)
    assert session.get(DoNotCall, JOINED) is not None
    assert store.get(session, filed.ticket).state == State.REDO


def test_only_the_number_that_wants_it_is_left_in_peace(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    never = Verdict(True, "refuse", do_not_call=True)
    assert _dialled(session, joined, DialResult.ANSWERED, never).state == State.CALLBACK
    assert session.get(DoNotCall, JOINED) is not None
    assert session.get(DoNotCall, "13812345678") is None
    assert _dialled(session, filed, DialResult.ANSWERED, HAPPY).rating == "satisfied"


def test_a_person_who_looks_after_one_keeps_the_ticket_open(
    session: Session, turns: tuple[Turn, Turn]
) -> None:
    filed, joined = turns
    _dialled(session, joined, DialResult.ANSWERED, Verdict(True, "transfer-human"))
    assert _dialled(session, filed, DialResult.ANSWERED, HAPPY).state == State.CALLBACK
