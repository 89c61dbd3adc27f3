from pathlib import Path

import pytest

from asr.engines.sherpa import SherpaEngine, joined, load
from asr.errors import ModelDamaged
from asr.recognizer import Hints, Transcript
from tests.asr.conftest import SHARED

MODEL = SHARED / "models" / "zipformer-zh-pinyin-3.3M"
FRAME_BYTES = 640


def hear(engine: SherpaEngine, pcm: bytes, hints: Hints = Hints()) -> Transcript:
    recognizer = engine.recognizer(hints)
    for start in range(0, len(pcm), FRAME_BYTES):
        recognizer.accept(pcm[start : start + FRAME_BYTES])
    return recognizer.finish()


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (["zh", "ōng", "g", "uó"], "zhong1 guo2"),
        (["n", "ǚ", "j", "ú", "l", "üè"], "nv3 ju2 lve4"),
        (["ān", "q", "uán"], "an1 quan2"),
        (["K", "F", "C"], "k0 f0 c0"),
        (["b", "ù", "m"], "bu4"),
        (["zh", "A", "zh", "è"], "a0 zhe4"),
        ([], ""),
    ],
)
def test_initials_and_finals_are_joined(tokens: list[str], expected: str) -> None:
    assert " ".join(f"{heard.base}{heard.tone}" for heard in joined(tokens)) == expected


@pytest.mark.model
@pytest.mark.shared
def test_a_real_sentence_is_heard_and_written(sherpa_engine: SherpaEngine, clip) -> None:
    heard = hear(sherpa_engine, clip("ai1_S0724_121"))
    assert heard.syllables[:7] == ("guang", "zhou", "shi", "fa", "di", "chan", "zhong")
    assert heard.text.startswith("广州市")
    assert heard.confidence is not None
    assert 0 < heard.confidence <= 1


@pytest.mark.model
@pytest.mark.shared
def test_the_last_syllable_is_not_lost(sherpa_engine: SherpaEngine, clip) -> None:
    assert hear(sherpa_engine, clip("ai1_S0724_122")).syllables[-2:] == ("biao", "shi")


@pytest.mark.model
@pytest.mark.shared
def test_hinted_phrases_are_written(sherpa_engine: SherpaEngine, clip) -> None:
    pcm = clip("ai1_S0724_121")
    assert "法帝产" not in hear(sherpa_engine, pcm).text
    assert "法帝产" in hear(sherpa_engine, pcm, Hints(phrases=("法帝产",))).text


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    if not MODEL.is_dir():
        pytest.skip("../shared/models is not on this machine")
    for path in MODEL.glob("*.*"):
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.mark.shared
@pytest.mark.parametrize("which", ["encoder", "decoder", "joiner"])
def test_a_truncated_network_is_one_line(copy: Path, which: str) -> None:
    path = next(copy.glob(f"{which}*.onnx"))
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelDamaged, match="no sound sherpa-onnx model") as caught:
        load(copy)
    assert "\n" not in str(caught.value)


@pytest.mark.shared
@pytest.mark.parametrize("which", ["encoder", "decoder", "tokens"])
def test_a_missing_file_is_one_line(copy: Path, which: str) -> None:
    next(copy.glob(f"{which}*")).unlink()
    with pytest.raises(ModelDamaged, match=r"holds no sherpa-onnx model \(tokens\.txt"):
        load(copy)
