"""A telephone on the SIP gateway, for test calls and the demonstration: a scripted citizen."""

import contextlib
import itertools
import math
import random
import socket
from collections.abc import Mapping, Sequence

from ivr.gateway.clock import FRAME_S
from ivr.gateway.file_line import Transferred
from ivr.gateway.line import Digit, Frame, HungUp, LineEvent
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.sip.addresses import referred
from ivr.gateway.sip.errors import AddressError
from ivr.gateway.sip.settings import Account, SipSettings, Transport
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.sip.target import Target
from ivr.gateway.websocket.client import CallReport, Ended

ENDED: Mapping[str, Ended] = {"caller": "robot", "robot": "caller"}
"""Who hung up. A line speaks as the robot does, and here the robot is at the far end of it."""

MEDIA_PORTS = (22000, 23999)
"""Not those of a gateway with the usual settings, which may run on the same machine."""
LISTENS_ON = range(10000, 20000, 2)
"""Below the ports that systems give away by themselves."""


def address_of(host: str) -> str:
    """IPv4 address of a host. Raises AddressError where there is none."""
    try:
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
    except OSError as e:
        raise AddressError(f"{host} has no IPv4 address: {e.strerror}; check its name") from None
    return str(found[0][4][0])


def telephone_settings(
    target: Target, address: str, number: str, transport: Transport = "udp"
) -> SipSettings:
    """Of a telephone on a free port that only `address` can reach. number: whose calls it makes.

    Raises AddressError where this machine has no way to `address`.
    """
    host = _way_to(address)
    return SipSettings(
        host=host,
        port=free_port(host),
        peers=(),  # the trunk is let in by itself
        rtp_ports=MEDIA_PORTS,
        trunk=Account(f"{address}:{target.port}", number or "anonymous", transport=transport),
        setup_s=5.0,
        drain_s=1.0,
    )


def free_port(host: str) -> int:
    """For UDP and TCP, on one of our own addresses."""
    while True:
        port = random.choice(LISTENS_ON)
        with (
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            socket.socket(type=socket.SOCK_STREAM) as tcp,
            contextlib.suppress(OSError),
        ):
            udp.bind((host, port))
            tcp.bind((host, port))
            return port


def _way_to(address: str) -> str:
    """Our own address as seen from there."""
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        try:
            one.connect((address, 9))  # sends nothing
        except OSError as e:
            raise AddressError(f"there is no way to {address}: {e.strerror}") from None
        return str(one.getsockname()[0])


async def talk(line: SipLine, caller: ScriptedCaller, most_s: float = math.inf) -> CallReport:
    """Hold a call that is up to its end, `most_s` seconds at most. caller: at the line's rate."""
    said, heard = bytearray(), bytearray()
    ticks = itertools.count()
    while not isinstance(event := await line.receive(), HungUp):
        if isinstance(event, Digit):
            continue
        at = next(ticks) * FRAME_S
        acts = caller.hear(event.pcm, at) if at < most_s else (HungUp(),)
        heard += event.pcm
        said += (await _act(line, acts)).ljust(len(event.pcm), b"\0")
    where = _transferred(line.referred_to)
    return CallReport(
        line.info.call_id,
        "transferred" if where else ENDED.get(event.reason, "lost"),
        line.info.sample_rate,
        bytes(said),
        bytes(heard),
        transferred=where,
    )


async def _act(line: SipLine, acts: Sequence[LineEvent]) -> bytes:
    """Do it; returns what was said."""
    for act in acts:
        match act:
            case Digit(digit):
                await line.press(digit)
            case HungUp():
                await line.hang_up()
            case Frame(pcm):
                await line.send(pcm)
                return pcm
    return b""


def _transferred(uri: str) -> Transferred | None:
    return Transferred(*referred(uri)) if uri else None
