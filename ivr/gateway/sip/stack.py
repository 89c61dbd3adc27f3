"""The SIP stack (baresip-python) as the gateway needs it. Runs in the gateway's process only."""

import ctypes
import os
import socket
import struct
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

import baresip
import structlog

from ivr.gateway.sip.allow_list import filter_program, networks
from ivr.gateway.sip.errors import AllowListError, StackError
from ivr.gateway.sip.inbound import SHOWN_HEADERS
from ivr.gateway.sip.settings import SipSettings, Transport
from ivr.gateway.sip.tls import tls_lines

log = structlog.get_logger()

SO_ATTACH_FILTER = 26
"""Linux, asm-generic/socket.h; Python has no name for it."""

_ACCOUNT_PARAMETERS = ("video_codecs=none", "catchall=yes")
"""Without the first, the stack sends a re-INVITE right after answering; the second takes calls for
any number."""


@dataclass(frozen=True)
class Stack:
    """A running stack. inbound: the agent of each transport; trunk: that of outbound calls."""

    runtime: baresip.Runtime
    inbound: dict[Transport, baresip.UserAgent]
    trunk: baresip.UserAgent | None

    def agents(self) -> list[tuple[str, baresip.UserAgent]]:
        """All of them, with the name of the transport."""
        named: list[tuple[str, baresip.UserAgent]] = list(self.inbound.items())
        return named if self.trunk is None else [*named, ("trunk", self.trunk)]


async def dial(
    stack: Stack, uri: str, headers: dict[str, str]
) -> tuple[baresip.Call, list[baresip.StackEvent]]:
    """Begin an outbound call. Also what happened to it before anybody could listen; give that to
    `catch_up` when somebody does. Raises StackError where there is no call.

    The wheel makes its `Call` some turns of the loop after the INVITE has left, and a near peer
    answers sooner: without this, a 183, a 486 or even the 200 goes unheard.
    """
    if stack.trunk is None:
        raise StackError("no trunk is set")
    seen: list[baresip.StackEvent] = []
    note = seen.append
    stack.runtime.subscribe(note)
    try:
        call = await stack.trunk.dial(uri, headers=headers)
    except (baresip.BaresipError, ValueError) as e:
        raise StackError(str(e)) from None
    finally:
        stack.runtime.unsubscribe(note)
    return call, [event for event in seen if event.call == call.handle]


def catch_up(call: baresip.Call, missed: list[baresip.StackEvent]) -> None:
    """Let a call and its listeners hear what they have missed."""
    for event in missed:
        # Not public; the wheel is pinned to the version for which this was written.
        call._on_stack_event(event)


async def start_stack(settings: SipSettings) -> Stack:
    """Listen. Raises StackError and AllowListError; the process must then end."""
    allowed = (*networks(settings.peers), *_trunk_addresses(settings))
    settings = guardable(settings)
    runtime = baresip.Runtime()
    try:
        await runtime.start(_config(settings))
        # Before there is an agent, so that nothing a stranger sends is ever answered.
        _let_in_only(allowed, settings)
        inbound = {
            transport: await baresip.UserAgent.create(
                runtime,
                _listening_account(settings, transport),
                transfer_policy=_on_refer(settings),
            )
            for transport in settings.transports
        }
        trunk = await _trunk_agent(runtime, settings)
    except (baresip.BaresipError, ValueError) as e:
        where = f"{settings.host}:{settings.port}"
        raise StackError(f"the SIP stack does not start on {where}: {e}") from None
    return Stack(runtime, inbound, trunk)


def guardable(settings: SipSettings) -> SipSettings:
    """Without TCP and TLS where we may not put the list of peers before them, which is logged.

    Newer kernels (seen on Linux 6.18) want CAP_NET_ADMIN of whoever filters a TCP socket.
    """
    closed = tuple(name for name in settings.transports if name != "udp")
    if not closed or closed == settings.transports:
        return settings
    try:
        with socket.socket(type=socket.SOCK_STREAM) as one:
            _attach(one, filter_program(()))
    except AllowListError:
        log.warning("sip_transports_closed", transports=closed, needs="CAP_NET_ADMIN")
        return replace(settings, transports=("udp",))
    return settings


