"""The shell of the load telephone: sockets, one loop over the clock's 2 ms slots, no threads.

Every call belongs to one slot of the 20 ms; in it, its packets are read and its next one is sent.
Packets wait in the kernel meanwhile, with the kernel's stamp of when they came, so reading them
late changes no figure. Sending late would: `lateness` tells.
"""

import errno
import gc
import itertools
import random
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.telephone import rtp, sip
from bench.telephone.leg import Leg, State
from bench.telephone.rtp import FRAME_SAMPLES, Packet
from bench.telephone.sip import Identity
from bench.telephone.talk import Clip, Talk

SO_TIMESTAMPNS = 35
"""Linux, asm-generic/socket.h; Python has no name for it."""

PERIOD_S = 0.02
SLOTS = 10
RECEIVE_BYTES = 1 << 20
FIRST_MEDIA_PORT, LAST_MEDIA_PORT = 30_000, 39_998
LONGEST_S = 180.0
"""A call that is still up then is hung up."""

_TIMESPEC = struct.Struct("@qq")
_ROOM = 1024


@dataclass
class Call:
    """One call, and all that was measured in it. source, sent: of its RTP."""

    leg: Leg
    talk: Talk
    media: socket.socket
    starts_at: float
    received: list[Packet] = field(default_factory=list)
    source: int = 0
    sent: int = 0
    connected: bool = False


@dataclass
class Exchange:
    """All calls of a run. `run` returns when the last has ended.

    lateness: seconds that each frame left after its slot.
    """

    peer: tuple[str, int]
    signalling: socket.socket
    calls: list[Call]
    lateness: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Seconds of all figures count from here."""
        gc.collect()
        gc.disable()  # a pause of the collector would be a pause of every call
        by_call_id = {call.leg.who.call_id: call for call in self.calls}
        slots = [self.calls[slot::SLOTS] for slot in range(SLOTS)]
        origin = time.monotonic()
        epoch = time.time() - origin  # the kernel stamps with the time of day
        base = origin + epoch
        try:
            for turn in itertools.count():
                due = turn * PERIOD_S / SLOTS
                wait = origin + due - time.monotonic()
                if wait > 0:
                    time.sleep(wait)
                self._hear_signalling(by_call_id, base)
                for call in slots[turn % SLOTS]:
                    self._serve(call, due, time.monotonic() - origin, base)
                if turn % SLOTS == 0 and all(c.leg.state is State.OVER for c in self.calls):
                    return
        finally:
            gc.enable()

    def _hear_signalling(self, calls: dict[str, Call], base: float) -> None:
        for datagram, at in _received(self.signalling, base, 4096):
            message = sip.parse(datagram)
            call = calls.get(message.call_id) if message else None
            if message is not None and call is not None:
                self._tell(call.leg.hear(message, at))

    def _serve(self, call: Call, due: float, now: float, base: float) -> None:
        leg = call.leg
        if leg.state is State.OVER:
            return
        if leg.state is State.NEW:
            if due >= call.starts_at:
                self._tell(leg.call(now))
            return
        self._tell(leg.tick(now))
        if leg.media is None or leg.answered_at is None:
            return
        if not call.connected:
            call.media.connect(leg.media)
            call.connected = True
        self._speak(call, due, now, base)
        if call.talk.over or now - leg.answered_at > LONGEST_S:
            self._tell(leg.hang_up(now))

    def _speak(self, call: Call, due: float, now: float, base: float) -> None:
        for datagram, at in _received(call.media, base, _ROOM):
            packet = rtp.unpack(datagram, at)
            if packet is not None:
                call.received.append(packet)
                call.talk.hear(packet.payload, at)
        payload = call.talk.say(now)
        stamp = call.sent * FRAME_SAMPLES
        packed = rtp.pack(call.sent, stamp, call.source, payload, marker=call.sent == 0)
        call.sent += 1
        self.lateness.append(now - due)
        _sent(call.media, packed)

    def _tell(self, datagrams: Sequence[bytes]) -> None:
        for datagram in datagrams:
            self.signalling.sendto(datagram, self.peer)


def open_exchange(
    peer: tuple[str, int],
    scripts: Sequence[Sequence[Clip]],
    room: Sequence[bytes],
    starts: Sequence[float],
    numbers: Sequence[str],
) -> Exchange:
    """scripts, starts, numbers: what each call says, when it begins (seconds), who calls.
    Raises OSError where sockets cannot be had."""
    signalling = _socket(0)
    host, port = signalling.getsockname()
    media = _media_sockets()
    calls = []
    for script, start, number in zip(scripts, starts, numbers, strict=True):
        tag = f"{random.getrandbits(64):016x}"
        one = next(media)
        who = Identity(host, port, number, "12345", f"{peer[0]}:{peer[1]}", f"{tag}@load", tag)
        leg = Leg(who, one.getsockname()[1])
        calls.append(Call(leg, Talk(script, room), one, start, source=random.getrandbits(32)))
    return Exchange(peer, signalling, calls)


def _socket(port: int) -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    one.setblocking(False)
    one.bind(("127.0.0.1", port))
    return one


def _media_sockets() -> Iterator[socket.socket]:
    """On even ports: the odd one after it is where the far end sends RTCP (RFC 3550, 11)."""
    for port in range(FIRST_MEDIA_PORT, LAST_MEDIA_PORT + 1, 2):
        try:
            yield _socket(port)
        except OSError as e:
            if e.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no media ports are left for so many calls")


def _received(one: socket.socket, base: float, room: int) -> Iterator[tuple[bytes, float]]:
    """What waits, with the seconds since `base` (time of day) when it came."""
    while True:
        try:
            datagram, ancillary, _, _ = one.recvmsg(room, 64)
        except BlockingIOError:
            return
        except OSError:  # an earlier packet found nobody: the far end is leaving
            continue
        seconds, nanoseconds = _TIMESPEC.unpack(ancillary[0][2])
        yield datagram, seconds - base + nanoseconds / 1e9


def _sent(one: socket.socket, packed: bytes) -> None:
    try:
        one.send(packed)
    except OSError:  # the far end has gone, or its buffer is full: a packet is lost, as on a line
        return
