"""The HTTP server: media over WebSocket, health, and the routes that other packages bring."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import entry_points, version
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from callback.rows import Rules
from callback.schedule import CallbackPolicy
from callback.workflow import CallbackLoop, LoopSettings, system_url
from ivr.app import Robot, open_robot, services
from ivr.database import Database, database_url, open_database
from ivr.doors import listen, media_routes, open_doors, switchboard
from ivr.errors import StartError
from ivr.gateway.audiosocket.announced import Announced
from ivr.handover.queue import QueueView
from ivr.settings import Settings
from ivr.switchboard import Switchboard
from tickets.clocks import Policy

log = structlog.get_logger()

ROUTES = "hotline.http"
"""Entry-point group of functions `(Settings, Database) -> APIRouter` that the server mounts."""

MAX_MESSAGE = 128 * 1024
"""Bytes of one WebSocket message that are buffered at most; the dialects allow less."""


class Health(BaseModel):
    """What a monitor wants to know."""

    status: str
    version: str
    engine: str
    voice: str
    calls: int
    handsets: int
    doors: tuple[str, ...]
    trunk_registered: bool | None
    """None where there is no trunk, or one that knows us by address."""
    queues: Mapping[str, QueueView]
    """Who waits for a person, and what the seats do; empty where there are none."""


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


@asynccontextmanager
async def hotline_app(settings: Settings) -> AsyncIterator[FastAPI]:
    """Everything that serves: models, database, callback loop, telephone doors and routes."""
    token = media_token(settings)
    database = open_database(settings.database.url.get_secret_value())
    try:
        async with open_robot(settings, now) as robot, AsyncExitStack() as stack:
            announced = Announced()
            board, gateway = switchboard(settings, robot, services(settings, database, now))
            doors = await stack.enter_async_context(open_doors(settings, board, gateway, announced))
            await stack.enter_async_context(
                CallbackLoop(
                    database, board, callback_rules(settings), loop_settings(settings), now
                )
            )
            app = FastAPI(title="hotline", version=version("hotline-robot"), docs_url=None)
            app.include_router(health_route(robot, board, app.version, doors))
            for media in media_routes(settings, robot, board, token, announced):
                app.include_router(media)
            mount_routes(app, settings, database)
            yield app
    finally:
        database.close()


def health_route(
    robot: Robot, board: Switchboard, running: str, doors: tuple[str, ...]
) -> APIRouter:
    """GET /healthz, for a monitor."""
    routes = APIRouter()

    @routes.get("/healthz")
    def health() -> Health:
        return Health(
            status="ok",
            version=running,
            engine=robot.engine,
            voice=robot.speaker.name,
            calls=robot.pool.open_calls,
            handsets=len(board.handsets),
            doors=doors,
            trunk_registered=board.trunk.registered if board.trunk else None,
            queues=board.desk.view() if board.desk else {},
        )

    return routes


def mount_routes(app: FastAPI, settings: Settings, database: Database) -> None:
    for point in entry_points(group=ROUTES):
        app.include_router(point.load()(settings, database))
        log.info("routes_mounted", name=point.name)


def callback_rules(settings: Settings) -> Rules:
    asked = settings.callback
    return Rules(
        CallbackPolicy(
            windows=asked.windows,
            earliest=asked.earliest,
            tries=asked.tries,
            max_redo=asked.max_redo,
            zone=ZoneInfo(settings.service.timezone),
        ),
        Policy(zone=ZoneInfo(settings.service.timezone)),
    )


def loop_settings(settings: Settings) -> LoopSettings:
    url = database_url(settings.database.url.get_secret_value())
    return LoopSettings(
        system_url=system_url(url.render_as_string(hide_password=False)),
        at_once=settings.callback.at_once_max,
        poll_s=settings.callback.poll_s,
        executor=settings.callback.server,
    )


async def serve(settings: Settings) -> None:
    """Serve until told to stop. Raises StartError and whatever keeps the robot from starting."""
    media_token(settings)
    listener = listen(settings.http.host, settings.http.port, "HOTLINE_HTTP__PORT")
    with listener:
        host, port = listener.getsockname()[:2]
        async with hotline_app(settings) as app:
            log.info("listening", http=f"http://{host}:{port}", media=f"ws://{host}:{port}/media")
            config = uvicorn.Config(
                app,
                log_config=None,
                lifespan="off",
                ws="websockets-sansio",
                ws_max_size=MAX_MESSAGE,
                ws_per_message_deflate=False,
                access_log=False,  # it would write ?token= into the log
                timeout_graceful_shutdown=5,
            )
            await uvicorn.Server(config).serve(sockets=[listener])
