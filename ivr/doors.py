"""The ways in and out that an installation has opened: WebSocket, SIP, AudioSocket, Vosk."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog
from fastapi import APIRouter

from ivr.app import Robot, endpoint_settings
from ivr.errors import StartError
from ivr.gateway.audiosocket.announced import Announced
from ivr.gateway.audiosocket.announcing import announcing_router
from ivr.gateway.audiosocket.shell import audiosocket
from ivr.gateway.clock import RealClock
from ivr.gateway.intake import Intake
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.trunk import SipTrunk
from ivr.gateway.vosk_server.shell import StreamLimits, vosk_router
from ivr.gateway.websocket.handsets import Handsets
from ivr.gateway.websocket.limits import Limits
from ivr.gateway.websocket.shell import DIALECTS, router
from ivr.handover.staff import people_desk
from ivr.listening import Place, sip_places, web_places
from ivr.services import DatabaseServices
from ivr.settings import Settings
from ivr.switchboard import Switchboard

log = structlog.get_logger()


def listen(host: str, port: int, setting: str) -> socket.socket:
    """Take a TCP port. setting: names it for the operator. Raises StartError."""
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
            f"or choose another with {setting}"
        ) from None
    return listener


def switchboard(
    settings: Settings, robot: Robot, desk: DatabaseServices
) -> tuple[Switchboard, SipGateway | None]:
    """The switchboard, and the SIP gateway that is still to be started, where there is one."""
    speed = settings.gateway.speed
    people = people_desk(
        robot,
        desk,
        RealClock(speed),
        lambda number, info, ring_s: board.ring(number, info, ring_s),
        lambda line, handoff, agent: board.return_call(line, handoff, agent),
    )
    if not settings.sip.enabled:
        board = Switchboard(robot, desk, Handsets(), lambda: RealClock(speed), desk=people)
        return board, None
    told = sip_settings(settings)
    # The gateway needs the switchboard for its calls, and the switchboard the gateway's trunk; so
    # do the people and their telephones.
    gateway = SipGateway(told, lambda line: board.take(line), RealClock)
    trunk = SipTrunk(gateway, told, RealClock()) if told.trunk else None
    board = Switchboard(robot, desk, Handsets(), lambda: RealClock(speed), trunk, people)
    return board, gateway


def sip_settings(settings: Settings) -> SipSettings:
    sip = settings.sip
    trunk = None
    if sip.trunk_host:
        password = sip.trunk_password.get_secret_value() if sip.trunk_password else ""
        trunk = Account(
            sip.trunk_host,
            sip.trunk_user,
            password,
            register_s=sip.trunk_register_s,
            transport=sip.trunk_transport,
        )
    return SipSettings(
        host=sip.host,
        port=sip.port,
        transports=("udp", "tcp", "tls") if sip.certificate else ("udp", "tcp"),
        certificate=str(sip.certificate or ""),
        ca_file=str(sip.ca_file or ""),
        peers=sip.peers,
        rtp_ports=sip.rtp_ports,
        max_calls=sip.max_calls,
        trunk=trunk,
        allow=(*sip.allow, *(seat for seats in settings.handover.seats.values() for seat in seats)),
        deny=sip.deny,
        max_outbound=sip.max_outbound,
        dials_per_s=sip.dials_per_s,
        transfer_uri=sip.transfer_uri,
        context_bytes=sip.context_bytes,
        drain_s=0.0,  # `Doors.quiet` has been waited for when the gateway is left
        log_format=settings.log.format,
    )


@dataclass(frozen=True)
class Doors:
    """Of one server. intake: of those in this process. audiosocket: HOST:PORT, "" where closed."""

    intake: Intake
    gateway: SipGateway | None
    audiosocket: str
    names: tuple[str, ...]

    @property
    def calls(self) -> int:
        """In progress, through any of them."""
        return self.intake.calls + (self.gateway.calls if self.gateway is not None else 0)

    def close(self) -> None:
        """No more calls, in or out; those that are on go on."""
        self.intake.close()
        if self.gateway is not None:
            self.gateway.refuse_calls()

    async def quiet(self) -> None:
        """Until no call is on, once the doors are closed."""
        await self.intake.idle()
        if self.gateway is not None:
            await self.gateway.drained()


@asynccontextmanager
async def open_doors(
    settings: Settings,
    board: Switchboard,
    gateway: SipGateway | None,
    announced: Announced,
    intake: Intake,
) -> AsyncIterator[Doors]:
    """Open the doors that are not part of the HTTP server. Calls that are on when the block ends
    are cut short: `Doors.close` and `quiet` come before."""
    opened: list[str] = []
    audiosocket_at = ""
    async with AsyncExitStack() as stack:
        if board.desk is not None:
            await stack.enter_async_context(board.desk)
        if gateway is not None:
            await stack.enter_async_context(gateway)
            opened.append(f"sip:{settings.sip.host}:{settings.sip.port}")
        asked = settings.audiosocket
        if asked.enabled:
            listener = stack.enter_context(
                listen(asked.host, asked.port, "HOTLINE_AUDIOSOCKET__PORT")
            )
            try:
                door = await stack.enter_async_context(
                    audiosocket(
                        board.take,
                        listener,
                        peers=asked.peers,
                        announced=announced,
                        limits=_limits(settings),
                        new_clock=board.new_clock,
                        intake=intake,
                    )
                )
            except ValueError as e:
                raise StartError(f"audiosocket.peers: {e}") from None
            audiosocket_at = f"{door.host}:{door.port}"
            opened.append(f"audiosocket:{audiosocket_at}")
        yield Doors(intake, gateway, audiosocket_at, tuple(opened))


def places(settings: Settings, doors: Doors, http: str) -> tuple[Place, ...]:
    """Where the server listens, HTTP at `http`."""
    found = web_places(http, DIALECTS, vosk=settings.vosk_server.streams > 0)
    if doors.audiosocket:
        found += (Place("audiosocket", "AudioSocket", doors.audiosocket),)
    sip, gateway = settings.sip, doors.gateway
    if gateway is not None:
        trunk = f"{sip.trunk_user}@{sip.trunk_host}" if sip.trunk_host else ""
        known = "registered" if gateway.registered else "not registered yet"
        known = known if sip.trunk_register_s else "which knows us by address"
        found += sip_places(sip.host, sip.port, gateway.transports, trunk, known)
    return found


def media_routes(
    settings: Settings,
    robot: Robot,
    board: Switchboard,
    token: str,
    announced: Announced,
    intake: Intake,
) -> list[APIRouter]:
    """The WebSocket dialects, and what the other doors need of the HTTP server."""
    routes = [
        router(
            board.take,
            token=token,
            handsets=board.handsets,
            limits=_limits(settings),
            new_clock=board.new_clock,
            intake=intake,
        )
    ]
    if settings.audiosocket.enabled:
        routes.append(announcing_router(announced, token=token))
    if streams := settings.vosk_server.streams:
        routes.append(
            vosk_router(
                robot.pool,
                token=token,
                endpoint=endpoint_settings(settings),
                limits=StreamLimits(streams=streams),
                intake=intake,
            )
        )
    return routes


def _limits(settings: Settings) -> Limits:
    """The network is as uneven at any speed, so what absorbs it grows with the speed."""
    usual, speed = Limits(), settings.gateway.speed
    return Limits(
        calls=settings.gateway.max_calls,
        jitter_ms=round(usual.jitter_ms * speed),
        target_ms=round(usual.target_ms * speed),
        prefill_ms=round(usual.prefill_ms * speed),
    )
