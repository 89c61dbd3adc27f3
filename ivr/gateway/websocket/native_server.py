"""[P] The gateway's side of the native dialect: what may come when."""

from collections.abc import Mapping
from enum import Enum, auto

from ivr.gateway.captions import Caption
from ivr.gateway.errors import ProtocolError
from ivr.gateway.numbers import subscriber_digits
from ivr.gateway.websocket.events import (
    Answered,
    Audio,
    CallStarted,
    Declined,
    Ended,
    Message,
    PeerEvent,
    Pressed,
    Registered,
    TransferAnswered,
)
from ivr.gateway.websocket.native import (
    Answer,
    Control,
    Decline,
    Flush,
    HangUp,
    KeyPress,
    Ready,
    Register,
    Ring,
    Start,
    Started,
    Transcript,
    Transfer,
    TransferResult,
    decode,
    encode,
)


class State(Enum):
    NEW = auto()
    IN_CALL = auto()
    IDLE = auto()
    """A registered handset that nobody rings."""
    RINGING = auto()
    OVER = auto()


_TAKEN: Mapping[State, tuple[type[Control | Audio], ...]] = {
    State.NEW: (Start, Register),
    State.IN_CALL: (Audio, KeyPress, HangUp, TransferResult),
    State.IDLE: (),
    State.RINGING: (Answer, Decline),
    State.OVER: (),
}
"""What each state acts on."""

_LATE: Mapping[State, tuple[type[Control | Audio], ...]] = {
    State.NEW: (),
    State.IN_CALL: (Answer, Decline),
    State.IDLE: (Audio, KeyPress, HangUp, TransferResult, Answer, Decline),
    State.RINGING: (Audio, KeyPress, HangUp, TransferResult),
    State.OVER: (Audio, KeyPress, HangUp, TransferResult),
}
"""What may still be on its way when the state has changed at our end; it is passed over."""


class NativeDialect:
    """One connection: a call, or a handset with one call after the other."""

    name = "native"

    def __init__(self) -> None:
        self.state = State.NEW
        self._handset = False
        self._ringing = ""

    def receive(self, message: Message) -> tuple[PeerEvent, ...]:
        control = decode(message)
        kind = type(control)
        if kind in _TAKEN[self.state]:
            return self._take(control)
        if kind in _LATE[self.state]:
            return ()
        raise ProtocolError(f"{kind.__name__} is not expected while {self.state.name.lower()}")

    def _take(self, control: Control | Audio) -> tuple[PeerEvent, ...]:
        match control:
            case Audio(pcm):
                return (control,) if pcm else ()
            case KeyPress(digit):
                return (Pressed(digit),)
            case HangUp():
                self.state = self._between_calls
                return (Ended("caller"),)
            case TransferResult(accepted):
                return (TransferAnswered(accepted),)
            case Answer() | Decline():
                return self._replied(control)
            case Start() | Register():
                return self._opened(control)
        raise ProtocolError(f"{type(control).__name__} is for the other end")

    def _opened(self, control: Start | Register) -> tuple[PeerEvent, ...]:
        if isinstance(control, Register):
            self._handset, self.state = True, State.IDLE
            return (Registered(subscriber_digits(control.number), control.sample_rate),)
        self.state = State.IN_CALL
        return (
            CallStarted(
                control.call_id,
                subscriber_digits(control.caller),
                subscriber_digits(control.called),
                control.sample_rate,
                control.parameters,
            ),
        )

    def _replied(self, control: Answer | Decline) -> tuple[PeerEvent, ...]:
        if control.call_id != self._ringing:
            return ()
        if isinstance(control, Answer):
            self.state = State.IN_CALL
            return (Answered(),)
        self.state = State.IDLE
        return (Declined(control.reason),)

    @property
    def _between_calls(self) -> State:
        return State.IDLE if self._handset else State.OVER

    def send_started(self, call_id: str) -> tuple[Message, ...]:
        return (encode(Started(call_id)),)

    def send_ready(self, number: str) -> tuple[Message, ...]:
        return (encode(Ready(number)),)

    def send_ring(self, call_id: str, caller: str, about: str) -> tuple[Message, ...]:
        """Ring an idle handset."""
        self.state, self._ringing = State.RINGING, call_id
        return (encode(Ring(call_id, caller, about)),)

    def send_audio(self, pcm: bytes) -> tuple[Message, ...]:
        return (encode(Audio(pcm)),)

    def send_flush(self) -> tuple[Message, ...]:
        return (encode(Flush()),)

    def send_mark(self, mark: str) -> tuple[Message, ...]:
        """Not needed: a native peer plays out what it was sent before it acts on `hang_up`."""
        return ()

    def send_transfer(self, target: str, context: Mapping[str, str]) -> tuple[Message, ...]:
        return (encode(Transfer(target, dict(context))),)

    def send_hang_up(self, reason: str) -> tuple[Message, ...]:
        """End the call, or stop ringing."""
        self.state = self._between_calls
        return (encode(HangUp(reason)),)

    def send_caption(self, caption: Caption) -> tuple[Message, ...]:
        return (encode(Transcript.of(caption)),)
