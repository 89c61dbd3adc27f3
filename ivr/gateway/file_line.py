"""A recorded or scripted caller as a line: the whole product without a network."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.gateway.clock import FRAME_S, Clock, Ticker
from ivr.gateway.line import Frame, HungUp, LineEvent, LineInfo
from ivr.gateway.pacing import Pacer, frame_bytes
from ivr.gateway.phone import AtOnce, Caller, Manners, Over, Reply, ScriptedCaller, Segment, Speech
from ivr.gateway.wav import read_audio, write_wav


@dataclass(frozen=True)
class Transferred:
    """Where the call was handed, and with what."""

    target: str
    context: Mapping[str, str]


class FileLine:
    """The scripted caller on the other end. On the virtual clock the same caller and the same
    robot give the same events, frame by frame.

    transferred: set once the robot has handed the call over; every transfer is accepted.
    """

    def __init__(self, caller: Caller, info: LineInfo, clock: Clock) -> None:
        if caller.sample_rate != info.sample_rate:
            raise ValueError(f"caller at {caller.sample_rate} Hz on a line at {info.sample_rate}")
        self._caller = caller
        self._info = info
        self._ticker = Ticker(clock)
        self._frames = 0
        self._outgoing = Pacer()
        self._events: deque[LineEvent] = deque()
        self._ended: HungUp | None = None
        self._caller_heard = bytearray()
        self._robot_heard = bytearray()
        self.transferred: Transferred | None = None

    @property
    def info(self) -> LineInfo:
        return self._info

    @property
    def caller_pcm(self) -> bytes:
        """Everything the caller has said; as long as `robot_pcm`."""
        return bytes(self._caller_heard)

    @property
    def robot_pcm(self) -> bytes:
        """Everything the caller has heard, silence included."""
        return bytes(self._robot_heard)

    async def receive(self) -> LineEvent:
        if not self._events and self._ended is None:
            await self._tick()
        if self._events:
            return self._events.popleft()
        return self._ended or HungUp()

    async def send(self, pcm: bytes) -> None:
        if self._ended is None:
            self._outgoing.push(pcm)

    async def flush(self) -> None:
        self._outgoing.flush()

    async def transfer(self, target: str, context: Mapping[str, str]) -> bool:
        await self._play_out()
        if self._ended is not None:
            return False
        self.transferred = Transferred(target, dict(context))
        self._end(HungUp("transferred"))
        return True

    async def hang_up(self) -> None:
        await self._play_out()
        self._end(HungUp("robot"))

    def write_recording(self, path: Path) -> None:
        """Write both sides as a stereo WAV: caller left, robot right."""
        write_wav(path, (self.caller_pcm, self.robot_pcm), self._info.sample_rate)

    async def _play_out(self) -> None:
        while self._outgoing and self._ended is None:
            await self._tick()

    async def _tick(self) -> None:
        """20 ms of the call. Call time is counted in frames, so it is the same on every clock."""
        await self._ticker.tick()
        played = self._outgoing.pop()
        events = self._caller.hear(played, self._frames * FRAME_S)
        self._frames += 1
        if any(isinstance(event, HungUp) for event in events):
            self._end(HungUp("caller"))
            return
        self._events.extend(events)
        silence = bytes(frame_bytes(self._info.sample_rate))
        self._robot_heard += played or silence
        self._caller_heard += next(event.pcm for event in events if isinstance(event, Frame))

    def _end(self, reason: HungUp) -> None:
        if self._ended is None:
            self._ended = reason
            self._events.clear()


def file_line_from_wav(
    path: Path,
    *,
    clock: Clock,
    rate: int = 8000,
    caller: str = "",
    called: str = "12345",
    when: Reply | Over | AtOnce | None = None,
    manners: Manners | None = None,
) -> FileLine:
    """A line whose caller plays one recording: after the greeting, or at `when`.

    The call id is the file's name, so that two runs give the same log. Raises AudioFileError.
    """
    segment = Segment(Speech(read_audio(path, rate)), when or Reply())
    info = LineInfo(path.stem, caller, called, "inbound", rate, "file")
    return FileLine(ScriptedCaller((segment,), rate, manners), info, clock)
