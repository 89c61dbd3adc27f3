"""The book of return calls: what was promised survives the program."""

from dataclasses import dataclass
from typing import Protocol

import structlog

from dialog.events import Handoff
from dialog.handover import unreached
from ivr.handover import store
from ivr.services import DatabaseServices

log = structlog.get_logger()


@dataclass(frozen=True)
class Promise:
    """A citizen to be called. call_id: in which it was promised. missed: tries without answer."""

    call_id: str
    phone: str
    handoff: Handoff
    missed: int = 0


class Book(Protocol):
    """Raises DatabaseError where it cannot be written."""

    async def promise(self, promise: Promise) -> None:
        """Before the caller is told so."""

    async def waiting(self) -> tuple[Promise, ...]:
        """From before a restart, in the order in which they asked."""

    async def dialled(self, promise: Promise) -> None:
        """Before the citizen is dialled."""

    async def talked(self, promise: Promise) -> None:
        """It is done."""

    async def give_up(self, promise: Promise) -> None:
        """Nobody was reached: a ticket is filed with what is known."""


@dataclass(frozen=True)
class DatabaseBook:
    """Implements `Book`."""

    services: DatabaseServices

    async def promise(self, promise: Promise) -> None:
        await self.services.database.run(
            store.promise, promise.call_id, promise.phone, promise.handoff, self.services.now()
        )

    async def waiting(self) -> tuple[Promise, ...]:
        rows = await self.services.database.run(store.waiting)
        return tuple(
            Promise(row.call_id, row.phone, store.handoff_of(row), row.missed) for row in rows
        )

    async def dialled(self, promise: Promise) -> None:
        await self.services.database.run(store.dialled, promise.call_id)

    async def talked(self, promise: Promise) -> None:
        now = self.services.now()
        await self.services.database.run(store.settle, promise.call_id, store.TALKED, now)

    async def give_up(self, promise: Promise) -> None:
        request = unreached(promise.handoff, promise.phone)
        filed = await self.services.file_ticket(promise.call_id, request)
        log.info("return_call_became_ticket", call=promise.call_id, ticket=filed.number)
        now = self.services.now()
        await self.services.database.run(
            store.settle, promise.call_id, store.TICKET, now, filed.number
        )
