"""[P] Who waits for a person, which seat rings for whom, and how long that will take.

One machine for all queues, because a seat may serve several. Callers are served in the order in
which they came, emergencies before all others; anger gives no precedence, or it would pay to shout.
A seat that does not answer, or declines, rests for a while, longer each time, and the caller, who
keeps the place, rings at the next one. Where every seat of a queue rests, nobody is there: who
waits for it is given back at once rather than after the longest wait.

A caller may hang up and be called when it is their turn: a *return call*. It keeps its place and
never runs out; a citizen who is not reached is tried again later, and after the last try given up.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

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
    WentAway,
)

LEARNING = 0.2
"""Weight of the newest talk in the mean of handling times."""

LONGEST_REST = 32
"""A seat that never answers rests at most so many times as long as the first time."""


@dataclass(frozen=True)
class QueueRules:
    """seats: numbers by queue. Seconds: max_wait_s, the longest wait; rest_s, how long a seat is
    left alone after its first failure; handling_s, first guess of how long an agent talks;
    away_s, before a seat rings for a promised call: somebody is still hanging up, or the program
    still starting; retry_s, until a citizen who was
    not reached is tried again, `tries` times in all."""

    seats: Mapping[str, tuple[str, ...]]
    max_wait_s: float = 300.0
    rest_s: float = 30.0
    handling_s: float = 180.0
    away_s: float = 20.0
    retry_s: float = 300.0
    tries: int = 2


class Standing(StrEnum):
    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    RESTING = "absent"


@dataclass(frozen=True)
class _Seat:
    """since: seconds, of the standing. failures: in a row."""

    number: str
    standing: Standing = Standing.FREE
    since: float = 0.0
    caller: str = ""
    failures: int = 0


@dataclass(frozen=True)
class _Caller:
    """turn: callers are served by it, the lowest first. seat: that rings for them, or ""."""

    caller: str
    queue: str
    turn: tuple[int, int]
    joined: float
    away: bool = False
    missed: int = 0
    not_before: float = 0.0
    seat: str = ""


@dataclass(frozen=True)
class QueueView:
    """What a monitor sees of one queue. wait_s: expected, of somebody who comes now."""

    waiting: int
    return_calls: int
    wait_s: float
    seats: Mapping[str, str] = field(default_factory=dict)


class Queues:
    """`receive(event, at)` → decisions; `at` in seconds, on a clock that never goes back.

    Events that come too late (of a caller who has left, a seat that no longer rings) do nothing.
    """

    def __init__(self, rules: QueueRules) -> None:
        self.rules = rules
        self._seats = {number: _Seat(number) for queue in rules.seats.values() for number in queue}
        self._callers: dict[str, _Caller] = {}
        self._handling = dict.fromkeys(rules.seats, rules.handling_s)
        self._came = 0
        self._at = -math.inf

    def receive(self, event: QueueEvent, at: float) -> tuple[QueueDecision, ...]:
        self._at = at
        decided = self._take(event, at)
        return (*decided, *self._assign(at), *self._give_up(at))

    def next_deadline(self) -> float | None:
        """When a `Tick` may do something if nothing else happens before. None: never."""
        rested = [self._rested_at(s) for s in self._seats.values() if s.standing == "absent"]
        waiting = [c for c in self._callers.values() if not c.seat]
        ready = [c.not_before for c in waiting]
        patience = [c.joined + self.rules.max_wait_s for c in waiting if not c.away]
        coming = (t for t in (*rested, *ready, *patience) if t > self._at)
        return min(coming, default=None)

    def place(self, caller: str) -> int | None:
        """1: next. None for somebody who does not wait."""
        queued = self._callers.get(caller)
        if queued is None:
            return None
        same = [c for c in self._callers.values() if c.queue == queued.queue]
        return 1 + sum(other.turn < queued.turn for other in same)

    def wait_s(self, queue: str, place: int) -> float:
        """Expected seconds: the mean of handling times × place ÷ seats that are not absent."""
        seats = [self._seats[number] for number in self.rules.seats[queue]]
        there = sum(seat.standing is not Standing.RESTING for seat in seats)
        return self._handling[queue] * place / max(1, there)

    def view(self) -> Mapping[str, QueueView]:
        """Every queue, for a monitor."""
        return {queue: self._view(queue, seats) for queue, seats in self.rules.seats.items()}

    def _view(self, queue: str, seats: tuple[str, ...]) -> QueueView:
        callers = [c for c in self._callers.values() if c.queue == queue]
        away = sum(c.away for c in callers)
        standing = {number: str(self._seats[number].standing) for number in seats}
        wait_s = self.wait_s(queue, len(callers) + 1)
        return QueueView(len(callers) - away, away, round(wait_s, 1), standing)

    # --- events ---

    def _take(self, event: QueueEvent, at: float) -> tuple[QueueDecision, ...]:
        match event:
            case Joined():
                self._join(event, at)
            case Left(caller):
                return self._release(self._callers.pop(caller, None), at)
            case WentAway(caller) if caller in self._callers:
                gone = self._callers[caller]
                stopped = self._release(gone, at)
                later = at + self.rules.away_s
                self._callers[caller] = replace(gone, away=True, not_before=later, seat="")
                return stopped
            case SeatFailed(seat) if self._stands(seat, Standing.RINGING):
                self._failed(self._seats[seat], at)
            case CitizenMissed(seat) if self._stands(seat, Standing.RINGING):
                return self._missed(self._seats[seat], at)
            case Talking(seat) if self._stands(seat, Standing.RINGING):
                self._callers.pop(self._seats[seat].caller, None)
                self._seats[seat] = _Seat(seat, Standing.TALKING, at, self._seats[seat].caller)
            case TalkEnded(seat) if self._stands(seat, Standing.TALKING):
                self._learn(self._seats[seat], at)
                self._seats[seat] = _Seat(seat, Standing.FREE, at)
        return ()

    def _join(self, event: Joined, at: float) -> None:
        self._came += 1
        self._callers[event.caller] = _Caller(
            event.caller,
            event.queue,
            (0 if event.urgent else 1, self._came),
            at,
            event.away,
            event.missed,
            at + self.rules.away_s if event.away else 0.0,
        )

    def _stands(self, seat: str, standing: Standing) -> bool:
        return self._seats[seat].standing is standing

    def _release(self, caller: _Caller | None, at: float) -> tuple[QueueDecision, ...]:
        """Let the seat go that rings for somebody."""
        if caller is None or not caller.seat:
            return ()
        self._seats[caller.seat] = replace(
            self._seats[caller.seat], standing=Standing.FREE, since=at, caller=""
        )
        return (StopRinging(caller.seat, caller.caller),)

    def _failed(self, seat: _Seat, at: float) -> None:
        caller = self._callers[seat.caller]
        self._callers[seat.caller] = replace(caller, seat="")
        self._seats[seat.number] = _Seat(
            seat.number, Standing.RESTING, at, failures=seat.failures + 1
        )

    def _missed(self, seat: _Seat, at: float) -> tuple[QueueDecision, ...]:
        self._seats[seat.number] = _Seat(seat.number, Standing.FREE, at)
        caller = self._callers[seat.caller]
        missed = caller.missed + 1
        if missed >= self.rules.tries:
            del self._callers[caller.caller]
            return (GiveUp(caller.caller, "not_reached"),)
        later = at + self.rules.retry_s
        self._callers[caller.caller] = replace(caller, missed=missed, not_before=later, seat="")
        return ()

    def _learn(self, seat: _Seat, at: float) -> None:
        talked_s = at - seat.since
        for queue, seats in self.rules.seats.items():
            if seat.number in seats:
                self._handling[queue] += LEARNING * (talked_s - self._handling[queue])

    # --- what follows from every event ---

    def _in_order(self) -> list[_Caller]:
        return sorted(self._callers.values(), key=lambda caller: caller.turn)

    def _assign(self, at: float) -> Iterator[QueueDecision]:
        """Ring free seats for those whose turn it is."""
        self._wake(at)
        for caller in self._in_order():
            if caller.seat or at < caller.not_before:
                continue
            seat = self._free_seat(caller.queue)
            if seat is None:
                continue
            self._seats[seat.number] = replace(
                seat, standing=Standing.RINGING, since=at, caller=caller.caller
            )
            self._callers[caller.caller] = replace(caller, seat=seat.number)
            yield Ring(seat.number, caller.caller)

    def _wake(self, at: float) -> None:
        for seat in list(self._seats.values()):
            if seat.standing is Standing.RESTING and at >= self._rested_at(seat):
                self._seats[seat.number] = replace(seat, standing=Standing.FREE, since=at)

    def _rested_at(self, seat: _Seat) -> float:
        times: int = min(LONGEST_REST, 2 ** (seat.failures - 1))
        return seat.since + self.rules.rest_s * times

    def _free_seat(self, queue: str) -> _Seat | None:
        """The one that has been idle longest."""
        seats = [self._seats[number] for number in self.rules.seats[queue]]
        free = [seat for seat in seats if seat.standing is Standing.FREE]
        return min(free, key=lambda seat: seat.since, default=None)

    def _give_up(self, at: float) -> Iterator[QueueDecision]:
        """Those who have waited too long, or for seats where nobody is."""
        for caller in self._in_order():
            if caller.away or caller.seat:
                continue
            seats = [self._seats[number] for number in self.rules.seats[caller.queue]]
            nobody = all(seat.standing is Standing.RESTING for seat in seats)
            if nobody or at >= caller.joined + self.rules.max_wait_s:
                del self._callers[caller.caller]
                yield GiveUp(caller.caller, "no_seat" if nobody else "max_wait")
