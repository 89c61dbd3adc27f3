"""[P] What a peer can tell us, whatever its dialect, and what a dialect must be able to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ivr.gateway.captions import Caption

Message = str | bytes
"""One WebSocket message: text or binary."""


@dataclass(frozen=True)
class CallStarted:
    """A citizen calls. call_id "" where the peer gave none; caller and called as digits."""

    call_id: str
    caller: str
    called: str
    sample_rate: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Audio:
    """PCM16 mono at the call's rate, any number of whole samples."""

    pcm: bytes


@dataclass(frozen=True)
class Pressed:
    digit: str


@dataclass(frozen=True)
class Played:
    """The peer has played everything that was sent before this mark."""

    mark: str


@dataclass(frozen=True)
class Flow:
    """Whether the peer takes more audio now; it does until it says otherwise."""

    open: bool


@dataclass(frozen=True)
class Ended:
    """The call is over at the peer's wish."""

    reason: str


@dataclass(frozen=True)
class TransferAnswered:
    accepted: bool


@dataclass(frozen=True)
class Registered:
    """A handset can be rung under this number."""

    number: str
    sample_rate: int


@dataclass(frozen=True)
class Answered:
    """The handset that was rung has been picked up."""


@dataclass(frozen=True)
class Declined:
    reason: Literal["busy", "rejected"]


PeerEvent = (
    CallStarted
    | Audio
    | Pressed
    | Played
    | Flow
    | Ended
    | TransferAnswered
    | Registered
    | Answered
    | Declined
)


class Dialect(Protocol):
    """Our side of one connection, without I/O.

    Every `send_…` gives the messages to send, in order; none where the dialect has no word for it.
    """

    @property
    def name(self) -> str:
        """As in `LineInfo.dialect`."""

    def receive(self, message: Message) -> tuple[PeerEvent, ...]:
        """Understand one message. Raises ProtocolError; the connection is then to be closed."""

    def send_started(self, call_id: str) -> tuple[Message, ...]: ...

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]: ...

    def send_flush(self) -> tuple[Message, ...]: ...

    def send_mark(self, mark: str) -> tuple[Message, ...]: ...

    def send_transfer(self, target: str, context: Mapping[str, str]) -> tuple[Message, ...]: ...

    def send_hang_up(self, reason: str) -> tuple[Message, ...]: ...

    def send_caption(self, caption: Caption) -> tuple[Message, ...]: ...
