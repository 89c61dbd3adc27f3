"""[P] A caller on a bad line: noise, echo of the robot, level, loss, jitter, rate.

Everything is drawn by seed, so that the same call is the same every time.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soxr

from bench.vad_scenes import SPEECH_DB, Noise, Samples, Voice, babble, hum, music, white
from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.line import FRAME_MS, Frame, HungUp, LineEvent
from ivr.gateway.pacing import JitterBuffer, is_quiet
from ivr.recorded.sound import RATE, band

FIRST_S, TAIL_S = 0.3, 1.6
"""Before the caller's first words, and after the last sound."""
PATIENCE_S = 6.0
"""Without an answer the caller hangs up."""
LATE = (3, 6)
"""Frames that come late together where there is jitter: 60 to 100 ms."""
LATE_SHARE = 0.02
DRIVEN = 4.0
"""How far a telephone's loudspeaker is driven: at a quarter of full scale it distorts."""
NOISES = {"white": white, "hum": hum, "music": music, "babble": babble}


@dataclass(frozen=True)
class Echo:
    """db: the robot's level at the caller's side by what it sent. room: long reverberation and a
    loudspeaker's distortion, as of a telephone on the table; else a short line echo."""

    db: float
    delay_ms: int
    room: bool = False


@dataclass(frozen=True)
class Condition:
    """snr_db: of the caller at its usual level. loss: share of frames. gain_db: of the caller, and
    of all sounds beside it. keys: the caller presses keys while it speaks."""

    name: str
    noise: Noise = "none"
    snr_db: float = 20.0
    loss: float = 0.0
    jitter: bool = False
    gain_db: float = 0.0
    rate: int = RATE
    echo: Echo | None = None
    keys: bool = False


CLEAN = Condition("clean")
CONDITIONS = (
    CLEAN,
    Condition("white 20 dB", noise="white", snr_db=20),
    Condition("white 10 dB", noise="white", snr_db=10),
    Condition("babble 15 dB", noise="babble", snr_db=15),
    Condition("hum 10 dB", noise="hum", snr_db=10),
    Condition("loss 2 %", loss=0.02),
    Condition("loss 5 %", loss=0.05),
    Condition("loss 10 %", loss=0.10),
    Condition("jitter", jitter=True),
    Condition("level -20 dB", gain_db=-20),
    Condition("level -10 dB", gain_db=-10),
    Condition("level +6 dB", gain_db=6),
    Condition("16 kHz", rate=16_000),
    Condition("keys over speech", keys=True),
    Condition("speech, echo -6 dB, 20 ms", echo=Echo(-6, 20)),
    Condition("speech, echo -12 dB, 150 ms", echo=Echo(-12, 150)),
    Condition("speech, echo -18 dB, 300 ms, room", echo=Echo(-18, 300, room=True)),
    Condition("speech, echo -24 dB, 60 ms, loss 5 %", echo=Echo(-24, 60), loss=0.05),
)
ECHOES = tuple(
    Condition(f"echo {db} dB, {delay} ms{', room' * room}", echo=Echo(db, delay, room))
    for db in (-6, -12, -18, -24)
    for delay, room in ((20, False), (120, True), (200, False), (300, True))
)
"""Nobody but the robot itself is to be heard."""


