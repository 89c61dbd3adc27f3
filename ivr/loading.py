"""What is loaded from disk before a call can be taken: entries, recognisers, the voice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from asr.choose import load_cheaper, load_engine, load_second
from asr.domain import Texts
from asr.recognizer import Engine
from dialog.areas.names import names_of
from dialog.areas.table import AreaTable, area_table
from dialog.errors import PromptsInvalid
from dialog.prompt_rules import problems
from dialog.prompts import Prompt, lay_over, overlaid, read
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


def load_areas(settings: Settings) -> AreaTable:
    """Of the city, ready to be searched; read once. Raises AreaTableInvalid."""
    areas = area_table(settings.service.area_code, settings.service.areas_dir)
    names_of(areas).prepare()
    return areas


def open_engine(settings: Settings, entries: Collection[Entry] | None = None) -> Engine:
    """Load the recogniser (seconds). entries: that callers will ask for; None loads the folder.
    Raises AsrError."""
    if entries is None:
        entries = load_entries(settings)
    return _best(settings, domain_texts(entries, load_areas(settings)))


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
    texts = domain_texts(entries, load_areas(settings))
    best = _best(settings, texts)
    cheaper = load_cheaper(asr.cheaper_model, best, folder, asr.threads, asr.workers, texts)
    steps = (best,) if cheaper is None else (best, cheaper)
    second = load_second(asr.second_model, best, folder, asr.threads, texts)
    if asr.sentinel:
        for engine in (*steps, *([second] if second else [])):
            require_sense(engine)
    return Engines(steps, second)


def lay_prompts(file: Path | None, strict: bool = True) -> None:
    """Say a city's own wordings from now on; None says those that ship. strict: only what the
    linter lets pass. Raises PromptsInvalid."""
    own: Mapping[str, Prompt] = {}
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PromptsInvalid(f"{file}: cannot be read ({error}); save it as UTF-8") from None
        own = read(text, file.name)
    found = overlaid(own)
    if strict and (faults := problems({name: found[name] for name in own})):
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise PromptsInvalid(f"{file}: {faults[0]}{more}: see `hotline prompts check {file}`")
    lay_over(own)


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
