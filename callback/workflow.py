"""The durable loop of callbacks, on DBOS: completed ticket → queue → calling hours → dial → settle.

What is true stands in our own tables (`callback.ledger`); DBOS brings the queue with its delays,
its limit on calls at the same time, and the recovery of turns that a crash cut short. Each turn
has a fixed workflow id, so it is queued at most once; each dialling stands in the ledger before it
begins, so it happens at most once.

DBOS is one to a process and has threads and an event loop of its own; `CallbackLoop` keeps it
behind one context manager. The dialer runs on the event loop that entered the context.
"""

import asyncio
import concurrent.futures
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID, StepOptions, error
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from callback import ledger, opening
from callback.dialer import Dialer, DialResult, SurveyRequest, SurveyResult
from callback.errors import LoopError
from callback.rows import Rules, Turn

log = logging.getLogger(__name__)

QUEUE = "callbacks"
WORKFLOW = "callback.turn"
_VERSION = "callback-1"
"""DBOS recovers only turns of its own version: raise it when the steps of a turn change."""
_APPLICATION = "hotline"
_GONE_ASTRAY = timedelta(hours=1)
"""A turn this late is looked up in DBOS, in case its workflow failed."""
_LOOK_FOR_STRAYS_S = 600.0
_SETTLE_S = 10
"""How long turns may take to be settled when the loop stops, after their calls have ended."""
_AGAIN: StepOptions = {"retries_allowed": True, "max_attempts": 8}
"""Repeating a step is harmless, so a database that is away for two minutes loses nothing."""
_FINISHED = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


class Store(Protocol):
    """The database: `ivr.database.Database` is one."""

    def session(self) -> AbstractContextManager[Session]:
        """One transaction, committed at the end."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class LoopSettings:
    """system_url: DBOS's own database, see `system_url`. at_once: calls at the same time.

    poll_s: how often completed tickets are looked for and the queue is read, seconds.
    drain_s: how long calls may go on when the loop stops. executor: name of this server; every
    server on one PostgreSQL needs its own, and keeps it over restarts.
    """

    system_url: str
    at_once: int = 4
    poll_s: float = 5.0
    drain_s: float = 30.0
    executor: str = "local"


def system_url(url: str) -> str:
    """Where DBOS keeps its queue: beside an SQLite file, inside a PostgreSQL database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    stem, dot, suffix = (parsed.database or "").rpartition(".")
    name = f"{stem}-queue.{suffix}" if dot and "/" not in suffix else f"{parsed.database}-queue"
    return parsed.set(database=name).render_as_string(hide_password=False)


