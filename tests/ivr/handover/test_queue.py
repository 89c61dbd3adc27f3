"""Nobody is lost, nobody is given twice, no seat rings twice, and the order is kept."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ivr.handover.queue import QueueRules, Queues
from ivr.handover.queue_events import (
    CitizenMissed,
    GiveUp,
    Joined,
    Left,
    QueueDecision,
    QueueEvent,
    Ring,
    SeatFailed,
    StopRinging,
    TalkEnded,
    Talking,
    Tick,
    WentAway,
)

RULES = QueueRules(
    {"agents": ("8001", "8002")}, max_wait_s=100, rest_s=30, handling_s=60, away_s=5, retry_s=40
)


@pytest.fixture
def queues() -> Queues:
    return Queues(RULES)


def test_callers_are_served_as_they_came_by_the_seat_that_was_idle_longest(queues: Queues) -> None:
    assert queues.receive(Joined("a", "agents"), 0) == (Ring("8001", "a"),)
    assert queues.receive(Joined("b", "agents"), 1) == (Ring("8002", "b"),)
    assert queues.receive(Joined("c", "agents"), 2) == ()
    assert queues.receive(Joined("d", "agents"), 3) == ()
    assert [queues.place(caller) for caller in "abcd"] == [1, 2, 3, 4]
    queues.receive(Talking("8002"), 4)
    assert queues.receive(TalkEnded("8002"), 9) == (Ring("8002", "c"),)
    assert [queues.place(caller) for caller in "abcd"] == [1, None, 2, 3]


def test_danger_goes_first(queues: Queues) -> None:
    for caller in "abc":
        queues.receive(Joined(caller, "agents"), 0)
    assert queues.receive(Joined("fire", "agents", urgent=True), 1) == ()
    assert (queues.place("fire"), queues.place("c")) == (1, 4)
    assert queues.receive(Left("b"), 2) == (StopRinging("8002", "b"), Ring("8002", "fire"))


def test_a_seat_that_does_not_answer_rests_longer_each_time(queues: Queues) -> None:
    queues.receive(Joined("a", "agents"), 0)
    assert queues.receive(SeatFailed("8001"), 20) == (Ring("8002", "a"),)
    queues.receive(Talking("8002"), 21)
    queues.receive(Joined("b", "agents"), 25)
    assert queues.next_deadline() == 50
    assert queues.receive(Tick(), 49.9) == ()
    assert queues.receive(Tick(), 50) == (Ring("8001", "b"),)
    queues.receive(SeatFailed("8001"), 60)
    assert queues.next_deadline() == 60 + 2 * 30
    assert queues.view()["agents"].seats == {"8001": "absent", "8002": "talking"}


def test_where_every_seat_is_absent_nobody_waits(queues: Queues) -> None:
    queues.receive(Joined("a", "agents"), 0)
    queues.receive(Joined("b", "agents"), 0)
    assert queues.receive(SeatFailed("8001"), 10) == ()
    assert queues.receive(SeatFailed("8002"), 10) == (
        GiveUp("a", "no_seat"),
        GiveUp("b", "no_seat"),
    )
    assert queues.receive(Joined("c", "agents"), 20) == (GiveUp("c", "no_seat"),)


def test_the_longest_wait(queues: Queues) -> None:
    for caller in "abc":
        queues.receive(Joined(caller, "agents"), 0)
    queues.receive(Talking("8001"), 1)
    queues.receive(Talking("8002"), 1)
    assert queues.next_deadline() == 100
    assert queues.receive(Tick(), 99.9) == ()
    assert queues.receive(Tick(), 100) == (GiveUp("c", "max_wait"),)
    assert queues.next_deadline() is None  # the others are being rung for


def test_a_seat_that_already_rings_is_not_taken_away_at_the_last_moment(queues: Queues) -> None:
    queues.receive(Joined("a", "agents"), 0)
    assert queues.receive(Tick(), 101) == ()
    assert queues.receive(SeatFailed("8001"), 102) == (Ring("8002", "a"),)


def test_the_expected_wait_follows_what_talks_last(queues: Queues) -> None:
    assert queues.wait_s("agents", 3) == 60 * 3 / 2
    queues.receive(Joined("a", "agents"), 0)
    queues.receive(Talking("8001"), 0)
    queues.receive(TalkEnded("8001"), 160)
    assert queues.wait_s("agents", 1) == (60 + 0.2 * (160 - 60)) / 2
    queues.receive(Joined("b", "agents"), 200)
    queues.receive(SeatFailed("8002"), 210)
    assert queues.wait_s("agents", 1) == 80


def test_a_return_call_keeps_its_place_and_waits_for_ever(queues: Queues) -> None:
    for caller in "abcd":
        queues.receive(Joined(caller, "agents"), 0)
    queues.receive(Talking("8001"), 1)
    queues.receive(Talking("8002"), 1)
    assert queues.receive(WentAway("c"), 2) == ()
    assert (queues.place("c"), queues.place("d")) == (1, 2)
    assert queues.receive(TalkEnded("8001"), 500) == (Ring("8001", "c"), GiveUp("d", "max_wait"))
    view = queues.view()["agents"]
    assert (view.waiting, view.return_calls) == (0, 1)


def test_who_is_hanging_up_is_not_called_at_once(queues: Queues) -> None:
    queues.receive(Joined("a", "agents"), 0)
    assert queues.receive(WentAway("a"), 10) == (StopRinging("8001", "a"),)
    assert queues.next_deadline() == 15
    assert queues.receive(Tick(), 15) == (Ring("8002", "a"),)


def test_a_citizen_who_is_not_reached_twice_is_given_up(queues: Queues) -> None:
    assert queues.receive(Joined("a", "agents", away=True), 0) == ()
    assert queues.receive(Tick(), 5) == (Ring("8001", "a"),)
    assert queues.receive(CitizenMissed("8001"), 20) == ()
    assert queues.receive(Tick(), 60) == (Ring("8002", "a"),)
    assert queues.receive(CitizenMissed("8002"), 70) == (GiveUp("a", "not_reached"),)
    assert queues.place("a") is None


def test_a_seat_serves_several_queues() -> None:
    queues = Queues(QueueRules({"agents": ("1",), "emergency": ("1", "2")}))
    assert queues.receive(Joined("a", "agents"), 0) == (Ring("1", "a"),)
    assert queues.receive(Joined("b", "agents"), 0) == ()
    assert queues.receive(Joined("c", "emergency", urgent=True), 0) == (Ring("2", "c"),)
    assert queues.receive(Joined("d", "emergency", urgent=True), 0) == ()
    queues.receive(Talking("1"), 1)
    assert queues.receive(TalkEnded("1"), 2) == (Ring("1", "d"),)


LATE: list[Callable[[str], QueueEvent]] = [SeatFailed, CitizenMissed, Talking, TalkEnded]


@pytest.mark.parametrize("late", LATE)
def test_what_comes_too_late_does_nothing(
    queues: Queues, late: Callable[[str], QueueEvent]
) -> None:
    assert queues.receive(late("8001"), 1) == ()
    assert queues.receive(Left("nobody"), 1) == ()
    assert queues.receive(WentAway("nobody"), 1) == ()


class Shift(RuleBasedStateMachine):
    """A working day in any order, watched from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.queues = Queues(
            QueueRules({"agents": ("1", "2"), "emergency": ("2", "3")}, max_wait_s=50, rest_s=10)
        )
        self.at = 0.0
        self.count = 0
        self.waiting: dict[str, tuple[str, tuple[int, int], bool]] = {}  # queue, turn, away
        self.ringing: dict[str, str] = {}  # seat to caller
        self.talking: dict[str, str] = {}
        self.over: list[str] = []

    def tell(self, event: QueueEvent) -> None:
        for decision in self.queues.receive(event, self.at):
            self.see(decision)

    def see(self, decision: QueueDecision) -> None:
        match decision:
            case Ring(seat, caller):
                assert seat not in self.ringing, "rings twice"
                assert seat not in self.talking, "rings while it talks"
                assert caller not in self.ringing.values(), "given to two seats"
                assert caller in self.waiting
                self.ringing[seat] = caller
                self.assert_nobody_was_passed_over(seat, caller)
            case StopRinging(seat, caller):
                assert self.ringing.pop(seat) == caller
            case GiveUp(caller):
                assert caller not in self.ringing.values()
                del self.waiting[caller]
                self.over.append(caller)

    def assert_nobody_was_passed_over(self, seat: str, caller: str) -> None:
        turn = self.waiting[caller][1]
        for other, (queue, others_turn, away) in self.waiting.items():
            serves = seat in self.queues.rules.seats[queue]
            if serves and not away and other not in self.ringing.values():
                assert others_turn > turn, f"{other} was before {caller}"

    @rule(queue=st.sampled_from(["agents", "emergency"]), urgent=st.booleans())
    def join(self, queue: str, urgent: bool) -> None:
        self.count += 1
        caller = f"c{self.count}"
        self.waiting[caller] = (queue, (0 if urgent else 1, self.count), False)
        self.tell(Joined(caller, queue, urgent))

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        caller = data.draw(st.sampled_from(sorted(self.waiting)))
        seats = [seat for seat, rung in self.ringing.items() if rung == caller]
        self.waiting.pop(caller)
        self.over.append(caller)
        self.tell(Left(caller))
        assert all(self.ringing.get(seat) != caller for seat in seats)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def go_away(self, data: st.DataObject) -> None:
        caller = data.draw(st.sampled_from(sorted(self.waiting)))
        queue, turn, _ = self.waiting[caller]
        self.waiting[caller] = (queue, turn, True)
        self.tell(WentAway(caller))

    @precondition(lambda self: self.ringing)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        seat = data.draw(st.sampled_from(sorted(self.ringing)))
        caller = self.ringing.pop(seat)
        del self.waiting[caller]
        self.talking[seat] = caller
        self.tell(Talking(seat))

    @precondition(lambda self: self.ringing)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        seat = data.draw(st.sampled_from(sorted(self.ringing)))
        self.ringing.pop(seat)
        self.tell(SeatFailed(seat))

    @precondition(lambda self: self.ringing)
    @rule(data=st.data())
    def miss(self, data: st.DataObject) -> None:
        away = sorted(s for s, c in self.ringing.items() if self.waiting[c][2])
        if away:
            seat = data.draw(st.sampled_from(away))
            self.ringing.pop(seat)
            self.tell(CitizenMissed(seat))

    @precondition(lambda self: self.talking)
    @rule(data=st.data())
    def hang_up(self, data: st.DataObject) -> None:
        seat = data.draw(st.sampled_from(sorted(self.talking)))
        self.over.append(self.talking.pop(seat))
        self.tell(TalkEnded(seat))

    @rule(seconds=st.floats(0, 40))
    def wait(self, seconds: float) -> None:
        self.at += seconds
        self.tell(Tick())

    @invariant()
    def everybody_is_somewhere_once(self) -> None:
        everybody = [*self.waiting, *self.talking.values(), *self.over]
        assert sorted(everybody) == sorted(f"c{n + 1}" for n in range(self.count))
        assert all(self.queues.place(caller) is not None for caller in self.waiting)
        assert all(self.queues.place(caller) is None for caller in self.over)

    @invariant()
    def places_have_no_gaps(self) -> None:
        for queue in self.queues.rules.seats:
            places = [self.queues.place(c) for c, (q, *_) in self.waiting.items() if q == queue]
            assert sorted(p or 0 for p in places) == list(range(1, len(places) + 1))

    @invariant()
    def a_deadline_lies_ahead(self) -> None:
        deadline = self.queues.next_deadline()
        assert deadline is None or deadline > self.at
        rung = self.ringing.values()
        there = [c for c, (*_, away) in self.waiting.items() if not away and c not in rung]
        assert deadline is not None or not there


TestShift = Shift.TestCase
TestShift.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
