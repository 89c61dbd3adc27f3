"""What is loaded from disk before a call can be taken: entries, recognisers, the voice."""

from collections.abc import Collection
from dataclasses import dataclass

from asr.choose import load_cheaper, load_engine, load_second
from asr.domain import Texts
from asr.recognizer import Engine
from ivr.domain_texts import domain_texts
from ivr.sentinel import require_sense
from ivr.settings import Settings
from ivr.speech.choose import load_voice
from ivr.speech.speaker import Speaker
from knowledge.entries import Entry, load, load_default


@dataclass(frozen=True)
class Engines:
    """steps: that hear calls, the best first and a cheaper one after it, if there is one. second:
    hears again what goes into tickets."""

    steps: tuple[Engine, ...]
    second: Engine | None = None


def load_entries(settings: Settings) -> tuple[Entry, ...]:
    return load(settings.knowledge.dir) if settings.knowledge.dir else load_default()


def open_engine(settings: Settings, entries: Collection[Entry] | None = None) -> Engine:
    """Load the recogniser (seconds). entries: that callers will ask for; None loads the folder.
    Raises AsrError."""
    if entries is None:
        entries = load_entries(settings)
    return _best(settings, domain_texts(entries, settings.service.area_code))


def _best(settings: Settings, texts: Texts) -> Engine:
    asr = settings.asr
    return load_engine(
        asr.engine,
        asr.model,
        settings.models.dir,
        asr.threads,
        asr.workers,
        asr.whisper_window_s,
        texts,
    )


def open_engines(settings: Settings, entries: Collection[Entry]) -> Engines:
    """All that hear; each of them understands the sentinel. Raises AsrError, StartError."""
    asr = settings.asr
    folder = settings.models.dir
    texts = domain_texts(entries, settings.service.area_code)
    best = _best(settings, texts)
    cheaper = load_cheaper(asr.cheaper_model, best, folder, asr.threads, asr.workers, texts)
    steps = (best,) if cheaper is None else (best, cheaper)
    second = load_second(asr.second_model, best, folder, asr.threads, texts)
    if asr.sentinel:
        for engine in (*steps, *([second] if second else [])):
            require_sense(engine)
    return Engines(steps, second)


def open_speaker(settings: Settings) -> Speaker:
    speech = settings.speech
    voice = load_voice(speech.engine, speech.voice, settings.models.dir, speech.threads)
    return Speaker(
        voice,
        cache_dir=speech.cache_dir,
        cache_mib=speech.cache_mib,
        recordings_dir=speech.recordings_dir,
        speed=speech.speed,
    )