class LineCaller:
    """Says `first`, and while the robot answers, `after_s` into it, `over`; then hangs up.

    Samples at 8 kHz. over_at: when `over` began, seconds of the call; None: it did not come to it.
    """

    def __init__(
        self,
        first: Samples,
        over: Samples,
        after_s: float,
        condition: Condition,
        babblers: Sequence[Voice],
        seed: int,
    ) -> None:
        self.sample_rate = condition.rate
        self.over_at: float | None = None
        self._condition = condition
        self._size = condition.rate * FRAME_MS // 1000
        self._random = np.random.default_rng(seed)
        gain = 10 ** (condition.gain_db / 20)
        self._first, self._over = (self._frames(sound * gain) for sound in (first, over))
        self._after = round(after_s * 1000 / FRAME_MS)
        self._noise = self._frames(_noise(condition, babblers, self._random))
        self._path = _path(condition.echo, self._random, condition.rate)
        self._robot = np.zeros(len(self._path) - 1 + self._size)
        self._robot_spoke = 0  # frames
        self._ticks = self._idle = 0
        self._saying: deque[Samples] = deque([np.zeros(self._size)] * _ticks(FIRST_S))
        self._saying += self._first
        self._on_the_way: list[bytes] = []
        self._late = 0
        self._buffer = JitterBuffer(condition.rate)

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        self._listen(robot, at)
        self._ticks += 1
        if self._saying:
            near, self._idle = self._saying.popleft(), 0
        else:
            near, self._idle = np.zeros(self._size), self._idle + 1
        patience_s = PATIENCE_S if self.over_at is None else TAIL_S
        if self._idle > _ticks(patience_s):
            return (HungUp(),)
        return (Frame(self._carried(self._mixed(near))),)

    def _listen(self, robot: bytes | None, at: float) -> None:
        heard = np.zeros(self._size) if robot is None else np.frombuffer(robot, "<i2") / 32768.0
        if self._condition.echo is not None and self._condition.echo.room:
            heard = np.tanh(DRIVEN * heard) / DRIVEN
        self._robot = np.concatenate((self._robot[self._size :], heard))
        if self._saying or self.over_at is not None:
            return
        if self._robot_spoke or (robot is not None and not is_quiet(robot)):
            self._robot_spoke += 1
        if self._robot_spoke > self._after:
            self.over_at = at
            self._saying.extend(self._over)

    def _mixed(self, near: Samples) -> bytes:
        noise = self._noise[self._ticks % len(self._noise)] if self._noise else 0.0
        echo = np.convolve(self._robot, self._path, "valid") if self._condition.echo else 0.0
        mixed = (near + noise + echo) * 32768
        pcm: bytes = mixed.round().clip(-32768, 32767).astype("<i2").tobytes()
        return pcm if self.sample_rate > RATE else decode_alaw(encode_alaw(pcm))

    def _carried(self, pcm: bytes) -> bytes:
        """Through the network and the jitter buffer of a gateway."""
        lost = self._random.random() < self._condition.loss
        self._on_the_way.append(bytes(len(pcm)) if lost else pcm)
        if self._late:
            self._late -= 1
        elif self._condition.jitter and self._random.random() < LATE_SHARE:
            self._late = int(self._random.integers(*LATE))
        if not self._late:
            for frame in self._on_the_way:
                self._buffer.push(frame)
            self._on_the_way.clear()
        return self._buffer.pop()

    def _frames(self, sound: Samples) -> list[Samples]:
        if self.sample_rate != RATE and len(sound):
            sound = soxr.resample(sound, RATE, self.sample_rate)
        padded = np.concatenate((sound, np.zeros(-len(sound) % self._size)))
        return list(padded.reshape(-1, self._size))


def _noise(condition: Condition, babblers: Sequence[Voice], random: np.random.Generator) -> Samples:
    """Four seconds of it, to be heard again and again; never quite silence."""
    if condition.noise == "none":
        return random.normal(0, 10 ** (-70 / 20), 4 * RATE)
    sound = band(NOISES[condition.noise](4 * RATE, babblers, random))
    level = 10 ** ((SPEECH_DB - condition.snr_db) / 20)
    return np.asarray(sound * (level / np.sqrt(np.mean(sound**2))))


def _path(echo: Echo | None, random: np.random.Generator, rate: int) -> Samples:
    """The impulse response from what the robot plays to what comes back. Its samples are in the
    order of `np.convolve`; the first is the delay's end."""
    if echo is None:
        return np.ones(1)
    size = round(rate * (0.25 if echo.room else 0.006))
    decay_s = 0.03 if echo.room else 0.0015
    tail = random.normal(size=size) * np.exp(-np.arange(size) / (decay_s * rate))
    tail[0] = np.sqrt(1.5 * np.sum(tail**2))
    response = np.concatenate((np.zeros(rate * echo.delay_ms // 1000), tail))
    return np.asarray(response * (10 ** (echo.db / 20) / np.sqrt(np.sum(tail**2))))


def _ticks(seconds: float) -> int:
    return round(seconds * 1000 / FRAME_MS)
