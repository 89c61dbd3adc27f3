"""Where people take over calls: carries out what the queues decide.

For every seat that rings there is one task: it rings, whispers, puts the caller through and hangs
up. The queues (`queue.py`) decide, the caller's session bridges (`ivr.call.hold`), and a return
call is held by the switchboard like any other call, with the agent already waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import structlog

from callback.dialer import DialResult
from dialog.events import Handoff, Queued
from dialog.handover import whisper as whispered
from dialog.prompts import say
from ivr.call.ports import Mouth, Noted, NotTaken, Taken
from ivr.gateway.clock import Clock
from ivr.gateway.line import Line, LineInfo
from ivr.handover.book import Book, Promise
from ivr.handover.music import music_frames
from ivr.handover.place import Behind, QueuePlace
from ivr.handover.queue import Queues, QueueView
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
from ivr.handover.returning import Prepared, ReturnCalls
from ivr.handover.whisper import Answer, tell, whisper

log = structlog.get_logger()

RingLine = Callable[[str, LineInfo, float], Awaitable[Line | DialResult]]
"""(number, who calls, seconds to ring) → the line, or why nobody answered."""


@dataclass(frozen=True)
class DeskSettings:
    """number: as which we call. ring_s: how long a telephone rings, announce_s: from one
    announcement to the next, seconds. music: PCM16 by rate, played while nothing is said."""

    number: str = "12345"
    ring_s: float = 20.0
    announce_s: float = 30.0
    music: Callable[[int], bytes] = bytes


@dataclass
class _Waiter:
    """A caller on the line, or one who was promised a call (place is None)."""

    promise: Promise
    place: QueuePlace | None = None

    def note(self, event: str, **fields: object) -> None:
        if self.place is not None:
            self.place.give(Noted(event, tuple(fields.items())))


@dataclass
class _Service:
    """One seat that rings. stopped: the queues want nothing of it any more."""

    task: "asyncio.Task[None]"
    caller_gone: asyncio.Event = field(default_factory=asyncio.Event)
    answered: bool = False

    @property
    def stopped(self) -> bool:
        return self.caller_gone.is_set()


class PeopleDesk:
    """Implements `ivr.call.ports.Desk`; use it as a context manager.

    ring: dials seats and citizens. returns: None where return calls cannot be promised.
    """

    def __init__(
        self,
        queues: Queues,
        ring: RingLine,
        mouth: Mouth,
        clock: Clock,
        settings: DeskSettings,
        returns: ReturnCalls | None = None,
    ) -> None:
        self._queues, self._ring, self._mouth, self._clock = queues, ring, mouth, clock
        self._settings, self._returns = settings, returns
        self._waiters: dict[str, _Waiter] = {}
        self._services: dict[str, _Service] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def __aenter__(self) -> "PeopleDesk":
        self._begin(self._keep_time())
        for promise in await self._book.waiting() if self._returns else ():
            if promise.handoff.queue not in self._queues.rules.seats:
                log.warning("return_call_without_seats", queue=promise.handoff.queue)
            elif promise.missed >= self._queues.rules.tries:
                self._begin(self._give_up(promise))
            else:
                self._waiters[promise.call_id] = _Waiter(promise)
                self._tell(self._joined(promise, away=True))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def view(self) -> Mapping[str, QueueView]:
        """Every queue, for a monitor."""
        return self._queues.view()

    def join(self, handoff: Handoff, info: LineInfo) -> QueuePlace | None:
        if handoff.queue not in self._queues.rules.seats:
            return None
        phone = info.caller if info.direction == "inbound" else info.called
        promise = Promise(info.call_id, phone, handoff)
        waiter = self._waiters[info.call_id] = _Waiter(promise)
        behind = Behind(
            now=self._clock.now,
            queued=lambda: self._queued(waiter),
            left=lambda: self._left(info.call_id),
            promise=lambda: self._promise(waiter),
            music=self._music,
        )
        waiter.place = place = QueuePlace(behind, self._settings.announce_s)
        waiter.note("queued", queue=handoff.queue)
        self._tell(self._joined(promise))
        return place

    # --- what a place asks ---

    def _joined(self, promise: Promise, away: bool = False) -> Joined:
        urgent = promise.handoff.reason == "emergency"
        return Joined(promise.call_id, promise.handoff.queue, urgent, away, promise.missed)

    def _queued(self, waiter: _Waiter) -> Queued:
        place = self._queues.place(waiter.promise.call_id) or 1
        wait_s = self._queues.wait_s(waiter.promise.handoff.queue, place)
        return Queued(place, wait_s, self._returns is not None and bool(waiter.promise.phone))

    def _left(self, caller: str) -> None:
        self._waiters.pop(caller, None)
        self._tell(Left(caller))

    async def _promise(self, waiter: _Waiter) -> bool:
        if not self._queued(waiter).may_return:
            return False
        try:
            await self._book.promise(waiter.promise)
        except Exception as e:  # the caller is told, and waits on
            log.error("return_call_not_written", call=waiter.promise.call_id, error=str(e))
            return False
        if waiter.place is None or waiter.place.over:  # a person was faster
            await self._book.talked(waiter.promise)
            return False
        waiter.place = None
        self._tell(WentAway(waiter.promise.call_id))
        return True

    def _music(self, rate: int) -> Iterator[bytes]:
        return music_frames(self._settings.music(rate), rate)

    @property
    def _book(self) -> Book:
        assert self._returns is not None
        return self._returns.book

    # --- the queues ---

    def _tell(self, event: QueueEvent) -> None:
        for decision in self._queues.receive(event, self._clock.now()):
            self._carry_out(decision)
        self._changed.set()

    def _carry_out(self, decision: QueueDecision) -> None:
        match decision:
            case Ring(seat, caller):
                self._services[seat] = self._serve(seat, self._waiters[caller])
            case StopRinging(seat):
                service = self._services[seat]
                service.caller_gone.set()
                if not service.answered:
                    service.task.cancel()
            case GiveUp(caller, reason):
                waiter = self._waiters.pop(caller)
                if waiter.place is not None:
                    waiter.place.give(NotTaken(reason))
                else:
                    self._begin(self._give_up(waiter.promise))

    async def _keep_time(self) -> None:
        while True:
            self._changed.clear()
            deadline = self._queues.next_deadline()
            waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._changed.wait())]
            if deadline is not None:
                waits.append(asyncio.ensure_future(self._clock.sleep_until(deadline)))
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            if deadline is not None and self._clock.now() >= deadline:
                self._tell(Tick())

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _give_up(self, promise: Promise) -> None:
        try:
            await self._book.give_up(promise)
        except Exception as e:  # it stays in the book, and the next start files it
            log.error("return_call_not_settled", call=promise.call_id, error=str(e))

    # --- one seat ---

    def _serve(self, seat: str, waiter: _Waiter) -> _Service:
        before = self._services.get(seat)

        async def served() -> None:
            if before is not None and not before.task.done():
                await asyncio.wait({before.task})  # its telephone is still in use
            try:
                event = await self._attend(seat, waiter, service)
            except Exception:  # the seat's trouble is not the caller's
                log.exception("seat_failed", seat=seat)
                self._tell(TalkEnded(seat))  # whichever of the two it was about to do
                event = SeatFailed(seat)
            if not service.stopped:
                self._tell(event)

        service = _Service(self._begin(served()))
        return service

    async def _attend(self, seat: str, waiter: _Waiter, service: _Service) -> QueueEvent:
        """Ring a seat for a caller. Returns how it ended."""
        about = whispered(
            "whisper_return" if waiter.place is None else "whisper", waiter.promise.handoff.summary
        )
        waiter.note("seat_rings", seat=seat)
        info = self._info(f"{waiter.promise.call_id}-{seat}", seat, about.text)
        line = await self._ring(seat, info, self._settings.ring_s)
        if isinstance(line, DialResult):
            waiter.note("seat_failed", seat=seat, result=line.value)
            return SeatFailed(seat)
        service.answered = True
        try:
            waiter.note("seat_answered", seat=seat)
            answer = await whisper(line, self._mouth, about, service.caller_gone)
            if answer is Answer.REFUSED:
                waiter.note("seat_refused", seat=seat)
                return SeatFailed(seat)
            if answer is Answer.CALLER_GONE or service.stopped:
                await tell(line, self._mouth, say("whisper_gone"))
                return SeatFailed(seat)
            if waiter.place is None:
                return await self._return(seat, line, waiter.promise)
            return await self._put_through(seat, line, waiter, waiter.place)
        finally:
            await line.hang_up()

    def _info(self, call_id: str, called: str, about: str) -> LineInfo:
        ours = self._settings.number
        return LineInfo(call_id, ours, called, "outbound", 8000, "native", {"about": about})

    async def _put_through(
        self, seat: str, line: Line, waiter: _Waiter, place: QueuePlace
    ) -> QueueEvent:
        over = asyncio.Event()
        del self._waiters[waiter.promise.call_id]
        self._tell(Talking(seat))
        place.give(Taken(line, seat, over.set))
        await over.wait()
        return TalkEnded(seat)

    async def _return(self, seat: str, line: Line, promise: Promise) -> QueueEvent:
        """The agent waits; call the citizen."""
        assert self._returns is not None
        prepared = Prepared(seat, line, lambda: self._tell(Talking(seat)), self._music)
        info = self._info(f"{promise.call_id}-{seat}-return", promise.phone, "回电")
        try:
            called = await self._returns.call(prepared, promise, info, self._settings.ring_s)
        finally:
            prepared.release()
        if prepared.taken:
            self._waiters.pop(promise.call_id, None)
            await self._book.talked(promise)
            return TalkEnded(seat)
        if prepared.lost:
            return SeatFailed(seat)
        if called is not None:
            await tell(line, self._mouth, say("whisper_unreached"))
        return CitizenMissed(seat)
