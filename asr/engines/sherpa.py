"""sherpa-onnx: streaming transducers (Zipformer) and Paraformer, in characters or in pinyin."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from asr.domain import Texts
from asr.engines.hotwords import hotwords, written
from asr.errors import EngineNotInstalled, ModelDamaged
from asr.pinyin import syllables
from asr.recognizer import SAMPLE_WIDTH, SILENT, Hints, Transcript
from asr.sounds import Sound, sound
from asr.writing import Writer, writer_of

_SAMPLE_RATE = 16_000
_TAIL_S = 0.66
"""Silence after an utterance, seconds: the encoder works in chunks with a look-ahead, and the last
syllable comes out only once its chunk is full."""
_PATHS = "modified_beam_search"
"""How a transducer decodes: along four paths, with fewer syllables wrong than along one, in about a
tenth more time. Hot words need it, too."""
_FULL_SCALE = 32768.0
_INITIALS = frozenset({"zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw"})
_CJK = re.compile(r"[\u3400-\u9fff]")
_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]+")
_SPACE_BETWEEN_CJK = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class _Files:
    tokens: Path
    encoder: Path
    decoder: Path
    joiner: Path | None


def load(folder: Path, name: str = "", threads: int = 1, texts: Texts = Texts()) -> "SherpaEngine":
    """Load a streaming model: tokens.txt, encoder, decoder, and joiner where it is a transducer.

    name: as it is registered, else the folder. threads: of one stream's decoding. texts: of what is
    talked about, for writing what a pinyin model hears; a transducer of characters rather hears the
    names in them.
    Raises ModelDamaged, EngineNotInstalled.
    """
    try:
        import sherpa_onnx
    except ImportError:
        raise EngineNotInstalled(
            "the package sherpa-onnx is missing: pip install 'hotline-robot[sherpa]'"
        ) from None
    files = _files(folder)
    settings: dict[str, Any] = {
        "tokens": str(files.tokens),
        "encoder": str(files.encoder),
        "decoder": str(files.decoder),
        "num_threads": threads,
        "enable_endpoint_detection": False,
    }
    try:
        spelt = _tokens(files.tokens)
        if files.joiner is None:
            recognizer = sherpa_onnx.OnlineRecognizer.from_paraformer(**settings)
        else:
            with written(hotwords(texts.names, spelt)) as biased:
                recognizer = sherpa_onnx.OnlineRecognizer.from_transducer(
                    joiner=str(files.joiner), decoding_method=_PATHS, **settings, **biased
                )
        writer = writer_of(texts) if _is_pinyin(spelt) else None
        engine = SherpaEngine(name or str(folder), recognizer, writer)
        _try(engine)
    except Exception as error:  # onnxruntime raises nothing more precise
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelDamaged(
            f"{folder} holds no sound sherpa-onnx model ({first}): pull it again or name another"
        ) from None
    return engine


class SherpaEngine:
    """A loaded model. writer: of the pinyin that it gives, None where it gives characters."""

    name = "sherpa"
    streaming = True
    sample_rate = _SAMPLE_RATE

    def __init__(self, model: str, recognizer: Any, writer: Writer | None) -> None:
        self.model = model
        self._recognizer = recognizer
        self._writer = writer

    def recognizer(self, hints: Hints = Hints()) -> "SherpaRecognizer":
        """A pinyin model writes hinted phrases and numbers where they sound like what it heard; a
        model of characters ignores hints: sherpa-onnx would put its hot words together anew for
        each utterance."""
        writer = self._writer
        if writer is not None:
            writer = writer.preferring((*hints.phrases, *hints.only), hints.number)
        return SherpaRecognizer(self._recognizer, writer)


class SherpaRecognizer:
    """One call, a stream for each utterance. writer: of pinyin, None for characters."""

    def __init__(self, recognizer: Any, writer: Writer | None) -> None:
        self._recognizer = recognizer
        self._writer = writer
        self._stream = recognizer.create_stream()
        self._tokens: tuple[str, ...] = ()
        self._fed = False
        self._padded = False
        self._sounded = False

    def accept(self, pcm: bytes) -> Transcript | None:
        if not pcm:
            return None
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / _FULL_SCALE
        self._fed, self._padded = True, False
        self._sounded = self._sounded or float(np.abs(samples).max()) >= SILENT
        self._stream.accept_waveform(_SAMPLE_RATE, samples)
        return self._partial()

    def guess(self) -> Transcript | None:
        """The last syllables come out with silence behind them. Where the caller goes on after
        all, the network has heard a longer pause than there was."""
        if not self._fed or self._padded:
            return None
        self._pad()
        return self._partial()

    def finish(self) -> Transcript:
        if not self._fed:
            return Transcript("", ())
        if not self._padded:
            self._pad()
        self._stream.input_finished()
        tokens = self._decode()
        sure = self._recognizer.ys_probs(self._stream)
        heard = self._transcript(tokens)
        self.reset()
        confidence = math.exp(sum(sure) / len(sure)) if sure and tokens else None
        return Transcript(heard.text, heard.syllables, confidence)

    def reset(self) -> None:
        self._stream = self._recognizer.create_stream()
        self._tokens = ()
        self._fed = self._padded = self._sounded = False

    def _pad(self) -> None:
        tail = np.zeros(int(_TAIL_S * _SAMPLE_RATE), dtype=np.float32)
        self._stream.accept_waveform(_SAMPLE_RATE, tail)
        self._padded = True

    def _partial(self) -> Transcript | None:
        """What is heard so far, where it has changed."""
        tokens = self._decode()
        if tokens == self._tokens:
            return None
        self._tokens = tokens
        heard = self._transcript(tokens)
        return None if heard.empty else heard

    def _decode(self) -> tuple[str, ...]:
        """What is heard so far; nothing in dead silence, of which several paths make 我."""
        while self._recognizer.is_ready(self._stream):
            self._recognizer.decode_stream(self._stream)
        return tuple(self._recognizer.tokens(self._stream)) if self._sounded else ()

    def _transcript(self, tokens: Sequence[str]) -> Transcript:
        if not tokens:
            return Transcript("", ())
        if self._writer is not None:
            heard = joined(tokens)
            return Transcript(self._writer.write(heard), tuple(each.base for each in heard))
        text = _PUNCTUATION.sub(" ", self._recognizer.get_result(self._stream)).strip()
        text = _SPACE_BETWEEN_CJK.sub("", text)
        return Transcript(text, syllables(text))


def joined(tokens: Sequence[str]) -> tuple[Sound, ...]:
    """Syllables of toned initials and finals: zh ōng g uó → zhong 1, guo 2. Latin letters are items
    by themselves; an initial without its final is dropped, it was not heard to the end."""
    heard: list[Sound] = []
    initial = ""
    for token in tokens:
        if token in _INITIALS:
            initial = token
        elif token.isascii() and token.isupper():
            heard.append(Sound(token.lower(), 0))
            initial = ""
        else:
            heard.append(sound(initial + token))
            initial = ""
    return tuple(heard)


def _files(folder: Path) -> _Files:
    tokens, encoder, decoder = (
        _best(folder, pattern) for pattern in ("tokens.txt", "encoder*.onnx", "decoder*.onnx")
    )
    if tokens is None or encoder is None or decoder is None:
        raise ModelDamaged(
            f"{folder} holds no sherpa-onnx model (tokens.txt, encoder*.onnx, decoder*.onnx): "
            "pull it again or name another"
        )
    return _Files(tokens, encoder, decoder, _best(folder, "joiner*.onnx"))


def _best(folder: Path, pattern: str) -> Path | None:
    """Of several files the quantised one: half the time for the same words."""
    found = sorted(folder.glob(pattern), key=lambda path: (".int8." not in path.name, path.name))
    return found[0] if found else None


def _tokens(path: Path) -> tuple[str, ...]:
    lines = path.read_text("utf-8").splitlines()
    return tuple(line.rsplit(maxsplit=1)[0] for line in lines if line.strip())


def _is_pinyin(tokens: Sequence[str]) -> bool:
    return {"zh", "ch", "sh"} <= set(tokens) and not any(map(_CJK.match, tokens))


def _try(engine: SherpaEngine) -> None:
    """A network may load and still fail on its first audio."""
    recognizer = engine.recognizer()
    recognizer.accept(bytes(SAMPLE_WIDTH * _SAMPLE_RATE // 2))
    recognizer.finish()
