"""What is said in calls, out of the server's log while it is written: SIP has no captions."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ivr.gateway.captions import Caption
from tickets.privacy import mask_phone

LOOK_S = 0.1
OUTBOUND = "outbound"
"""Who is called back stands in no log; there is one such call at a time."""


@dataclass
class Overheard:
    """One call in the log. over: set when it has ended there."""

    on_caption: Callable[[Caption], None]
    captions: list[Caption] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, record: Mapping[str, Any]) -> None:
        match record:
            case {"event": "said", "speaker": "robot" | "caller" as speaker, "text": str(text)}:
                self.captions.append(Caption(speaker, text))
                self.on_caption(self.captions[-1])
            case {"event": "call_ended"}:
                self.over.set()


class ServerLog:
    """Tells calls apart by the caller's number, which the log holds masked."""

    def __init__(self) -> None:
        self._expected: dict[str, Overheard] = {}
        self._calls: dict[str, Overheard] = {}

    @contextmanager
    def call(self, number: str, on_caption: Callable[[Caption], None]) -> Iterator[Overheard]:
        """The next call from `number` (digits), or to anybody where it is `OUTBOUND`."""
        who = number if number == OUTBOUND else mask_phone(number)
        self._expected[who] = overheard = Overheard(on_caption)
        try:
            yield overheard
        finally:
            self._expected.pop(who, None)

    def read(self, line: str) -> None:
        """A line of the log; what is no record of a call is passed over."""
        try:
            record = json.loads(line)
        except ValueError:
            return
        match record:
            case {"event": "call_started", "call": str(call), "direction": "outbound"}:
                self._begin(call, OUTBOUND)
            case {"event": "call_started", "call": str(call), "caller": str(caller)}:
                self._begin(call, caller)
            case {"call": str(call)} if call in self._calls:
                self._calls[call].hear(record)

    def _begin(self, call: str, who: str) -> None:
        if who in self._expected:
            self._calls[call] = self._expected.pop(who)


@asynccontextmanager
async def followed(path: Path) -> AsyncIterator[ServerLog]:
    """The log as it is written, from now on."""
    overheard = ServerLog()

    async def follow() -> None:
        with path.open(encoding="utf-8", errors="replace") as log:
            log.seek(0, 2)
            begun = ""
            while True:
                begun += log.read()
                *lines, begun = begun.split("\n")
                for line in lines:
                    overheard.read(line)
                await asyncio.sleep(LOOK_S)

    following = asyncio.create_task(follow())
    try:
        yield overheard
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
