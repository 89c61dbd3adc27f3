"""What the robot still has to say, as 20 ms frames. Pure.

Prompts are played in the order they were queued. Their audio arrives in pieces while they are
already being played; a prompt whose next piece is late plays nothing for that tick.
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass
class _Prompt:
    name: str
    interruptible: bool
    audio: bytearray = field(default_factory=bytearray)
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
        self._queue: deque[_Prompt] = deque()
        self._by_ticket: dict[int, _Prompt] = {}
        self._tickets = 0
        self._paused = False

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
            if frame:
                return frame.ljust(self.frame_bytes, b"\0")
        return None

    def pause(self) -> None:
        self._paused = True

    def resume(self) -> None:
        self._paused = False

    def drop(self) -> None:
        """Forget everything that was still to be said."""
        self._queue.clear()
        self._by_ticket.clear()
        self._paused = False
