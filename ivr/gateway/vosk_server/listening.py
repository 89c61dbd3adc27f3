"""One stream of audio from a client, cut into utterances and recognised by the pool."""

import asyncio
import logging
from collections import deque

from asr.activity import SAMPLE_RATE as ACTIVITY_RATE
from asr.activity import WINDOW_S, ActivityMeter, VoiceActivity
from asr.endpoint import Endpointer, EndpointSettings, SpeechEnded, SpeechStarted
from asr.errors import RecognitionFailed
from asr.hearing import Hearing
from ivr.gateway.line import FRAME_MS
from ivr.gateway.resample import StreamResampler
from ivr.gateway.vosk_server.protocol import Utterance

log = logging.getLogger(__name__)


class Listening:
    """The recogniser hears only speech, with a little from before each onset.

    sample_rate: of the stream; engine_rate: of the recogniser, Hz.
    """

    def __init__(
        self,
        hearing: Hearing,
        activity: VoiceActivity,
        settings: EndpointSettings,
        sample_rate: int,
        engine_rate: int,
    ) -> None:
        self._hearing = hearing
        self._meter = ActivityMeter(activity)
        self._endpointer = Endpointer(settings)
        self._for_activity = StreamResampler(sample_rate, ACTIVITY_RATE)
        self._for_engine = StreamResampler(sample_rate, engine_rate)
        # Whole samples of about a frame, whatever the rate: at most a frame is heard too late.
        self._step = sample_rate * FRAME_MS // 1000 * 2
        frames = round((settings.pre_roll_s + settings.min_speech_s) * 1000 / FRAME_MS)
        self._pre_roll: deque[bytes] = deque(maxlen=max(1, frames))
        self._bytes_a_second = sample_rate * 2
        self._came_bytes = 0
        self._onset_s: float | None = None

    @property
    def partial(self) -> str:
        """What has been heard of the utterance that goes on."""
        latest = self._hearing.latest
        if latest is None or self._onset_s is None:
            return ""
        return latest.transcript.text or " ".join(latest.transcript.syllables)

    async def hear(self, pcm: bytes) -> tuple[Utterance, ...]:
        """The utterances that ended in this piece. Returns when all of it has been heard, so a
        client that waits for replies is never ahead of the recogniser."""
        ended: list[Utterance] = []
        for at in range(0, len(pcm), self._step):
            piece = pcm[at : at + self._step]
            self._came_bytes += len(piece)
            ended += await self._advance(
                self._for_engine.push(piece), self._for_activity.push(piece)
            )
            await asyncio.sleep(0)  # judging seconds of audio must not hold up the calls
        await self._hearing.settled()
        return tuple(ended)

    async def finish(self) -> tuple[Utterance, ...]:
        """No more will come: the utterances that end with the stream."""
        ended = await self._advance(self._for_engine.flush(), self._for_activity.flush())
        if self._onset_s is not None:
            ended.append(await self._conclude(self._came_bytes / self._bytes_a_second))
        return tuple(ended)

    async def _advance(self, for_engine: bytes, for_activity: bytes) -> list[Utterance]:
        if self._onset_s is None:
            self._pre_roll.append(for_engine)
        else:
            self._hearing.accept(for_engine)
        ended: list[Utterance] = []
        for window in self._meter.receive(for_activity):
            for event in self._endpointer.receive(window.probability, window.at_s, WINDOW_S):
                match event:
                    case SpeechStarted(at):
                        self._begin(at)
                    case SpeechEnded(at):
                        ended.append(await self._conclude(at))
        return ended

    def _begin(self, at_s: float) -> None:
        self._onset_s = at_s
        for audio in self._pre_roll:
            self._hearing.accept(audio)
        self._pre_roll.clear()

    async def _conclude(self, end_s: float) -> Utterance:
        start_s, self._onset_s = self._onset_s or 0.0, None
        try:
            heard = await self._hearing.finish()
        except RecognitionFailed as error:  # the protocol has no word for it
            log.error("vosk client: %s", error)
            return Utterance("", start_s, end_s)
        text = heard.text or " ".join(heard.syllables)
        return Utterance(text, start_s, end_s, heard.confidence)
