"""[P] The signalling of one call, from INVITE to its end, with its retransmissions."""

from enum import Enum

from bench.telephone import sip
from bench.telephone.sip import Identity, Message

T1_S = 0.5
T2_S = 4.0
"""RFC 3261, 17: first and longest time between retransmissions over UDP."""
SETUP_S = 15.0
"""Without a 200 by then the call counts as not set up."""
LEAVE_S = 4.0
"""For the answer to a BYE."""


class State(Enum):
    NEW = "new"
    INVITING = "inviting"
    UP = "up"
    LEAVING = "leaving"
    OVER = "over"


class Leg:
    """Every method returns the datagrams to send. Times are seconds on any one clock.

    trouble: why the call was not set up or was not ended in order, "" where all is well.
    invited_at, answered_at, ended_at: None until it has happened. by_robot: the far end ended it.
    """

    def __init__(self, who: Identity, media_port: int) -> None:
        self.who = who
        self.state = State.NEW
        self.media: tuple[str, int] | None = None
        self.trouble = ""
        self.by_robot = False
        self.transferred = False
        self.invited_at: float | None = None
        self.answered_at: float | None = None
        self.ended_at: float | None = None
        self._media_port = media_port
        self._answer: Message | None = None
        self._pending = b""
        self._again_at = 0.0
        self._wait_s = T1_S
        self._deadline = 0.0

    def call(self, at: float) -> tuple[bytes, ...]:
        self.state, self.invited_at = State.INVITING, at
        return self._send(sip.invite(self.who, self._media_port), at, SETUP_S)

    def hang_up(self, at: float) -> tuple[bytes, ...]:
        if self.state is not State.UP or self._answer is None:
            return ()
        self.state = State.LEAVING
        return self._send(sip.bye(self.who, self._answer), at, LEAVE_S)

    def tick(self, at: float) -> tuple[bytes, ...]:
        """What is due to be sent again."""
        if not self._deadline:
            return ()
        if at >= self._deadline:
            return self._give_up(at)
        if not self._pending or at < self._again_at:
            return ()
        self._wait_s = min(2 * self._wait_s, T2_S)
        self._again_at = at + self._wait_s
        return (self._pending,)

    def hear(self, message: Message, at: float) -> tuple[bytes, ...]:
        if message.method:
            return self._asked(message, at)
        if message.cseq == "INVITE":
            return self._invite_answered(message, at)
        if message.cseq == "BYE" and message.status >= 200 and self.state is State.LEAVING:
            self._end(at)
        return ()

    def _invite_answered(self, message: Message, at: float) -> tuple[bytes, ...]:
        if message.status < 200:
            self._pending = b""  # it is on its way: no need to ask again (RFC 3261, 17.1.1.2)
            return ()
        if self.state is State.INVITING:
            self._pending, self._deadline = b"", 0.0
            self._decided(message, at)
        return (sip.ack(self.who, message),)

    def _decided(self, message: Message, at: float) -> None:
        self._answer = message
        self.media = sip.media_address(message)
        if message.status >= 300:
            self.trouble = f"refused with {message.status}"
            self._end(at)
        elif self.media is None:
            self.trouble = "the answer names no audio"
            self._end(at)
        else:
            self.state, self.answered_at = State.UP, at

    def _asked(self, request: Message, at: float) -> tuple[bytes, ...]:
        """BYE ends the call. A REFER is taken, and the call ended, as an exchange does."""
        match request.method:
            case "ACK":
                return ()
            case "BYE":
                self.by_robot = self.state is State.UP
                self._end(at)
                return (sip.response(self.who, request, 200),)
            case "REFER":
                self.transferred = True
                return (sip.response(self.who, request, 202), *self.hang_up(at))
            case "INVITE":
                answer = sip.offer(self.who.host, self._media_port)
                return (sip.response(self.who, request, 200, answer),)
            case _:
                return (sip.response(self.who, request, 200),)

    def _send(self, message: bytes, at: float, at_most_s: float) -> tuple[bytes, ...]:
        self._pending, self._wait_s = message, T1_S
        self._again_at, self._deadline = at + T1_S, at + at_most_s
        return (message,)

    def _give_up(self, at: float) -> tuple[bytes, ...]:
        inviting = self.state is State.INVITING
        self.trouble = self.trouble or (
            f"no answer to the INVITE within {SETUP_S:g} s" if inviting else "no answer to the BYE"
        )
        self._end(at)
        return (sip.cancel(self.who),) if inviting else ()

    def _end(self, at: float) -> None:
        self.state, self.ended_at = State.OVER, self.ended_at or at
        self._pending, self._deadline = b"", 0.0
