"""Which engine hears, and with which model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from asr.domain import Texts
from asr.engines import sherpa, vosk, whisper
from asr.errors import (
    ConfigurationError,
    EngineNotInstalled,
    ModelDamaged,
    ModelNotInstalled,
    WrongSampleRate,
)
from asr.models import Installed, Model, find, installed, known, registry
from asr.recognizer import Engine

EngineName = Literal["auto", "vosk", "sherpa", "whisper"]
_LANGUAGE = "zh"
_STREAMING = ("sherpa", "vosk")
_MARKS = {
    "whisper": ("model.bin",),
    "sherpa": ("tokens.txt",),
    "vosk": ("am/final.mdl", "final.mdl"),
}
"""Files that tell whose model a folder holds."""

WORTH_WAITING = 0.5
"""Share of the first engine's errors. One that is a little better on clean speech may be worse on
the telephone: Whisper base is, beside the small pinyin model (docs/benchmarks.md)."""


def load_engine(
    engine: EngineName,
    model: str | Path,
    models_dir: Path,
    threads: int = 2,
    workers: int = 1,
    window_s: float = 10.0,
    texts: Texts = Texts(),
) -> Engine:
    """Load the engine to hear with.

    engine: 'auto' takes whatever can run the model. model: a registered name, a folder, or "" for
    the best one installed. threads: of one utterance, workers: utterances at once (Whisper; the
    streaming engines need one thread a call). window_s: see `WhisperSettings`. texts: of what is
    talked about, for engines that hear pinyin.
    Raises ModelNotInstalled (tells the command),
    UnknownModel, ModelDamaged, EngineNotInstalled.
    """
    loaders = _loaders(threads, workers, window_s, texts)
    if not model:
        return _load_best(engine, models_dir, loaders)
    name, folder, kind = _named(str(model), models_dir)
    if engine not in ("auto", kind):
        raise ConfigurationError(f"model {name} is for {kind}, not for {engine}: name one of them")
    return loaders[kind](folder, name)


def load_cheaper(
    model: str,
    best: Engine,
    models_dir: Path,
    threads: int = 2,
    workers: int = 1,
    texts: Texts = Texts(),
) -> Engine | None:
    """The engine that hears what the best one cannot.

    model: a registered name or a folder; 'auto': the most accurate installed streaming model of
    another kind, None where there is none; '': none. Raises as `load_engine` does for a name, and
    ConfigurationError where it takes another sample rate.
    """
    if not model:
        return None
    if model != "auto":
        return _same_rate(
            load_engine("auto", model, models_dir, threads, workers, texts=texts), best
        )
    for found in best_installed(models_dir):
        if found.model.engine in _STREAMING and found.model.engine != best.name:
            name = found.model.name
            return _same_rate(load_engine("auto", name, models_dir, threads, texts=texts), best)
    return None


def load_second(
    model: str, first: Engine, models_dir: Path, threads: int = 2, texts: Texts = Texts()
) -> Engine | None:
    """The engine that hears again what goes into a ticket.

    model: a registered name or a folder; 'auto': the best installed model, where it errs at most
    WORTH_WAITING times as often as the first, by what is published of both; else, and for '', None.
    Raises as `load_cheaper`.
    """
    if not model:
        return None
    if model != "auto":
        return _same_rate(load_engine("auto", model, models_dir, threads, texts=texts), first)
    known_first = registry().get(first.model)
    if known_first is None:
        return None
    for found in best_installed(models_dir):
        if _rank(found.model) <= WORTH_WAITING * _rank(known_first) < float("inf"):
            name = found.model.name
            return _same_rate(load_engine("auto", name, models_dir, threads, texts=texts), first)
    return None


def _same_rate(engine: Engine, best: Engine) -> Engine:
    if engine.sample_rate != best.sample_rate:
        raise ConfigurationError(
            f"{engine.model} takes {engine.sample_rate} Hz and {best.model} {best.sample_rate}: "
            "engines that stand in for each other must take the same"
        )
    return engine


def best_installed(models_dir: Path, engine: EngineName = "auto") -> tuple[Installed, ...]:
    """Installed Mandarin models, the least published error first, unpublished ones last."""
    usable = [
        found
        for found in installed(models_dir)
        if _hears(found.model) and engine in ("auto", found.model.engine) and not found.missing
    ]
    return tuple(sorted(usable, key=lambda found: _rank(found.model)))


def require_rate(engine: Engine, sample_rate: int) -> None:
    """Raises WrongSampleRate unless audio at this rate (Hz) is what the engine takes."""
    if sample_rate != engine.sample_rate:
        raise WrongSampleRate(
            f"model {engine.model} takes audio at {engine.sample_rate} Hz, not at "
            f"{sample_rate} Hz: resample it first"
        )


def _load_best(
    engine: EngineName, models_dir: Path, loaders: dict[str, Callable[[Path, str], Engine]]
) -> Engine:
    problem: EngineNotInstalled | None = None
    for found in best_installed(models_dir, engine):
        try:
            return loaders[found.model.engine](found.path, found.model.name)
        except EngineNotInstalled as error:  # a worse model whose engine is here still hears
            problem = problem or error
    if problem is not None:
        raise problem
    wanted = next(
        model.name
        for model in sorted(registry().values(), key=lambda model: (not model.pack, _rank(model)))
        if _hears(model) and engine in ("auto", model.engine)
    )
    which = "recognition model" if engine == "auto" else f"{engine} model"
    raise ModelNotInstalled(
        f"no Mandarin {which} is installed in {models_dir}: run `hotline models pull {wanted}`"
    )


def _named(model: str, models_dir: Path) -> tuple[str, Path, str]:
    """Name, folder and engine of a model given by its name or its folder."""
    folder = Path(model).expanduser()
    if model not in registry() and folder.is_dir():
        return model, folder, _engine_of(folder)
    found = find(models_dir, model)
    if known(model).kind != "asr":
        raise ConfigurationError(f"{model} is a voice, it cannot hear: `hotline models list`")
    return model, found, known(model).engine


def _engine_of(folder: Path) -> str:
    for engine, marks in _MARKS.items():
        if any((folder / mark).is_file() for mark in marks):
            return engine
    raise ModelDamaged(f"{folder} holds no model that vosk, sherpa-onnx or whisper could load")


def _loaders(
    threads: int, workers: int, window_s: float, texts: Texts
) -> dict[str, Callable[[Path, str], Engine]]:
    return {
        "vosk": vosk.load,
        "sherpa": partial(sherpa.load, texts=texts),
        "whisper": partial(
            whisper.load,
            threads=threads,
            workers=workers,
            settings=whisper.WhisperSettings(window_s=window_s),
            texts=texts,
        ),
    }


def _hears(model: Model) -> bool:
    return model.kind == "asr" and model.language == _LANGUAGE


def _rank(model: Model) -> float:
    return float("inf") if model.error_rate is None else model.error_rate