def _config(settings: SipSettings) -> baresip.Config:
    first, last = settings.rtp_ports
    return baresip.Config(
        net_interface=None if settings.host == "0.0.0.0" else settings.host,  # noqa: S104
        expose_headers=SHOWN_HEADERS,
        max_concurrent_calls=settings.max_calls,
        rtp_timeout=settings.rtp_timeout_s,
        extra_config_text=(
            f"sip_listen {settings.host}:{settings.port}\n"
            f"sip_transports {','.join(_transports(settings))}\n"
            f"{tls_lines(settings)}"
            # Names as the system knows them; `_trunk_addresses` looks there, too.
            "dns_getaddrinfo yes\n"
            f"rtp_ports {first}-{last}\n"
            "audio_jitter_buffer_type adaptive\n"
            "audio_jitter_buffer_ms 40-160\n"
            "call_hold_other_calls no\n"
        ),
    )


def _transports(settings: SipSettings) -> tuple[Transport, ...]:
    """Those that we listen on, and that of the trunk: the stack has no other way to use it."""
    trunk = settings.trunk
    extra = () if trunk is None or trunk.transport in settings.transports else (trunk.transport,)
    return (*settings.transports, *extra)


def _listening_account(settings: SipSettings, transport: Transport) -> baresip.Account:
    return baresip.Account(
        user="hotline",
        domain=settings.host,
        password="",
        reg_interval=0,
        transport=transport,
        audio_codecs=settings.codecs,
        extra_params=_ACCOUNT_PARAMETERS,
    )


async def _trunk_agent(runtime: baresip.Runtime, settings: SipSettings) -> baresip.UserAgent | None:
    trunk = settings.trunk
    if trunk is None:
        return None
    account = baresip.Account(
        user=trunk.user,
        domain=trunk.host,
        password=trunk.password,
        auth_user=trunk.auth_user or None,
        reg_interval=trunk.register_s,
        transport=trunk.transport,
        audio_codecs=settings.codecs,
        extra_params=_ACCOUNT_PARAMETERS[:1],
    )
    return await baresip.UserAgent.create(runtime, account, transfer_policy=_on_refer(settings))


def _on_refer(settings: SipSettings) -> str:
    """`Leg.follow` answers what the stack does not refuse."""
    return "manual" if settings.follow_transfers else "reject"


def _trunk_addresses(settings: SipSettings) -> tuple[IPv4Network, ...]:
    if settings.trunk is None:
        return ()
    host = settings.trunk.host.partition(":")[0]
    try:
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
    except OSError as e:
        raise StackError(f"the SIP trunk {host} has no IPv4 address: {e.strerror}") from None
    return networks(sorted({str(address[0]) for *_, address in found}))


def _let_in_only(allowed: tuple[IPv4Network, ...], settings: SipSettings) -> None:
    """Put the allow-list before every socket that listens. TCP connections inherit it."""
    program = filter_program(allowed)
    transports = _transports(settings)
    ports = {settings.port + (transport == "tls") for transport in transports}
    listening = [s for s in _own_sockets() if _address(s) in {(settings.host, p) for p in ports}]
    try:
        if len(listening) != len(transports):
            raise StackError(
                f"cannot listen for SIP on {settings.host}:{settings.port}: stop what is there, "
                "or choose another address"
            )
        for one in listening:
            _attach(one, program)
    finally:
        for one in listening:
            one.close()


def _own_sockets() -> list[socket.socket]:
    """Duplicates of the IPv4 sockets of this process; the stack has no way to give us its own."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            one = socket.socket(fileno=os.dup(int(name)))
        except OSError:  # not a socket, or the descriptor of this listing
            continue
        if one.family == socket.AF_INET:
            found.append(one)
        else:
            one.close()
    return found


def _address(one: socket.socket) -> tuple[str, int] | None:
    try:
        one.getpeername()
    except OSError:
        host, port = one.getsockname()
        return host, port
    return None


def _attach(one: socket.socket, program: bytes) -> None:
    instructions = ctypes.create_string_buffer(program, len(program))
    pointer = struct.pack("@HP", len(program) // 8, ctypes.addressof(instructions))
    try:
        one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, pointer)
    except OSError as e:
        raise AllowListError(
            f"the kernel does not take the list of SIP peers ({e.strerror}): Linux is needed, "
            "and for TCP and TLS newer kernels want CAP_NET_ADMIN (docs/sip.md)"
        ) from None
