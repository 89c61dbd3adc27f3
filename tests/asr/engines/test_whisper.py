from pathlib import Path

import numpy as np
import pytest

from asr.engines.whisper import WhisperEngine, load
from asr.errors import ModelDamaged
from asr.recognizer import Hints, Transcript
from tests.asr.conftest import models_dir


def hear(engine: WhisperEngine, pcm: bytes, hints: Hints = Hints()) -> Transcript:
    recognizer = engine.recognizer(hints)
    assert recognizer.accept(pcm) is None
    return recognizer.finish()


@pytest.mark.model
@pytest.mark.parametrize("word", ["一般", "满意", "可以"])
def test_one_word_does_not_run_on(whisper_engine: WhisperEngine, say, word: str) -> None:
    recognizer = whisper_engine.recognizer(Hints(("满意", "不满意", "一般", "可以", "不可以")))
    recognizer.accept(say("zh", word))
    assert len(recognizer.finish().text) <= 4


@pytest.mark.model
def test_a_clear_sentence_is_heard(whisper_engine: WhisperEngine, say) -> None:
    heard = hear(whisper_engine, say("zh", "您好，我想问一下公积金怎么提取"))
    assert "gong ji jin zen me ti qu" in " ".join(heard.syllables)


@pytest.mark.model
def test_more_than_anybody_could_say_is_nothing(
    whisper_engine: WhisperEngine, say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One real syllable came back as 21 twos."""
    audio = say("zh", "听")
    seconds = len(audio) / 2 / 16_000
    said = iter(("2" * 40, "12"))
    monkeypatch.setattr(whisper_engine, "_decode", lambda *_: (next(said), -0.3, 0.0))
    assert seconds < 3
    assert hear(whisper_engine, audio).empty
    assert hear(whisper_engine, audio).text == "12"


@pytest.mark.model
@pytest.mark.shared
def test_a_real_sentence_is_heard(whisper_engine: WhisperEngine, clip) -> None:
    heard = hear(whisper_engine, clip("ai1_S0724_122"))
    assert heard.syllables[:3] == ("guang", "zhou", "shi")
    assert heard.syllables[-2:] == ("biao", "shi")


@pytest.mark.model
def test_a_guess_is_what_finish_gives_and_is_not_heard_twice(
    whisper_engine: WhisperEngine, say, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognizer = whisper_engine.recognizer()
    audio = say("zh", "您好，我想问一下公积金怎么提取")
    recognizer.accept(audio[: len(audio) // 4 * 2])
    early = recognizer.guess()
    recognizer.accept(audio[len(audio) // 4 * 2 :])
    guess = recognizer.guess()
    assert guess not in (None, early)
    monkeypatch.setattr(whisper_engine, "hear", None)
    assert recognizer.finish() == guess


@pytest.mark.model
@pytest.mark.parametrize("level", [3, 300, 3000, 12000])
@pytest.mark.parametrize("seconds", [1, 5])
def test_noise_does_not_loop_or_hallucinate(
    whisper_engine: WhisperEngine, level: int, seconds: int
) -> None:
    samples = np.random.default_rng(level).normal(0, level, seconds * 16_000)
    heard = hear(whisper_engine, np.clip(samples, -32768, 32767).astype("<i2").tobytes())
    assert len(heard.syllables) <= 4 * seconds


@pytest.mark.model
def test_more_than_the_window_of_30_seconds_is_heard_to_the_end(
    whisper_engine: WhisperEngine, say
) -> None:
    first, last = say("zh", "您好，我想问一下公积金怎么提取"), say("zh", "我要投诉楼下太吵")
    heard = hear(whisper_engine, first + bytes(31 * 32_000 - len(first)) + last)
    assert "zen me ti qu" in " ".join(heard.syllables)
    assert "tou su lou xia" in " ".join(heard.syllables)


@pytest.mark.model
def test_many_hints_fit_into_the_prompt(whisper_engine: WhisperEngine, say) -> None:
    hints = Hints(phrases=tuple("住房公积金管理中心" for _ in range(200)))
    assert not hear(whisper_engine, say("zh", "您好，我想问一下公积金怎么提取"), hints).empty


@pytest.mark.parametrize("gone", ["model.bin", "config.json", "tokenizer.json"])
def test_a_missing_file_is_one_line(gone: str, tmp_path: Path) -> None:
    for file in {"model.bin", "config.json", "tokenizer.json"} - {gone}:
        (tmp_path / file).touch()
    with pytest.raises(ModelDamaged, match=f"{gone} missing"):
        load(tmp_path)


@pytest.mark.model
@pytest.mark.parametrize("file", ["model.bin", "tokenizer.json"])
def test_a_truncated_file_is_one_line(
    whisper_engine: WhisperEngine, file: str, tmp_path: Path
) -> None:
    whole = models_dir() / whisper_engine.model
    for path in whole.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / file).unlink()
    (tmp_path / file).write_bytes((whole / file).read_bytes()[:100_000])
    with pytest.raises(ModelDamaged, match="no sound Whisper model") as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)
