"""Kokoro-82M: the natural voice, through onnxruntime.

Folder of a model: `model.onnx` (inputs tokens int64 [1, n], style float32 [1, 256], speed
float32 [1]; output float32 samples at 24 kHz), `vocab.json` (symbol → number) and
`voices/<name>.bin` (float32 [510, 256]: one style row for each number of tokens).
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ivr.speech.errors import (
    SynthesisFailed,
    UnknownVoice,
    VoiceDamaged,
    VoiceNotInstalled,
)
from ivr.speech.phonemes import phonemes
from ivr.speech.sentences import clauses, sentences

SAMPLE_RATE = 24000
MAX_TOKENS = 510
STYLE_ROWS, STYLE_WIDTH = 510, 256

VOICES = (
    "zf_xiaobei",
    "zf_xiaoni",
    "zf_xiaoxiao",
    "zf_xiaoyi",
    "zm_yunjian",
    "zm_yunxi",
    "zm_yunxia",
    "zm_yunyang",
)

_PADDING = 0
_SYMBOLS_A_CHARACTER = 9
"""At most: a syllable of eight (ʨʰɥɛ↘nɚ and the like) and a space."""
_INSTALL = "install it with `hotline models pull kokoro-82m-zh`"


class Kokoro:
    """One loaded model with one voice. `speak` may be called from any thread, one at a time."""

    def __init__(
        self,
        session: Any,
        vocabulary: Mapping[str, int],
        voice: str,
        style: npt.NDArray[np.float32],
    ) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._voice = voice
        self._style = style

    @classmethod
    def load(cls, model_dir: Path, voice: str = "zf_xiaoxiao", threads: int = 2) -> "Kokoro":
        """Load the model.

        threads: how many cores one synthesis may use. Raises VoiceNotInstalled where the package
        or the files are missing, UnknownVoice, and VoiceDamaged for files that cannot be read.
        """
        if not (model_dir / "model.onnx").is_file():
            raise VoiceNotInstalled(f"no Kokoro model in {model_dir}: {_INSTALL}")
        style = _style(model_dir / "voices", voice)
        vocabulary = _vocabulary(model_dir / "vocab.json")
        session = _session(model_dir / "model.onnx", threads)
        phonemes("您好")  # reads the dictionary now, not in the first call
        return cls(session, vocabulary, voice, style)

    @property
    def name(self) -> str:
        return f"kokoro:{self._voice}"

    @property
    def sample_rate(self) -> int:
        return SAMPLE_RATE

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        """PCM16 mono at 24 kHz; empty for a text without anything to say."""
        pieces = [self._synthesise(tokens, speed) for tokens in self._tokens(text)]
        return b"".join(pieces)

    def _tokens(self, text: str) -> Iterator[list[int]]:
        """Stretches of at most 510 tokens, broken at the strongest pause that is near enough."""
        numbers: list[int] = []
        for part in _breakable(text):
            found = [self._vocabulary[s] for s in phonemes(part) if s in self._vocabulary]
            if numbers and len(numbers) + 1 + len(found) > MAX_TOKENS:
                yield numbers
                numbers = []
            if numbers and found:
                numbers.append(self._vocabulary[" "])
            numbers += found
            while len(numbers) > MAX_TOKENS:
                yield numbers[:MAX_TOKENS]
                numbers = numbers[MAX_TOKENS:]
        if numbers:
            yield numbers

    def _synthesise(self, tokens: list[int], speed: float) -> bytes:
        row = min(len(tokens), STYLE_ROWS) - 1
        inputs = {
            "tokens": np.array([[_PADDING, *tokens, _PADDING]], dtype=np.int64),
            "style": self._style[row : row + 1],
            "speed": np.array([speed], dtype=np.float32),
        }
        try:
            (audio,) = self._session.run(None, inputs)
        except Exception as error:  # onnxruntime raises its own classes, which it does not export
            raise SynthesisFailed(f"Kokoro could not speak: {error}") from error
        return pcm16(audio)


def pcm16(audio: npt.NDArray[np.float32]) -> bytes:
    """Samples from -1 to 1 as PCM16."""
    samples = np.clip(np.nan_to_num(audio.reshape(-1)), -1.0, 1.0) * 32767.0
    return samples.astype("<i2").tobytes()


def _breakable(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        short = len(sentence) * _SYMBOLS_A_CHARACTER <= MAX_TOKENS
        yield from (sentence,) if short else clauses(sentence)


def _session(model: Path, threads: int) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise VoiceNotInstalled(
            "Kokoro needs onnxruntime: install it with `pip install 'hotline-robot[voice]'`"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        raise VoiceDamaged(f"{model} cannot be loaded: {_INSTALL} again") from error


def _vocabulary(file: Path) -> dict[str, int]:
    try:
        vocabulary: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))["vocab"]
    except FileNotFoundError as error:
        raise VoiceNotInstalled(f"{file} is missing: {_INSTALL}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VoiceDamaged(f"{file} is no symbol table: {_INSTALL} again") from error
    return vocabulary


def _style(folder: Path, voice: str) -> npt.NDArray[np.float32]:
    if not voice.isidentifier() or not (folder / f"{voice}.bin").is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("z*.bin"))) or "none"
        raise UnknownVoice(f"no voice {voice!r} in {folder}; installed: {known}")
    style = np.fromfile(folder / f"{voice}.bin", dtype="<f4")
    if style.size != STYLE_ROWS * STYLE_WIDTH:
        raise VoiceDamaged(f"{folder / voice}.bin has the wrong size: {_INSTALL} again")
    return style.reshape(STYLE_ROWS, STYLE_WIDTH)
