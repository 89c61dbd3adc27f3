"""The HTTP server: media over WebSocket, health, and the routes that other packages bring."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import entry_points, version
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from callback.rows import Rules
from callback.schedule import CallbackPolicy
from callback.workflow import CallbackLoop, LoopSettings, system_url
from ivr.app import open_robot, services
from ivr.database import Database, database_url, open_database
from ivr.errors import StartError
from ivr.gateway.clock import RealClock
from ivr.gateway.websocket.handsets import Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.shell import router
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


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything slow is loaded. Raises StartError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as e:
        listener.close()
        raise StartError(
            f"cannot listen on {host}:{port} ({e.strerror}): stop what is there, "
            "or choose another with HOTLINE_HTTP__PORT"
        ) from None
    return listener


@asynccontextmanager
async def hotline_app(settings: Settings) -> AsyncIterator[FastAPI]:
    """Everything that serves: models, database, callback loop and routes."""
    token = media_token(settings)
    database = open_database(settings.database.url.get_secret_value())
    try:
        async with open_robot(settings, now) as robot:
            speed = settings.gateway.speed
            handsets = Handsets()
            desk = services(settings, database, now)
            board = Switchboard(robot, desk, handsets, lambda: RealClock(speed))
            async with CallbackLoop(
                database, board, callback_rules(settings), loop_settings(settings), now
            ):
                app = FastAPI(title="hotline", version=version("hotline-robot"), docs_url=None)
                limits = Limits(calls=settings.gateway.max_calls)
                app.include_router(
                    router(
                        board.take,
                        token=token,
                        handsets=handsets,
                        limits=limits,
                        new_clock=lambda: RealClock(speed),
                    )
                )

                @app.get("/healthz")
                def health() -> Health:
                    return Health(
                        status="ok",
                        version=app.version,
                        engine=robot.engine,
                        voice=robot.speaker.name,
                        calls=robot.pool.open_calls,
                        handsets=len(handsets),
                    )

                mount_routes(app, settings, database)
                yield app
    finally:
        database.close()


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
    )


async def serve(settings: Settings) -> None:
    """Serve until told to stop. Raises StartError and whatever keeps the robot from starting."""
    media_token(settings)
    listener = listen(settings.http.host, settings.http.port)
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
