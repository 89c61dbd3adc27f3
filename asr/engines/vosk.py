"""Vosk: Kaldi models with partials and closed grammars."""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asr.errors import EngineNotInstalled, ModelDamaged
from asr.pinyin import syllables
from asr.recognizer import SAMPLE_WIDTH, Hints, Transcript

_FEATURES = "mfcc.conf"
_ACOUSTIC_MODEL = ("am/final.mdl", "final.mdl")
_DEFAULT_RATE = 16_000
_SAMPLE_FREQUENCY = re.compile(r"^--sample-frequency=(\d+)", re.MULTILINE)
_CJK = r"[\u3400-\u9fff\uf900-\ufaff〇]"
_SPACE_BETWEEN_CJK = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_UNKNOWN_WORD = "[unk]"
_DIGITS = tuple("零一二三四五六七八九幺两")


def load(folder: Path, name: str = "") -> "VoskEngine":
    """Load a model. name: as it is registered, else the folder.

    Raises ModelDamaged where the folder holds no sound Vosk model, EngineNotInstalled.
    """
    try:
        import vosk
    except ImportError:
        raise EngineNotInstalled("the package vosk is missing: pip install vosk") from None
    if not any((folder / mark).is_file() for mark in _ACOUSTIC_MODEL):
        raise ModelDamaged(
            f"{folder} holds no Vosk model ({_ACOUSTIC_MODEL[0]} missing): "
            "pull it again or name another"
        )
    vosk.SetLogLevel(-1)
    name = name or str(folder)
    try:
        rate = _rate(folder)
        with _undithered(folder) as same:
            model = vosk.Model(str(same))
        vosk.KaldiRecognizer(model, rate).AcceptWaveform(bytes(SAMPLE_WIDTH * rate // 10))
    except Exception as error:  # vosk raises nothing more precise
        raise ModelDamaged(
            f"{folder} holds no sound Vosk model ({error}): pull it again or name another"
        ) from None
    return VoskEngine(name, rate, model, vosk.KaldiRecognizer)


class VoskEngine:
    """A loaded Kaldi model."""

    name = "vosk"
    streaming = True

    def __init__(self, model: str, rate: int, kaldi: Any, recognizer: Callable[..., Any]) -> None:
        self.model = model
        self.sample_rate = rate
        self._kaldi = kaldi
        self._new = recognizer

    def recognizer(self, hints: Hints = Hints()) -> "VoskRecognizer | LikelyRecognizer":
        """hints.only becomes a grammar, for models with a graph made for it. Other hints become
        one too, beside the open ear: see `LikelyRecognizer`."""
        if hints.only:
            return self._closed(hints.only) or self._open()
        likely = (*hints.phrases, *(_DIGITS if hints.number else ()))
        closed = self._closed(likely) if self._knows(_UNKNOWN_WORD) else None
        return self._open() if closed is None else LikelyRecognizer(self._open(), closed)

    def _open(self) -> "VoskRecognizer":
        return VoskRecognizer(self._new(self._kaldi, self.sample_rate))

    def _closed(self, phrases: Sequence[str]) -> "VoskRecognizer | None":
        """Hears nothing but the phrases; None where the model can spell none of them."""
        spelt = [words for phrase in phrases if (words := self._words(phrase))]
        if not spelt:
            return None
        if self._knows(_UNKNOWN_WORD):
            spelt.append(_UNKNOWN_WORD)
        grammar = json.dumps(spelt, ensure_ascii=False)
        return VoskRecognizer(self._new(self._kaldi, self.sample_rate, grammar))

    def _words(self, phrase: str) -> str:
        """A phrase as words of the model's vocabulary, longest first, or "" where it has none."""
        words: list[str] = []
        for chunk in phrase.split():
            while chunk:
                length = next((n for n in range(len(chunk), 0, -1) if self._knows(chunk[:n])), 0)
                if not length:
                    return ""
                words.append(chunk[:length])
                chunk = chunk[length:]
        return " ".join(words)

    def _knows(self, word: str) -> bool:
        return bool(self._kaldi.vosk_model_find_word(word) >= 0)


class VoskRecognizer:
    """One call. Kaldi ends sentences by itself; here they are joined to one utterance."""

    def __init__(self, kaldi: Any) -> None:
        self._kaldi = kaldi
        self._kaldi.SetWords(True)
        self._ended: list[dict[str, Any]] = []
        self._shown = ""
        self.unsure = False
        """Whether the last utterance held words that are in no phrase of the grammar."""

    def accept(self, pcm: bytes) -> Transcript | None:
        if not pcm:
            return None
        if self._kaldi.AcceptWaveform(pcm):
            self._ended.append(json.loads(self._kaldi.Result()))
            partial = ""
        else:
            partial = str(json.loads(self._kaldi.PartialResult())["partial"])
        text = _joined([*(sentence["text"] for sentence in self._ended), partial])
        if text == self._shown:
            return None
        self._shown = text
        return Transcript(text, syllables(text))

    def guess(self) -> None:
        """Its partials say it."""

    def finish(self) -> Transcript:
        sentences = [*self._ended, json.loads(self._kaldi.FinalResult())]
        self.reset()
        self.unsure = any(_UNKNOWN_WORD in sentence["text"] for sentence in sentences)
        text = _joined([sentence["text"] for sentence in sentences])
        sure = [word["conf"] for sentence in sentences for word in sentence.get("result", ())]
        confidence = min(1.0, sum(sure) / len(sure)) if sure else None
        return Transcript(text, syllables(text), confidence)

    def reset(self) -> None:
        self._kaldi.Reset()
        self._ended.clear()
        self._shown = ""


class LikelyRecognizer:
    """One call, heard twice: openly, and by a grammar of what is likely to be said now.

    Where all that was said is in the grammar, and as much of it as the open ear heard, the grammar
    is believed: a short answer has nothing around it that an open ear could go by. Whatever else
    the caller says is heard openly; nobody is held to the answers that were expected.
    """

    def __init__(self, heard: VoskRecognizer, likely: VoskRecognizer) -> None:
        self._open = heard
        self._likely = likely

    def accept(self, pcm: bytes) -> Transcript | None:
        self._likely.accept(pcm)
        return self._open.accept(pcm)

    def guess(self) -> None:
        """Its partials say it."""

    def finish(self) -> Transcript:
        heard, likely = self._open.finish(), self._likely.finish()
        if likely.empty or self._likely.unsure:
            return heard
        alike = _length(likely.text) == _length(heard.text)  # 满意 does not explain 不满意
        return likely if heard.empty or alike else heard

    def reset(self) -> None:
        self._open.reset()
        self._likely.reset()


def _length(text: str) -> int:
    """Characters, which are syllables in Chinese."""
    return len(text.replace(" ", ""))


@contextmanager
def _undithered(folder: Path) -> Iterator[Path]:
    """The model in a folder of links, its feature settings without dither.

    Kaldi adds random noise to the audio, of one step of 16 bits, so that the same call would be
    heard differently each time. Nothing but a model's own settings can turn that off.
    """
    with tempfile.TemporaryDirectory(prefix="hotline-vosk-") as made:
        same = Path(made)
        for path in folder.resolve().rglob("*"):
            here = same / path.relative_to(folder.resolve())
            if path.is_dir():
                here.mkdir(parents=True, exist_ok=True)
                continue
            here.parent.mkdir(parents=True, exist_ok=True)
            if path.name == _FEATURES:
                here.write_text(path.read_text("utf-8") + "\n--dither=0\n", "utf-8")
            else:
                here.symlink_to(path)
        yield same


def _rate(folder: Path) -> int:
    """Rate of a model, Hz: Kaldi's feature settings, which are 16 kHz where they say nothing."""
    settings = next((path for path in folder.rglob(_FEATURES)), None)
    found = _SAMPLE_FREQUENCY.search(settings.read_text("utf-8")) if settings else None
    return int(found.group(1)) if found else _DEFAULT_RATE


def _joined(texts: list[str]) -> str:
    words = " ".join(text.replace(_UNKNOWN_WORD, " ") for text in texts)
    return _SPACE_BETWEEN_CJK.sub("", " ".join(words.split()))
