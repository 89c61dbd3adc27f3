"""What the robot still has to say, as 20 ms frames. Pure.

Prompts are played in the order they were queued. Their audio arrives in pieces while they are
already being played; a prompt whose next piece is late plays nothing for that tick.

A prompt that goes on after a pause does so a little before where it stopped.
"""

from collections import deque
from dataclasses import dataclass, field

from ivr.gateway.line import FRAME_MS

REWIND_S = 0.3
"""What is said again after a pause: a word of two syllables. Nobody understands a word from its
middle on, and what the far end still held when the prompt was stopped was flushed unheard."""


@dataclass
class _Prompt:
    name: str
    interruptible: bool
    audio: bytearray = field(default_factory=bytearray)
    played: bytearray = field(default_factory=bytearray)  # the last REWIND_S of it
    complete: bool = False


@dataclass(frozen=True)
class Head:
    """The prompt at the head of the queue."""

    name: str
    interruptible: bool


class Playback:
    """frame_bytes: of one frame to play."""

    def __init__(self, frame_bytes: int) -> None:
        self.frame_bytes = frame_bytes
        self._rewind_bytes = frame_bytes * round(REWIND_S * 1000 / FRAME_MS)
        self._queue: deque[_Prompt] = deque()
        self._by_ticket: dict[int, _Prompt] = {}
        self._tickets = 0
        self._paused = False

    @property
    def begun(self) -> bool:
        """Whether some of the prompt at the head has been played."""
        return bool(self._queue and self._queue[0].played)

    @property
    def head(self) -> Head | None:
        """What is being played, or None where nothing is left to say."""
        if not self._queue:
            return None
        return Head(self._queue[0].name, self._queue[0].interruptible)

    def enqueue(self, name: str, interruptible: bool) -> int:
        """Queue a prompt; its audio follows by `feed` under the number returned."""
        prompt = _Prompt(name, interruptible)
        self._tickets += 1
        self._by_ticket[self._tickets] = prompt
        self._queue.append(prompt)
        return self._tickets

    def feed(self, ticket: int, pcm: bytes) -> None:
        """More audio of a prompt; ignored where the prompt has been dropped."""
        if prompt := self._by_ticket.get(ticket):
            prompt.audio += pcm

    def wants(self, ticket: int) -> bool:
        """Whether more audio of a prompt would still be played."""
        return ticket in self._by_ticket

    def complete(self, ticket: int) -> None:
        """No more audio of this prompt will come."""
        if prompt := self._by_ticket.pop(ticket, None):
            prompt.complete = True

    def next_frame(self) -> bytes | None:
        """The next frame to play, padded with silence at a prompt's end; None: play nothing."""
        if self._paused:
            return None
        while self._queue:
            prompt = self._queue[0]
            frame = bytes(prompt.audio[: self.frame_bytes])
            if len(frame) < self.frame_bytes and not prompt.complete:
                return None
            del prompt.audio[: self.frame_bytes]
            if prompt.complete and not prompt.audio:
                self._queue.popleft()
            prompt.played += frame
            del prompt.played[: -self._rewind_bytes]
            if frame:
                return frame.ljust(self.frame_bytes, b"\0")
        return None

    def pause(self) -> None:
        self._paused = True

    def resume(self) -> None:
        """Go on after a pause, `REWIND_S` before where it was or at the prompt's beginning."""
        if self._paused and self._queue:
            prompt = self._queue[0]
            prompt.audio[:0] = prompt.played
            prompt.played.clear()
        self._paused = False

    def drop(self) -> None:
        """Forget everything that was still to be said."""
        self._queue.clear()
        self._by_ticket.clear()
        self._paused = False
