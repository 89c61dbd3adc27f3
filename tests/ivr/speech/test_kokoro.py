import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ivr.speech.choose import KOKORO_MODEL
from ivr.speech.errors import SynthesisFailed, UnknownVoice, VoiceDamaged, VoiceNotInstalled
from ivr.speech.kokoro import MAX_TOKENS, SAMPLE_RATE, STYLE_ROWS, STYLE_WIDTH, VOICES, Kokoro
from ivr.speech.phonemes import phonemes

SPOKEN = "您好，请直接说您要咨询或反映的事。"
SYMBOLS = sorted(set(phonemes(SPOKEN)) | {" "})
VOCABULARY = {symbol: number for number, symbol in enumerate(SYMBOLS, 1)}


class Session:
    """Takes the place of onnxruntime's session: half a second of noise floor for each run."""

    def __init__(self) -> None:
        self.runs: list[dict[str, Any]] = []

    def run(self, _outputs: None, inputs: dict[str, Any]) -> list[Any]:
        self.runs.append(inputs)
        return [np.full(SAMPLE_RATE // 2, 0.5, dtype=np.float32)]


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def voice(session: Session) -> Kokoro:
    rows = np.arange(STYLE_ROWS, dtype=np.float32)
    style = np.repeat(rows[:, None], STYLE_WIDTH, axis=1)
    return Kokoro(session, VOCABULARY, "zf_test", style)


def test_tokens_are_padded_and_choose_the_style_row(voice: Kokoro, session: Session) -> None:
    pcm = voice.speak("您好。", 1.5)
    (inputs,) = session.runs
    tokens = inputs["tokens"]
    assert tokens.dtype == np.int64
    assert tokens.shape == (1, len(phonemes("您好。")) + 2)
    assert tokens[0, 0] == tokens[0, -1] == 0
    assert (tokens[0, 1:-1] > 0).all()
    assert inputs["style"].shape == (1, STYLE_WIDTH)
    assert inputs["style"][0, 0] == tokens.shape[1] - 2 - 1
    assert inputs["speed"].tolist() == [1.5]
    assert len(pcm) == SAMPLE_RATE


@pytest.mark.parametrize(
    "text",
    [
        "请直接说您要咨询或反映的事。" * 20,
        "请直接说您要咨询或反映的事，" * 20,
        "请直接说您要咨询或反映的事" * 20,
    ],
)
def test_long_texts_are_broken_and_nothing_is_lost(
    voice: Kokoro, session: Session, text: str
) -> None:
    voice.speak(text)
    stretches = [run["tokens"][0, 1:-1] for run in session.runs]
    assert len(stretches) > 1
    assert all(0 < len(stretch) <= MAX_TOKENS for stretch in stretches)
    vowels = VOCABULARY["ɨ"]
    whole = [VOCABULARY.get(symbol) for symbol in phonemes(text)]
    assert sum((stretch == vowels).sum() for stretch in stretches) == whole.count(vowels)


def test_nothing_to_say_runs_nothing(voice: Kokoro, session: Session) -> None:
    assert voice.speak("") == b""
    assert session.runs == []


def test_a_failing_model_is_our_error(voice: Kokoro, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> list[Any]:
        raise RuntimeError("bad allocation")

    monkeypatch.setattr(Session, "run", broken)
    with pytest.raises(SynthesisFailed, match="bad allocation"):
        voice.speak("您好")


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(VoiceNotInstalled, match="hotline models pull"):
        Kokoro.load(tmp_path)


def test_a_damaged_model_is_told_apart(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="the voice extra is not installed")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "vocab.json").write_text('{"vocab": {"a": 1}}')
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "zf_xiaoxiao.bin").write_bytes(bytes(4 * STYLE_ROWS * STYLE_WIDTH))
    with pytest.raises(VoiceDamaged, match=r"model\.onnx"):
        Kokoro.load(tmp_path)


@pytest.mark.model
@pytest.mark.parametrize("name", ["zf_nobody", "../zf_xiaoxiao", ""])
def test_a_strange_voice_is_refused_with_the_known_ones(models_dir: Path, name: str) -> None:
    with pytest.raises(UnknownVoice, match="zf_xiaoxiao"):
        Kokoro.load(models_dir / KOKORO_MODEL, name)


@pytest.mark.model
def test_it_speaks(models_dir: Path) -> None:
    pcm = Kokoro.load(models_dir / KOKORO_MODEL, "zm_yunxi").speak("您好，请讲。")
    samples = np.frombuffer(pcm, "<i2") / 32768
    assert 0.8 < len(samples) / SAMPLE_RATE < 4
    assert np.sqrt(np.mean(samples**2)) > 0.02


@pytest.mark.model
@pytest.mark.parametrize("name", VOICES)
def test_all_eight_voices_are_installed_whole(models_dir: Path, name: str) -> None:
    file = models_dir / KOKORO_MODEL / "voices" / f"{name}.bin"
    assert file.stat().st_size == STYLE_ROWS * STYLE_WIDTH * 4


@pytest.mark.model
def test_the_vocabulary_of_the_model_is_used(models_dir: Path) -> None:
    table = json.loads((models_dir / KOKORO_MODEL / "vocab.json").read_text("utf-8"))["vocab"]
    assert max(table.values()) == 177
