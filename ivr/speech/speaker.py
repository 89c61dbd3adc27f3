"""What calls use to speak: recordings, cache and voices behind one async front.

A piece of a prompt is broken into sentences, and each is looked for among the recordings, then in
the cache, and is spoken only when it is in neither. One worker thread speaks for all calls: a
synthesis already uses several cores. Every sentence is trimmed and brought to one loudness, so
that what comes from different places can be joined.

A caller may want it slower or louder. A voice speaks slower, and what it said is kept by its speed;
a recording keeps its pace, since slowing it would make another voice of it. Both get louder.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import structlog

from ivr.speech.cache import PromptCache
from ivr.speech.errors import SynthesisFailed, VoiceOverloaded
from ivr.speech.fallback import Pyttsx3
from ivr.speech.level import levelled, louder, resampled, silence, trimmed
from ivr.speech.reading import spoken_form
from ivr.speech.recorded import Recordings
from ivr.speech.units import Unit, units
from ivr.speech.voice import Voice

_log = structlog.get_logger(__name__)

EDGE_MS = 25
"""Silence kept at either end of a sentence: a join without punctuation is 50 ms."""


class Speaker:
    """Shared by all calls. Use it as a context manager, or call `close` at the end."""

    def __init__(
        self,
        voice: Voice,
        *,
        cache_dir: Path | None,
        cache_mib: int = 512,
        recordings_dir: Path | None = None,
        speed: float = 1.0,
        spare: Callable[[], Voice] = Pyttsx3.load,
        max_waiting: int = 200,
    ) -> None:
        """cache_dir: None keeps nothing. spare: loads the voice that speaks where the first one
        breaks down. max_waiting: sentences that may wait for the worker, over all calls.
        """
        self._voice = voice
        self._cache = PromptCache(cache_dir, cache_mib) if cache_dir else None
        self._recordings = Recordings(recordings_dir)
        self._speed = speed
        self._spare = spare
        self._max_waiting = max_waiting
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice")
        self._speaking: dict[tuple[str, int, float], asyncio.Future[bytes]] = {}

    def __enter__(self) -> "Speaker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the worker; what it is speaking is finished, what waits is dropped."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    @property
    def name(self) -> str:
        """Of the voice."""
        return self._voice.name

    async def say(self, pieces: tuple[str, ...], rate: int, prompt: str = "") -> bytes:
        """The whole prompt as PCM16 mono at the rate; see `stream`."""
        return b"".join([pcm async for pcm in self.stream(pieces, rate, prompt)])

    async def stream(
        self,
        pieces: tuple[str, ...],
        rate: int,
        prompt: str = "",
        *,
        pace: float = 1.0,
        gain_db: float = 0.0,
    ) -> AsyncGenerator[bytes, None]:
        """PCM16 mono at the rate, sentence by sentence; the next one is made ready meanwhile.

        prompt: id of the prompt, "" for none; its recording replaces all pieces. pace: of the
        voice, 0.8 is slow; pauses are longer as well. gain_db: louder by so much.
        Raises SynthesisFailed where no voice can speak a sentence, VoiceOverloaded.
        """
        recorded = await asyncio.to_thread(self._recordings.of_prompt, prompt, rate)
        if recorded is not None:
            yield louder(recorded, gain_db)
            return
        found = self._units(pieces)
        ahead: asyncio.Future[bytes] | None = None
        try:
            for index, unit in enumerate(found):
                pcm = await (ahead or self._begin(unit.text, rate, pace))
                is_last = index + 1 == len(found)
                ahead = None if is_last else self._begin(found[index + 1].text, rate, pace)
                pause_ms = 0 if is_last else round(unit.pause_ms / pace)
                yield louder(pcm, gain_db) + silence(rate, pause_ms)
        finally:
            if ahead is not None:
                ahead.cancel()

    async def warm(
        self,
        texts: Iterable[str],
        rates: tuple[int, ...] = (8000, 16000),
        progress: Callable[[int], None] = lambda _done: None,
    ) -> None:
        """Speak texts into the cache ahead of time, one by one, so that calls come in between.

        progress: told how many texts are done. Raises as `stream` does.
        """
        for done, text in enumerate(texts, 1):
            for unit in self._units((text,)):
                for rate in rates:
                    await self._unit(unit.text, rate)
            progress(done)

    def _units(self, pieces: tuple[str, ...]) -> tuple[Unit, ...]:
        return units(pieces, self._recordings.has_text)

    def _begin(self, text: str, rate: int, pace: float) -> asyncio.Future[bytes]:
        begun = asyncio.ensure_future(self._unit(text, rate, pace))
        begun.add_done_callback(_seen)
        return begun

    async def _unit(self, text: str, rate: int, pace: float = 1.0) -> bytes:
        """One sentence, however it is found. Two calls that want the same one share the work."""
        speed = self._speed * pace
        ready = await asyncio.to_thread(self._ready, text, rate, speed)
        if ready is not None:
            return ready
        key = (text, rate, speed)
        if key not in self._speaking:
            if len(self._speaking) >= self._max_waiting:
                raise VoiceOverloaded(
                    f"{self._max_waiting} sentences wait to be spoken: run `hotline speech warm`,"
                    " or take fewer calls"
                )
            loop = asyncio.get_running_loop()
            spoken = loop.run_in_executor(self._worker, self._speak, spoken_form(text), rate, speed)
            self._speaking[key] = spoken
            spoken.add_done_callback(_seen)
            spoken.add_done_callback(lambda _: self._speaking.pop(key, None))
        # A caller who hangs up must not take the sentence from the others.
        return await asyncio.shield(self._speaking[key])

    def _ready(self, text: str, rate: int, speed: float) -> bytes | None:
        recorded = self._recordings.of_text(text, rate)
        if recorded is not None:
            return recorded
        return self._kept(spoken_form(text), rate, speed, self._voice)

    def _kept(self, text: str, rate: int, speed: float, voice: Voice) -> bytes | None:
        """From the cache, at this rate or made from what is kept at the voice's own rate."""
        if self._cache is None:
            return None
        kept = self._cache.get(text, voice.name, speed, rate)
        if kept is None and rate != voice.sample_rate:
            master = self._cache.get(text, voice.name, speed, voice.sample_rate)
            kept = self._keep(text, voice, master, rate, speed) if master else None
        return kept

    def _keep(self, text: str, voice: Voice, master: bytes, rate: int, speed: float) -> bytes:
        pcm = resampled(master, voice.sample_rate, rate)
        if self._cache is not None:
            self._cache.put(text, voice.name, speed, rate, pcm)
        return pcm

    def _speak(self, text: str, rate: int, speed: float) -> bytes:
        """On the worker: with the voice, else with the spare one."""
        try:
            return self._speak_with(self._voice, text, rate, speed)
        except Exception as error:  # a voice may break down in ways of its own
            reason = error
        _log.warning("voice failed, using the spare", voice=self.name, reason=str(reason))
        try:
            spare = self._spare()
            if spare.name != self.name:
                return self._speak_with(spare, text, rate, speed)
        except Exception as error:
            reason = error
        raise SynthesisFailed(
            f"no voice could speak {len(text)} characters: {reason}; see `hotline doctor`"
        ) from reason

    def _speak_with(self, voice: Voice, text: str, rate: int, speed: float) -> bytes:
        kept = self._kept(text, rate, speed, voice)
        if kept is not None:
            return kept
        spoken = trimmed(voice.speak(text, speed), voice.sample_rate, EDGE_MS)
        if not spoken:
            raise SynthesisFailed(f"{voice.name} gave silence")
        master = levelled(spoken, voice.sample_rate)
        if self._cache is not None and rate != voice.sample_rate:
            self._cache.put(text, voice.name, speed, voice.sample_rate, master)
        return self._keep(text, voice, master, rate, speed)


def _seen(done: "asyncio.Future[bytes]") -> None:
    """An error that nobody waits for any more has been logged where it arose."""
    if not done.cancelled():
        done.exception()
