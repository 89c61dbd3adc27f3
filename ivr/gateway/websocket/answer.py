"""Answering a call that a peer has begun, whatever carries it."""

import logging
import uuid
from collections.abc import Awaitable, Callable

from ivr.gateway.clock import Clock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.websocket.connection import OUR_FAULT, Connection
from ivr.gateway.websocket.events import CallStarted, Dialect
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.websocket_line import WebSocketLine

log = logging.getLogger(__name__)

OnCall = Callable[[Line], Awaitable[None]]
"""Runs one inbound call; the line is hung up when it returns, and when it fails."""


async def answer(
    connection: Connection,
    dialect: Dialect,
    started: CallStarted,
    on_call: OnCall,
    clock: Clock,
    limits: Limits,
) -> None:
    """Hold the call to its end. What breaks in it ends it, and nothing else."""
    info = LineInfo(
        call_id=started.call_id or uuid.uuid4().hex,
        caller=started.caller,
        called=started.called,
        direction="inbound",
        sample_rate=started.sample_rate,
        dialect=dialect.name,
        parameters=started.parameters,
    )
    line = WebSocketLine(connection, dialect, info, clock, limits)
    connection.attach(line.hear)
    connection.post(dialect.send_started(info.call_id))
    try:
        await on_call(line)
        await line.hang_up()
    except Exception:
        # The last resort of one call: the others go on.
        log.exception("call %s broke down", info.call_id)
        connection.close(OUR_FAULT, "the robot broke down")
