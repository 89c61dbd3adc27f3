"""A whole conversation for any line: a scripted recogniser, a tone for a voice, the rest real."""

from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest

from asr.endpoint import EndpointSettings
from asr.fake import ScriptedEngine
from asr.ladder import Ladder, Step
from asr.pool import RecognitionPool
from asr.recognizer import Transcript
from dialog.events import Action, Connected, Event, Gone, HangUp, Heard, Keyed, Listen, Say, Silence
from ivr.call.ear import Ear
from ivr.call.eventlog import EventLog
from ivr.call.ports import CallResult, SessionSettings
from ivr.call.run import run_call
from ivr.gateway.clock import Clock, RealClock
from ivr.gateway.line import Line
from ivr.speech.metered import MeteredVoice
from ivr.speech.speaker import Speaker

SPEED = 4.0

GREETING = Say("greeting", ("您好，这里是热线，请问有什么可以帮您，请在听到以后直接说出来。",))
ASK_KEY = Say("ask_key", ("好的，请按一。",))
GOODBYE = Say("goodbye", ("已经记下，再见。",))


class LoudActivity:
    """Takes whatever is loud for speech."""

    def probability(self, pcm: bytes) -> float:
        return float(max(map(abs, array("h", pcm))) > 3000)

    def reset(self) -> None:
        """It remembers nothing."""


def tone(seconds: float, rate: int) -> bytes:
    """A voice for `LoudActivity`; the robot's own is far softer."""
    t = np.arange(round(seconds * rate)) / rate
    return (12000 * np.sin(2 * np.pi * 400 * t)).astype("<i2").tobytes()


class ShortHotline:
    """Greets, asks for a key when it has heard something, and says goodbye to the key."""

    state = "short"

    def __init__(self) -> None:
        self.told: list[Event] = []

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        self.told.append(event)
        match event:
            case Connected():
                return GREETING, Listen()
            case Heard():
                return ASK_KEY, Listen()
            case Keyed() | Silence():
                return GOODBYE, HangUp("answered")
            case Gone():
                return ()
        raise AssertionError(event)


class NoServices:
    """This conversation files nothing and sends nothing."""

    async def file_ticket(self, call_id: str, request: object) -> None:  # type: ignore[empty-body]
        raise AssertionError

    async def send_sms(self, call_id: str, phone: str, text: str) -> None:
        raise AssertionError


@dataclass
class Robot:
    """`robot` is what a gateway runs for each call; then look at what is left.

    words: all that it understands, whatever the caller says.
    """

    pool: RecognitionPool
    speaker: Speaker
    conversation: ShortHotline = field(default_factory=ShortHotline)
    events: EventLog = field(default_factory=EventLog)
    results: list[CallResult] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    async def __call__(self, line: Line) -> None:
        self.lines.append(line)
        partials: list[Transcript] = []
        steps: list[Step] = []
        ears = Ladder([self.pool])
        hearing = ears.open(lambda new: partials.append(new.transcript), steps.append)
        engine_rate, line_rate = self.pool.engine.sample_rate, line.info.sample_rate
        try:
            ear = Ear(
                "scripted",
                hearing,
                LoudActivity(),
                EndpointSettings(),
                line_rate,
                engine_rate,
                partials,
                steps,
                lambda words, expects: "unknown",
            )
            result = await run_call(
                line,
                self.conversation,
                ear,
                self.speaker,
                NoServices(),  # type: ignore[arg-type]
                self.clock(),
                self.events,
                SessionSettings(),
            )
        finally:
            hearing.close()
        self.results.append(result)

    def clock(self) -> Clock:
        return RealClock(SPEED)

    def heard(self) -> list[str]:
        return [event.text for event in self.conversation.told if isinstance(event, Heard)]

    def keyed(self) -> list[str]:
        return [event.digit for event in self.conversation.told if isinstance(event, Keyed)]


OpenRobot = Callable[..., AsyncIterator[Robot]]


@asynccontextmanager
async def _open_robot(*words: str) -> AsyncIterator[Robot]:
    engine = ScriptedEngine(words)
    with Speaker(MeteredVoice(), cache_dir=None) as speaker:
        async with RecognitionPool(engine, workers=1, capacity=4) as pool:
            yield Robot(pool, speaker)


@pytest.fixture
def open_robot():  # type: ignore[no-untyped-def]
    """`async with open_robot("你好") as robot`."""
    return _open_robot


@pytest.fixture
def loud() -> Callable[[float, int], bytes]:
    """So many seconds of voice at a rate, for the robot's ear."""
    return tone


@pytest.fixture
def loud_activity() -> type[LoudActivity]:
    return LoudActivity
