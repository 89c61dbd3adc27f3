"""The HTTP server: media over WebSocket, health, and the routes that other packages bring."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import entry_points, version

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from callback.rows import Rules
from callback.schedule import CallbackPolicy
from callback.workflow import CallbackLoop, LoopSettings, system_url
from ivr import precedents_live
from ivr.app import Robot, live_knowledge, open_robot, services
from ivr.database import Database, database_url, open_database
from ivr.doors import Doors, listen, media_routes, open_doors, places, switchboard
from ivr.errors import StartError
from ivr.gateway.audiosocket.announced import Announced
from ivr.gateway.intake import Intake
from ivr.handover.queue import QueueView
from ivr.knowledge_live import Following, follow
from ivr.listening import lines, record
from ivr.settings import Settings
from ivr.speech.speaker import Speaker
from ivr.stopping import Stop, stop_signals
from ivr.switchboard import Switchboard
from tickets.clocks import Policy

log = structlog.get_logger()

ROUTES = "hotline.http"
"""Entry-point group of functions `(Settings, Database) -> APIRouter` that the server mounts."""

MAX_MESSAGE = 128 * 1024
"""Bytes of one WebSocket message that are buffered at most; the dialects allow less."""


class Health(BaseModel):
    """What a monitor wants to know. status: ok, or draining: it stops and takes no calls."""

    status: str
    version: str
    engine: str
    voice: str
    calls: int
    hearing_behind_s: float
    """Audio that waits for the recogniser, of the call that is furthest behind."""
    handsets: int
    doors: tuple[str, ...]
    trunk_registered: bool | None
    """None where there is no trunk, or one that knows us by address."""
    queues: Mapping[str, QueueView]
    """Who waits for a person, and what the seats do; empty where there are none."""
    counted: Mapping[str, int]
    """What should not happen often, since the start: see `ivr.call.tally`."""


def now() -> datetime:
    return datetime.now(UTC)


def media_token(settings: Settings) -> str:
    """Raises StartError where none is set: there is no default password."""
    token = settings.gateway.token
    if token is None:
        raise StartError(
            "gateway.token is not set: give media clients a secret, e.g. "
            "HOTLINE_GATEWAY__TOKEN=$(openssl rand -hex 16) hotline serve"
        )
    return token.get_secret_value()


@dataclass(frozen=True)
class House:
    """Everything that serves."""

    app: FastAPI
    doors: Doors
    callbacks: CallbackLoop

    async def drain(self, most_s: float) -> None:
        """Take no new calls and dial nobody; until the calls that are on have ended, `most_s`
        seconds at most. HTTP goes on meanwhile."""
        self.doors.close()
        log.info("draining", calls=self.doors.calls, most_s=most_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await asyncio.gather(self.callbacks.drain(), self.doors.quiet())


@asynccontextmanager
async def hotline_app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The routes of everything that serves."""
    async with open_house(settings) as house:
        yield house.app


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Models, database, callback loop, telephone doors and routes. Calls that are on at the end are
    cut short; see `House.drain`."""
    token = media_token(settings)
    database = open_database(settings.database.url.get_secret_value())
    try:
        knowledge = await asyncio.to_thread(live_knowledge, settings, database)
        async with open_robot(settings, now, knowledge) as robot, AsyncExitStack() as stack:
            announced, intake = Announced(), Intake()
            board, gateway = switchboard(settings, robot, services(settings, database, now))
            doors = await stack.enter_async_context(
                open_doors(settings, board, gateway, announced, intake)
            )
            how = following(settings, robot.speaker)
            await stack.enter_async_context(follow(knowledge, database, how))
            if days := settings.knowledge.precedent_days:
                recent = precedents_live.Recent(days, how.zone)
                following_too = precedents_live.follow(robot.past, database, recent, now)
                await stack.enter_async_context(following_too)
            callbacks = await stack.enter_async_context(
                CallbackLoop(
                    database, board, callback_rules(settings), loop_settings(settings), now
                )
            )
            app = FastAPI(title="hotline", version=version("hotline-robot"), docs_url=None)
            app.include_router(health_route(robot, board, app.version, doors))
            for media in media_routes(settings, robot, board, token, announced, intake):
                app.include_router(media)
            mount_routes(app, settings, database)
            yield House(app, doors, callbacks)
    finally:
        database.close()


def health_route(robot: Robot, board: Switchboard, running: str, doors: Doors) -> APIRouter:
    """GET /healthz, for a monitor."""
    routes = APIRouter()

    @routes.get("/healthz")
    def health() -> Health:
        return Health(
            status="ok" if doors.intake.open else "draining",
            version=running,
            engine=robot.engine,
            voice=robot.speaker.name,
            calls=robot.pool.open_calls,
            hearing_behind_s=round(robot.pool.behind_s, 3),
            handsets=len(board.handsets),
            doors=doors.names,
            trunk_registered=board.trunk.registered if board.trunk else None,
            queues=board.desk.view() if board.desk else {},
            counted=board.tally.counts,
        )

    return routes


def mount_routes(app: FastAPI, settings: Settings, database: Database) -> None:
    for point in entry_points(group=ROUTES):
        app.include_router(point.load()(settings, database))
        log.info("routes_mounted", name=point.name)


def following(settings: Settings, speaker: Speaker) -> Following:
    own = settings.knowledge
    zone = settings.service.zone
    return Following(zone, now, own.poll_s, own.expiry_days, speaker.warm)


def callback_rules(settings: Settings) -> Rules:
    asked = settings.callback
    return Rules(
        CallbackPolicy(
            windows=asked.windows,
            earliest=asked.earliest,
            tries=asked.tries,
            max_redo=asked.max_redo,
            zone=settings.service.zone,
        ),
        Policy(zone=settings.service.zone),
        settings.service.signature,
    )


def loop_settings(settings: Settings) -> LoopSettings:
    url = database_url(settings.database.url.get_secret_value())
    return LoopSettings(
        system_url=system_url(url.render_as_string(hide_password=False)),
        at_once=settings.callback.at_once_max,
        poll_s=settings.callback.poll_s,
        drain_s=settings.call.drain_s,
        executor=settings.callback.server,
    )


async def serve(settings: Settings) -> None:
    """Serve until told to stop, then let calls end. Raises StartError and whatever keeps the robot
    from starting."""
    media_token(settings)
    listener = listen(settings.http.host, settings.http.port, "HOTLINE_HTTP__PORT")
    with listener, ExitStack() as until_all_is_over:
        async with open_house(settings) as house:
            freeze()
            stop = until_all_is_over.enter_context(stop_signals())
            server = _Server(_uvicorn(house.app))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            host, port = listener.getsockname()[:2]
            announce(settings, house.doors, f"http://{host}:{port}")
            await _first(serving, stop.asked.wait())
            await _drain(house, settings.call.drain_s, stop)
            server.should_exit = True
            await serving


def freeze() -> None:
    """What was loaded stays: the garbage collector need not look through it again and again while
    all calls wait, a fifth of a second each time."""
    gc.collect()
    gc.freeze()


def announce(settings: Settings, doors: Doors, http: str) -> None:
    """Say where the server listens: in the log, and to whoever sits at the terminal."""
    found = places(settings, doors, http)
    # `media` is the stem of all WebSocket paths, for programs that know the dialect's name.
    log.info("listening", media=f"ws{http.removeprefix('http')}/media", **record(found))
    if sys.stdout.isatty():
        print("\n".join(lines(found)), flush=True)


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn would drop every call at the first one."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _uvicorn(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
        access_log=False,  # it would write ?token= into the log
        timeout_graceful_shutdown=5,
    )


async def _drain(house: House, most_s: float, stop: Stop) -> None:
    """Until calls have ended, or somebody loses patience."""
    draining = asyncio.create_task(house.drain(most_s))
    await _first(draining, stop.at_once.wait())
    draining.cancel()
    with suppress(asyncio.CancelledError):
        await draining


async def _first(task: "asyncio.Task[None]", other: Coroutine[None, None, bool]) -> None:
    """Until one of the two is over; the task goes on."""
    waiting = asyncio.create_task(other)
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
