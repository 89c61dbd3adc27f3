"""[P] What a caller hears of the robot: packet spacing, and what of its speech is lost or torn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.telephone.rtp import Packet, audible

FRAME_S = 0.02
BUFFER_S = 0.06
"""How late a packet may be for a telephone with a small jitter buffer; then it is not played."""
NEAR, FAR = 100, 1500
"""Frames in which the robot's next frame is looked for, and in which where nothing has been found:
at first, and after `ASTRAY` frames of speech, when the two sides have drifted apart."""
ASTRAY = 25


@dataclass(frozen=True)
class Damage:
    """said: audible frames of the robot. lost: of these, not heard. torn: frames of silence that
    came in the middle of what was said in one piece. packets_lost, packets_late: of all packets."""

    said: int = 0
    lost: int = 0
    torn: int = 0
    packets: int = 0
    packets_lost: int = 0
    packets_late: int = 0

    def __add__(self, other: "Damage") -> "Damage":
        return Damage(
            self.said + other.said,
            self.lost + other.lost,
            self.torn + other.torn,
            self.packets + other.packets,
            self.packets_lost + other.packets_lost,
            self.packets_late + other.packets_late,
        )

    @property
    def share(self) -> float:
        """Of what the robot said, what its caller did not hear as it was said; 0 to 1 and over."""
        return (self.lost + self.torn) / max(self.said, 1)


def spacing(packets: Sequence[Packet]) -> list[float]:
    """Seconds between packets that follow each other in the stream."""
    return [
        later.at - earlier.at
        for earlier, later in pairwise(packets)
        if later.sequence == (earlier.sequence + 1) & 0xFFFF
    ]


def played(packets: Sequence[Packet]) -> tuple[list[bytes | None], int]:
    """What a telephone plays, frame by frame, None where a packet was lost or came too late; and
    how many came too late. After one that is late the telephone takes the new rhythm."""
    frames: list[bytes | None] = []
    late = 0
    index, expected_at = 0, 0.0
    for number, packet in enumerate(packets):
        if not number:
            first, expected_at = packet.sequence, packet.at
        index = _unwrapped((packet.sequence - first) & 0xFFFF, index)
        due = expected_at + index * FRAME_S
        frames += [None] * (index + 1 - len(frames))
        if packet.at - due > BUFFER_S:
            late += 1
        else:
            frames[index] = packet.payload
        # Early packets show what the way really takes; a late one moves the rhythm.
        if packet.at < due or packet.at - due > BUFFER_S:
            expected_at += packet.at - due
    return frames, late


def damage(packets: Sequence[Packet], said: Sequence[bytes]) -> Damage:
    """said: the robot's side of the recording as A-law payloads, one a tick, silence included."""
    heard, late = played(packets)
    lost, torn = _compared(heard, said)
    return Damage(
        said=sum(map(audible, said)),
        lost=lost,
        torn=torn,
        packets=len(heard),
        packets_lost=len(heard) - len(packets),
        packets_late=late,
    )


def _compared(heard: Sequence[bytes | None], said: Sequence[bytes]) -> tuple[int, int]:
    """Walk along what was said and find each audible frame in what was heard, in order."""
    lost = torn = astray = 0
    last: tuple[int, int] | None = None  # indices of the frame found last
    for index, frame in enumerate(said):
        if not audible(frame):
            continue
        at = _found(heard, frame, index, last, FAR if astray >= ASTRAY else NEAR)
        if at is None:
            lost, astray = lost + 1, astray + 1
            continue
        if last is not None and last[0] == index - 1:
            torn += at - last[1] - 1
        last, astray = (index, at), 0
    return lost, torn


def _found(
    heard: Sequence[bytes | None],
    frame: bytes,
    index: int,
    last: tuple[int, int] | None,
    near: int,
) -> int | None:
    start, reach = (0, FAR) if last is None else (last[1] + 1, index - last[0] + near)
    for at in range(start, min(start + reach, len(heard))):
        if heard[at] == frame:
            return at
    return None


def _unwrapped(sequence: int, near: int) -> int:
    """The index nearest to `near` whose lower 16 bits are `sequence`."""
    return near + (sequence - near + 0x8000) % 0x10000 - 0x8000
