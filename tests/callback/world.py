"""A dialer that follows a script, and a loop around it."""

import asyncio
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from callback.dialer import DialResult, SurveyRequest, SurveyResult
from callback.rows import Rules
from callback.schedule import CallbackPolicy
from callback.workflow import LoopSettings, system_url
from dialog.events import Verdict
from ivr.database import Database
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket
from tickets.joining import join
from tickets.store import complete
from tickets.tables import Ticket

T = TypeVar("T")

SATISFIED = Verdict(True, "satisfied", contacted=True, solved="all", satisfied="satisfied")
UNSATISFIED = Verdict(
    True, "unsatisfied", contacted=True, solved="none", satisfied="unsatisfied", words="根本没人来"
)


@dataclass
class ScriptedDialer:
    """Answers each call with the next result of the script; the last one is repeated."""

    script: Sequence[SurveyResult | Exception] = (SurveyResult(DialResult.ANSWERED, SATISFIED),)
    requests: list[SurveyRequest] = field(default_factory=list)
    at_the_same_time: int = 0
    most_at_the_same_time: int = 0
    hold: asyncio.Event | None = None
    loops: list[asyncio.AbstractEventLoop] = field(default_factory=list)

    async def survey(self, request: SurveyRequest) -> SurveyResult:
        self.requests.append(request)
        self.loops.append(asyncio.get_running_loop())
        self.at_the_same_time += 1
        self.most_at_the_same_time = max(self.most_at_the_same_time, self.at_the_same_time)
        try:
            if self.hold is not None:
                await self.hold.wait()
        finally:
            self.at_the_same_time -= 1
        step = self.script[min(len(self.requests), len(self.script)) - 1]
        if isinstance(step, Exception):
            raise step
        return step


@dataclass
class World:
    """One database, the rules, and short ways to make and read tickets."""

    database: Database
    url: str
    rules: Rules = field(
        default_factory=lambda: Rules(
            CallbackPolicy(
                windows=((time(0), time(0)),),
                earliest="at_once",
                retry_after=timedelta(milliseconds=1),
                failed_after=timedelta(milliseconds=1),
            ),
            Policy(),
        )
    )

    def settings(self, at_once: int = 4) -> LoopSettings:
        return LoopSettings(system_url(self.url), at_once=at_once, poll_s=0.05, drain_s=0.5)

    def ticket(
        self,
        phone: str = "13812345678",
        *,
        callback_wanted: bool = True,
        others: Sequence[str] = (),
    ) -> str:
        """A completed ticket's number. others: telephones of those who joined it."""
        draft = TicketDraft(
            category="投诉",
            content="小区门口的路灯坏了一个星期",
            area="500000",
            place="渝北区",
            phone=phone,
            callback_wanted=callback_wanted,
        )
        now = datetime.now(UTC)
        with self.database.session() as session:
            number = file_ticket(session, draft, now, self.rules.clocks).number
            for other in others:
                join(session, number, replace(draft, phone=other), now)
            complete(session, number, "已修复", "测试员", now)
        return number

    def complete_again(self, number: str) -> None:
        with self.database.session() as session:
            complete(session, number, "又修了一次", "测试员", datetime.now(UTC))

    def read(self, number: str) -> Ticket:
        with self.database.session() as session:
            found = session.get(Ticket, number)
            assert found is not None
            return found

    async def until(self, number: str, states: Set[str]) -> Ticket:
        """The ticket as soon as it is in one of the states."""
        return await until(lambda: self.read(number), lambda ticket: ticket.state in states)


async def until(read: Callable[[], T], good: Callable[[T], bool]) -> T:
    """What is read, as soon as it is good; fails after half a minute."""
    async with asyncio.timeout(30):
        while not good(found := await asyncio.to_thread(read)):  # noqa: ASYNC110 (a database)
            await asyncio.sleep(0.02)
    return found
