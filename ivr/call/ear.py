"""The robot's ear in one call: line audio → voice activity → endpoints → the recogniser.

The recogniser only gets audio while somebody speaks, with a little from before the onset; an idle
line costs voice activity and nothing else.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator

from asr.activity import SAMPLE_RATE as ACTIVITY_RATE
from asr.activity import WINDOW_S, ActivityMeter, VoiceActivity, Window
from asr.endpoint import (
    Completeness,
    Endpointer,
    EndpointSettings,
    Expects,
    SpeechEnded,
    SpeechStarted,
)
from asr.ladder import LadderHearing, Step
from asr.recognizer import Transcript
from dialog.events import Listen
from ivr.call.floor import NOTHING, VoiceEnded, VoiceEvent, VoiceGoesOn, VoiceStarted
from ivr.call.foreground import Foreground, ForegroundSettings
from ivr.call.likely import hints
from ivr.call.room import FALL_S
from ivr.gateway.line import FRAME_MS
from ivr.gateway.resample import StreamResampler

Judge = Callable[[Transcript, Expects], Completeness]

ROSE_S = 0.2
"""A voice that is seen to rise above others began about so long ago."""


class Ear:
    """Implements `ivr.call.ports.Ear`.

    engine: name for the log. line_rate, engine_rate: Hz. partials, steps: where the hearing puts
    them. judge: how words sound as an answer. foreground: which voices count.
    """

    def __init__(
        self,
        engine: str,
        hearing: LadderHearing,
        activity: VoiceActivity,
        settings: EndpointSettings,
        line_rate: int,
        engine_rate: int,
        partials: list[Transcript],
        steps: list[Step],
        judge: Judge,
        foreground: ForegroundSettings = ForegroundSettings(),
    ) -> None:
        self._engine = engine
        self._judge_words = judge
        self._expects: Expects = "open"
        self._partials = partials
        self._steps = steps
        self._hearing = hearing
        self._meter = ActivityMeter(activity)
        self._endpointer = Endpointer(settings)
        self._settings = settings
        self._foreground = Foreground(line_rate, foreground)
        self._for_engine = StreamResampler(line_rate, engine_rate)
        self._for_activity: StreamResampler | None = None
        if engine_rate != ACTIVITY_RATE:
            self._for_activity = StreamResampler(line_rate, ACTIVITY_RATE)
        frames = round((settings.pre_roll_s + settings.min_speech_s) * 1000 / FRAME_MS)
        self._pre_roll: deque[bytes] = deque(maxlen=max(1, frames))
        self._listening = False
        self._muted = False
        """Whether what is heard is not the caller: the recogniser must not take the robot's own
        words, on their way back, for an answer."""
        self._is_talk = False
        """Whether the last voice heard while the caller spoke was somebody else's."""
        self._disowned = False
        """Whether the utterance that has just ended was not the caller's."""
        self._held: list[bytes] | None = None
        """Audio since the recogniser was asked for a guess; None: it was not."""
        self._onset = 0.0
        self._last_voice = 0.0
        self._voiced_s = 0.0

    @property
    def engine(self) -> str:
        return self._engine

    def push(self, pcm: bytes, at: float) -> tuple[VoiceEvent, ...]:
        self._hearing.tick(at)
        self._foreground.heard(pcm)
        audio = self._for_engine.push(pcm)
        narrow = audio if self._for_activity is None else self._for_activity.push(pcm)
        windows = self._meter.receive(narrow)
        events = tuple(event for window in windows for event in self._judge(window))
        self._listen(bytes(len(audio)) if self._muted else audio)
        return events

    def _listen(self, audio: bytes) -> None:
        self._pre_roll.append(audio)
        if self._held is not None:
            self._held.append(audio)
        elif self._listening:
            self._hearing.accept(audio)

    def _judge(self, window: Window) -> Iterator[VoiceEvent]:
        """What one window changes. Voiced is what the endpointer takes for speech that goes on."""
        was_speaking = self._endpointer.speaking
        probability = window.probability
        voiced = probability >= self._settings.stop_threshold
        if not voiced:
            self._foreground.quiet()
        elif not self._foreground.is_caller(was_speaking):
            probability = 0.0
            self._fall(window.at_s + WINDOW_S)
        elif self._foreground.rose and was_speaking:
            yield from self._rise(window.at_s + WINDOW_S)
        self._muted = self._foreground.muted
        for event in self._endpointer.receive(probability, window.at_s, WINDOW_S):
            yield self._translate(event)
        if not self._endpointer.speaking:
            return
        end = window.at_s + WINDOW_S
        if probability >= self._settings.stop_threshold:
            self._is_talk = False
            if was_speaking:
                self._voiced_s = round(self._voiced_s + WINDOW_S, 3)
            self._last_voice = end
            self._go_on()
            yield VoiceGoesOn(self._voiced_s)
        elif end - self._last_voice >= self._settings.guess_s:
            self._guess()

    def _rise(self, now: float) -> Iterator[VoiceEvent]:
        """The caller begins to speak, and what has been heard so far was somebody else."""
        onset = now - ROSE_S
        if onset <= self._onset + self._settings.pre_roll_s:
            return
        self._disowned = True
        self._partials.clear()
        self._endpointer.begin_again(onset)
        yield VoiceEnded(0.0)
        yield self._translate(SpeechStarted(onset))

    def _fall(self, now: float) -> None:
        """The caller has ceased to speak, and somebody else is still heard."""
        if not self._is_talk and not self._foreground.muted:
            self._last_voice = min(self._last_voice, now - FALL_S)
            self._endpointer.silent_since(self._last_voice)
        self._is_talk = True

    def _guess(self) -> None:
        """Let the recogniser hear what may be all, while it is waited for more."""
        if self._listening and self._held is None:
            self._held = []
            self._hearing.guess()

    def _go_on(self) -> None:
        """The caller had only paused, if a guess was made: there is more to be heard."""
        if self._held is None:
            return
        for audio in self._held:
            self._hearing.accept(audio)
        self._held = None
        self._endpointer.sounds("unknown")

    def _translate(self, event: SpeechStarted | SpeechEnded) -> VoiceEvent:
        match event:
            case SpeechStarted(at):
                self._onset, self._voiced_s = at, self._settings.min_speech_s
                return VoiceStarted(at)
            case SpeechEnded(at):
                self._foreground.ended()
                return VoiceEnded(at - self._onset)

    def played(self, frame: bytes | None) -> None:
        self._foreground.played(frame)

    def start(self) -> None:
        self._listening = True
        for audio in self._pre_roll:
            self._hearing.accept(audio)
        self._pre_roll.clear()

    def finish(self) -> "asyncio.Future[Transcript]":
        self._listening, self._held = False, None
        if self._disowned:
            return self._nothing()
        self._pre_roll.clear()  # it has been heard
        return self._hearing.finish()

    def _nothing(self) -> "asyncio.Future[Transcript]":
        """The words of an utterance that was not the caller's."""
        self._disowned = False
        self._hearing.reset()
        nothing: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        nothing.set_result(NOTHING)
        return nothing

    def partial(self) -> Transcript | None:
        newest = self._partials[-1] if self._partials else None
        self._partials.clear()
        if newest is not None:
            self._endpointer.sounds(self._judge_words(newest, self._expects))
        return newest

    def step(self) -> Step | None:
        return self._steps.pop(0) if self._steps else None

    def expect(self, listen: Listen) -> None:
        self._expects = listen.expects
        self._endpointer.expect(listen.expects)
        self._hearing.expect(hints(listen))

    async def settled(self) -> None:
        await self._hearing.settled()
