"""Whole calls by voice through the real gateway, and whether each went as it should.

A server in a process of its own; callers on its WebSocket gateway who react to what the robot says;
afterwards its database tells what was heard, said, filed and handed over (`bench.scripted_call`).
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bench.call_scripts import Answer, CallScript
from bench.reactive import ReactiveCaller, recognisers
from bench.scripted_call import Held, Line, judged
from dialog.prompts import catalogue
from ivr.database import opened
from ivr.demo.api import Api
from ivr.demo.server import Server, running_server
from ivr.errors import DemoFailed
from ivr.gateway.errors import CallRefused
from ivr.gateway.websocket.client import CallReport, call, serve_handset
from ivr.recorded.sound import Samples
from ivr.settings import Settings
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket

LONGEST_S = 420.0
"""Of one call, wall seconds, with the wait for the robot to ring."""

HOTLINE_AREA = "500000"

UNSETTLED = ("completed", "callback")
"""States of a ticket whose callback is not over."""
SETTLING_S, SETTLING_LOOKS = 0.5, 20
"""A callback that has no verdict leaves its ticket there: another try is planned."""


Speak = Callable[[CallScript, Answer], bytes]
"""An answer as PCM16 at 8 kHz, as the caller of the script says it."""
Background = Callable[[CallScript], Samples | None]


def lines_of(scripts: Sequence[CallScript], speak: Speak, background: Background) -> list[Line]:
    """A caller for each, who has not phoned yet."""
    known = recognisers(catalogue())
    return [
        Line(script, ReactiveCaller(script, _of(speak, script), known, background(script)))
        for script in scripts
    ]


async def hold_all(
    settings: Settings,
    folder: Path,
    lines: Sequence[Line],
    at_once: int,
    told: Callable[[str], None],
) -> list[Held]:
    """Every call, `at_once` at a time. folder: for the server. told: each name, when it is over.

    Raises StartError.
    """
    kept = f"sqlite:///{folder / 'hotline.db'}"
    async with running_server(folder, 1.0, server_settings(settings, at_once)) as server:
        with opened(kept) as database:
            for line in lines:
                line.number = await database.run(seeded, line.script, datetime.now(UTC))
        turn = asyncio.Semaphore(at_once)
        async with asyncio.TaskGroup() as tasks:
            for line in lines:
                tasks.create_task(_held(server, line, turn, told))
    with opened(kept) as database:
        return [judged(database, line) for line in lines]


def _of(speak: Speak, script: CallScript) -> Callable[[Answer], bytes]:
    return lambda answer: speak(script, answer)


def server_settings(settings: Settings, at_once: int) -> dict[str, str]:
    """Variables for the server. What the machine needs to think is counted, not forgiven."""
    return {
        "HOTLINE_ASR__ENGINE": settings.asr.engine,
        "HOTLINE_ASR__MODEL": settings.asr.model,
        "HOTLINE_SPEECH__ENGINE": settings.speech.engine,
        "HOTLINE_SERVICE__AREA_CODE": HOTLINE_AREA,
        "HOTLINE_ASR__MAX_CALLS": str(at_once + 4),
        "HOTLINE_GATEWAY__MAX_CALLS": str(2 * at_once + 8),
    }


def seeded(session: Session, script: CallScript, now: datetime) -> str:
    """Files what the script's caller has reported before; the number of the last, "" for none."""
    number = ""
    for about in (*script.tickets, *((script.callback,) if script.callback else ())):
        draft = TicketDraft(
            **{"category": "求助", "content": about["title"], "area": HOTLINE_AREA, **about},
            phone=script.caller,
        )
        number = file_ticket(session, draft, now, Policy()).number
    return number


async def _held(
    server: Server, line: Line, turn: asyncio.Semaphore, told: Callable[[str], None]
) -> None:
    async with turn:
        try:
            async with asyncio.timeout(LONGEST_S):
                hold = _called_back if line.script.callback else _phoned
                await hold(server, line)
        except TimeoutError:
            line.trouble = f"did not end within {LONGEST_S:.0f} s"
        except (CallRefused, DemoFailed) as failed:  # one call; the others go on
            line.trouble = str(failed)
    told(line.script.name)


async def _phoned(server: Server, line: Line) -> None:
    await call(
        f"{server.media}/native",
        line.timed,
        token=server.media_token,
        number=line.script.caller,
        on_caption=line.caller.on_caption,
    )


async def _called_back(server: Server, line: Line) -> None:
    """The unit completes the ticket; the robot rings; the call is over when it has settled."""
    api, over, ready = Api(server), asyncio.Event(), asyncio.Event()

    def ended(report: CallReport) -> None:
        over.set()

    handset = asyncio.create_task(
        serve_handset(
            f"{server.media}/native",
            line.script.caller,
            lambda ring: line.timed,
            token=server.media_token,
            on_ready=ready.set,
            on_call_end=ended,
            on_caption=line.caller.on_caption,
        )
    )
    try:
        await ready.wait()
        done = {"result": "已派人处理。", "actor": "承办单位"}
        await api.post(f"/api/tickets/{line.number}/complete", done)
        await over.wait()
        for _ in range(SETTLING_LOOKS):
            if (await api.get(f"/api/tickets/{line.number}"))["state"] not in UNSETTLED:
                return
            await asyncio.sleep(SETTLING_S)
    finally:
        handset.cancel()
        await asyncio.gather(handset, return_exceptions=True)