class CallbackLoop:
    """Runs callbacks while its context is open. One at a time in a process."""

    _running: "CallbackLoop | None" = None

    def __init__(
        self,
        store: Store,
        dialer: Dialer,
        rules: Rules,
        settings: LoopSettings,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._dialer = dialer
        self._rules = rules
        self._settings = settings
        self._now = now
        self._wake = asyncio.Event()
        self._stopping = False
        self._dialling: set[concurrent.futures.Future[SurveyResult]] = set()

    # --- life ------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        if CallbackLoop._running is not None:
            raise LoopError("a callback loop runs in this process already; stop it first")
        CallbackLoop._running = self
        self._loop = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._launch)
        except BaseException:
            await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
            CallbackLoop._running = None
            raise
        self._poller = asyncio.create_task(self._poll(), name="callback-poll")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        busy = bool(self._dialling)
        await self.drain()
        with suppress(asyncio.CancelledError):
            await self._poller
        await asyncio.to_thread(
            DBOS.destroy,
            destroy_registry=True,
            workflow_completion_timeout_sec=_SETTLE_S if busy else 0,
        )
        CallbackLoop._running = None

    def wake(self) -> None:
        """Look for completed tickets now instead of at the next poll. From the loop's thread."""
        self._wake.set()

    def _launch(self) -> None:
        # A handler of its own would make DBOS print to stderr past the program's own logging.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        config: DBOSConfig = {
            "name": _APPLICATION,
            "system_database_url": self._settings.system_url,
            "sys_db_pool_size": max(5, self._settings.at_once + 2),
            "application_version": _VERSION,
            "executor_id": self._settings.executor,
            "log_level": "WARNING",
            "enable_otlp": False,
        }
        try:
            DBOS(config=config)
            self._workflow = DBOS.workflow(name=WORKFLOW)(self._as_function())
            DBOS.launch()
            self._queue = DBOS.register_queue(
                QUEUE,
                worker_concurrency=self._settings.at_once,
                polling_interval_sec=min(1.0, self._settings.poll_s),
                on_conflict="always_update",
            )
        except (error.DBOSException, DBAPIError) as e:
            first = str(e).strip().splitlines()[0]
            raise LoopError(f"the callback queue cannot start: {first}; check database.url") from e

    async def drain(self) -> None:
        """Dial no more and let calls end; leaving does this, too. Calls that take too long, or that
        are on when this is cancelled, are cut short. What is cut counts as a try."""
        self._stopping = True
        self._poller.cancel()
        calls = [asyncio.wrap_future(call) for call in tuple(self._dialling)]
        if not calls:
            return
        try:
            await asyncio.wait(calls, timeout=self._settings.drain_s)
        finally:
            for call in calls:
                call.cancel()

    # --- finding work ----------------------------------------------------------------------------

    async def _poll(self) -> None:
        strays_at = self._loop.time()
        while True:
            look_for_strays = self._loop.time() >= strays_at
            try:
                await asyncio.to_thread(self._sweep)
                if look_for_strays:
                    await asyncio.to_thread(self._rescue)
                    strays_at = self._loop.time() + _LOOK_FOR_STRAYS_S
            except Exception:  # the database may be away: say so, and try again at the next poll
                log.exception("looking for callbacks failed; trying again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._settings.poll_s)
            self._wake.clear()

    def _sweep(self) -> None:
        """Queue what the queue does not know yet. A crash anywhere in here loses nothing."""
        with self._store.session() as session:
            opening.open_callbacks(session, self._now(), self._rules)
        with self._store.session() as session:
            waiting = opening.to_queue(session)
        for turn, due in waiting:
            self._enqueue(turn, due)
            with self._store.session() as session:
                opening.mark_queued(session, turn)

    def _enqueue(self, turn: Turn, due: datetime) -> None:
        delay = (due - self._now()).total_seconds()
        with (
            SetWorkflowID(_workflow_id(turn)),
            SetEnqueueOptions(delay_seconds=delay if delay > 0 else None),
        ):
            self._queue.enqueue(
                self._workflow, turn.ticket, turn.redo_round, turn.turn, turn.person
            )

    def _rescue(self) -> None:
        """Give a new turn to callbacks whose workflow is over without having settled them."""
        with self._store.session() as session:
            late = opening.overdue(session, self._now() - _GONE_ASTRAY)
        for turn in late:
            status = DBOS.get_workflow_status(_workflow_id(turn))
            if status is None or status.status in _FINISHED:
                log.warning("callback %s went astray; it is queued again", turn.id)
                with self._store.session() as session:
                    opening.requeue(session, turn, self._now())

    # --- one turn, on a thread of DBOS -----------------------------------------------------------

    def _as_function(self) -> Callable[[str, int, int, int], None]:
        """The workflow as DBOS wants it: a plain function of what it can keep in its table."""

        # Turns that were queued before several citizens were asked have no person.
        def run_turn(ticket: str, redo_round: int, number: int, person: int = 0) -> None:
            self._run_turn(Turn(ticket, redo_round, number, person))

        return run_turn

    def _run_turn(self, turn: Turn) -> None:
        """After a crash it runs again, and each step that was finished is skipped."""
        if DBOS.run_step({"name": "dial", **_AGAIN}, self._dial, turn):
            DBOS.run_step({"name": "settle", **_AGAIN}, self._settle, turn)

    def _dial(self, turn: Turn) -> bool:
        """True where there is something to settle."""
        with self._store.session() as session:
            if self._stopping:
                opening.requeue(session, turn, self._now())
                return False
            what = ledger.begin(session, turn, self._now(), self._rules)
        if not isinstance(what, SurveyRequest):
            return what is ledger.Next.SETTLE
        result = self._survey(what)
        if result is not None:
            with self._store.session() as session:
                ledger.record(session, turn, result, self._now())
        return True

    def _survey(self, request: SurveyRequest) -> SurveyResult | None:
        """Dial on the program's own event loop. None where the call was cut short by stopping."""
        call = asyncio.run_coroutine_threadsafe(self._dialer.survey(request), self._loop)
        self._dialling.add(call)
        try:
            return call.result()
        except concurrent.futures.CancelledError:
            return None
        except Exception:  # a fault in our own call must not stop the loop
            log.exception("callback %s broke down", request.attempt_id)
            return SurveyResult(DialResult.FAILED, None)
        finally:
            self._dialling.discard(call)

    def _settle(self, turn: Turn) -> None:
        with self._store.session() as session:
            ledger.settle(session, turn, self._now(), self._rules)


def _workflow_id(turn: Turn) -> str:
    whose = f":{turn.person}" if turn.person else ""
    return f"callback:{turn.ticket}:{turn.redo_round}:{turn.turn}{whose}"
