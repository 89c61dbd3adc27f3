"""The part of a call in which the caller waits for a person, and then talks to one.

Like the session it decides nothing: the queues do (`ivr.handover.queue`), and the conversation.
"""

from collections.abc import Callable, Iterator

from dialog.events import Failed, Handoff, Queued, ReturnPromised
from ivr.call.eventlog import EventLog
from ivr.call.ports import Desk, Noted, NotTaken, Place, Taken
from ivr.call.recording import Recording
from ivr.gateway.line import FRAME_MS, Line
from ivr.handover.bridge import Parted, bridge

RETURN_CALL = "return_call"
"""`PromiseReturn`, in `Failed.action`."""


class Hold:
    """Of one call. now: call time, seconds. desk: None where nobody can take a call over.

    waited_s: in queues, all in all.
    """

    def __init__(
        self, desk: Desk | None, line: Line, events: EventLog, now: Callable[[], float]
    ) -> None:
        self._desk, self._line, self._events, self._now = desk, line, events, now
        self._place: Place | None = None
        self._handoff: Handoff
        self._music: Iterator[bytes]
        self._since = 0.0
        self._before_s = 0.0

    @property
    def waiting(self) -> bool:
        return self._place is not None

    @property
    def waited_s(self) -> float:
        return self._before_s + (self._now() - self._since if self.waiting else 0.0)

    def join(self, handoff: Handoff) -> bool:
        """Take a place in the queue; False where the queue has no seats here."""
        self._place = self._desk.join(handoff, self._line.info) if self._desk else None
        if self._place is None:
            return False
        self._handoff, self._since = handoff, self._now()
        self._music = self._place.music(self._line.info.sample_rate)
        return True

    def music(self) -> bytes:
        """The next frame, where nothing is said."""
        return next(self._music)

    def news(self) -> Queued | Failed | Taken | None:
        """What the session must act on; everything is written down."""
        while self._place is not None and (news := self._place.news()) is not None:
            match news:
                case Noted(event, fields):
                    self._note(event, **dict(fields))
                case Queued(place, wait_s):
                    self._note("announced", place=place, wait_s=round(wait_s))
                    return news
                case NotTaken(reason):
                    self._over("handoff_failed", queue=self._handoff.queue, reason=reason)
                    return Failed("handoff", reason)
                case Taken():
                    self._over("bridged", queue=self._handoff.queue, seat=news.seat)
                    return news
        return None

    async def promise(self) -> ReturnPromised | Failed:
        """Keep the place for a caller who hangs up."""
        if self._place is None or not await self._place.promise():
            return Failed(RETURN_CALL, "it could not be written down")
        self._note("return_promised", queue=self._handoff.queue)
        return ReturnPromised()

    def leave(self, why: str) -> None:
        """Give the place up, if there is one. why: 'caller_gone', 'left', …, for the log."""
        if self._place is not None:
            self._place.leave()
            self._over("queue_left", why=why)

    async def talk(
        self, taken: Taken, recording: Recording | None, tick: Callable[[float], None]
    ) -> Parted:
        """Put the caller through, until one of the two hangs up. What the far end still holds of
        the robot's words is dropped.

        tick: told every time how many seconds have passed. The caller is the recording's left
        side, the agent its right.
        """
        begun = self._now()

        def crossed(said: bytes, heard: bytes) -> None:
            tick(FRAME_MS / 1000)
            if recording is not None:
                recording.add(said, heard)

        try:
            await self._line.flush()
            parted = await bridge(self._line, taken.line, crossed)
        finally:
            taken.over()
        talked_s = round(self._now() - begun, 3)
        self._note("bridge_ended", by=parted.by, reason=parted.reason, talked_s=talked_s)
        return parted

    def _over(self, event: str, **fields: object) -> None:
        """The wait has ended."""
        waited_s = self._now() - self._since
        self._before_s += waited_s
        self._place = None
        self._note(event, **fields, waited_s=round(waited_s, 3))

    def _note(self, event: str, **fields: object) -> None:
        self._events.add(self._now(), event, **fields)
