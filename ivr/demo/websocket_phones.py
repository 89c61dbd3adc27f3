"""Citizens on the WebSocket gateway, where the clock may run faster than the wall's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.markup import escape

from ivr.demo.stage import Stage
from ivr.gateway.clock import RealClock
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.websocket.client import CallReport, call, serve_handset
from ivr.gateway.websocket.native import Ring


@dataclass(frozen=True)
class WebSocketPhones:
    """Implements `ivr.demo.stage.Phones`."""

    stage: Stage

    async def phone(self, name: str, label: str) -> CallReport:
        number, caller = self.stage.caller(name)
        report = await call(
            self._url,
            caller,
            token=self.stage.server.media_token,
            number=number,
            clock=RealClock(self.stage.speed),
            on_caption=self.stage.show(label),
        )
        self.stage.keep(name, report)
        return report

    @asynccontextmanager
    async def answering(self, name: str, label: str) -> AsyncIterator[None]:
        number, caller = self.stage.caller(name)

        def on_ring(ring: Ring) -> ScriptedCaller:
            self.stage.tell(f"{label} [yellow]电话响了[/yellow] {escape(ring.about)}")
            return caller

        ready = asyncio.Event()
        handset = asyncio.create_task(
            serve_handset(
                self._url,
                number,
                on_ring,
                token=self.stage.server.media_token,
                on_ready=ready.set,
                on_call_end=lambda report: self.stage.keep(name, report),
                new_clock=lambda: RealClock(self.stage.speed),
                on_caption=self.stage.show(label),
            )
        )
        waiting = asyncio.create_task(ready.wait())
        try:
            await asyncio.wait({waiting, handset}, return_when=asyncio.FIRST_COMPLETED)
            if handset.done():
                handset.result()
            yield
        finally:
            for task in (handset, waiting):
                task.cancel()
            await asyncio.gather(handset, waiting, return_exceptions=True)

    @property
    def _url(self) -> str:
        return f"{self.stage.server.media}/native"
