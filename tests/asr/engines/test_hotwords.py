"""Hot words with the real model, its tokens renamed so that it gives characters."""

from pathlib import Path

import pytest

from asr.domain import Texts
from asr.engines.hotwords import hotwords
from asr.engines.sherpa import load
from tests.asr.conftest import SHARED

MODEL = SHARED / "models" / "zipformer-zh-pinyin-3.3M"
FIRST = 0x4E00
HEARD, HOT = "f ǎ d ì ch ǎn", "f ǎ d ì ch ǎng"
"""What the recording ai1_S0724_121 says, and what a hot word makes of it."""


def test_only_what_the_model_can_spell_and_nothing_short() -> None:
    names = ("江北区", "江北", "渝北区", "江北区", "江" * 13, "ETC")
    assert hotwords(names, ["江", "北", "区", "<blk>", "E", "T", "C"]) == ("江北区",)


@pytest.fixture
def renamed(tmp_path: Path) -> dict[str, str]:
    """The model in `tmp_path`; token → the character that stands for it there."""
    if not MODEL.is_dir():
        pytest.skip("../shared/models is not on this machine")
    for path in MODEL.glob("*.onnx"):
        (tmp_path / path.name).symlink_to(path)
    rows = [
        line.rsplit(maxsplit=1) for line in (MODEL / "tokens.txt").read_text("utf-8").splitlines()
    ]
    names = {
        token: token if token.startswith(("<", "#")) else chr(FIRST + int(number))
        for token, number in rows
    }
    lines = [f"{names[token]} {number}" for token, number in rows]
    (tmp_path / "tokens.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return names


@pytest.mark.model
@pytest.mark.shared
def test_a_transducer_of_characters_hears_the_names_of_its_city(
    renamed: dict[str, str], tmp_path: Path, clip
) -> None:
    def spelt(tokens: str) -> str:
        return "".join(renamed[token] for token in tokens.split())

    def hear(texts: Texts) -> str:
        recognizer = load(tmp_path, texts=texts).recognizer()
        recognizer.accept(clip("ai1_S0724_121"))
        return recognizer.finish().text

    plain, biased = hear(Texts()), hear(Texts(names=(spelt(HOT),)))
    assert spelt(HEARD) in plain
    assert spelt(HOT) not in plain
    assert spelt(HOT) in biased
