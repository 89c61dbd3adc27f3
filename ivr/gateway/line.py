"""A line: one call's audio and signalling, whatever the network.

A line is the clock of its call. `receive()` returns exactly one `Frame` for every 20 ms of call
time (silence where the peer sent nothing in time), and in between the signalling that came in.
The session answers each frame with at most one `send()`. So every line looks like a
full-duplex conversation sampled at 50 Hz, and a WAV on a virtual clock is the same as a telephone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

FRAME_MS = 20
"""Length of a frame; what RTP, Twilio and AudioSocket use."""


@dataclass(frozen=True)
class LineInfo:
    """What is known of a call when it begins.

    call_id: unique, made by the gateway or given by the peer.
    caller, called: telephone numbers as digits, or "" where withheld.
    direction: inbound (a citizen phones) or outbound (a callback).
    sample_rate: of the frames in both directions, Hz: 8000 or 16000, or what a PBX was told to
        send, with a whole number of samples in 20 ms.
    dialect: 'file', 'twilio', 'native', 'asterisk', 'audiosocket', …
    """

    call_id: str
    caller: str
    called: str
    direction: Literal["inbound", "outbound"]
    sample_rate: int
    dialect: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """20 ms of the caller's voice: PCM16 mono at the line's rate."""

    pcm: bytes


@dataclass(frozen=True)
class Digit:
    """A key pressed by the caller: 0-9, *, #, A-D."""

    digit: str


@dataclass(frozen=True)
class HungUp:
    """The far end is gone; nothing more will be received. reason: 'caller', 'peer lost', …"""

    reason: str = "caller"


LineEvent = Frame | Digit | HungUp


class Line(Protocol):
    """One call in progress. Used by one task at a time."""

    @property
    def info(self) -> LineInfo: ...

    async def receive(self) -> LineEvent:
        """The next event; one `Frame` every 20 ms of call time. After `HungUp`, `HungUp` again."""

    async def send(self, pcm: bytes) -> None:
        """Play 20 ms to the caller (PCM16 mono at the line's rate). Never blocks on the network;
        raises nothing after the far end has gone."""

    async def flush(self) -> None:
        """Barge-in: make the far end drop what it has not played yet."""

    async def transfer(self, target: str, context: Mapping[str, str]) -> bool:
        """Hand the caller to `target` (a queue name or number) with what is known. False where
        the peer refused: the call then goes on with the robot."""

    async def hang_up(self) -> None:
        """End the call after what was sent has been played. Harmless when already over."""
