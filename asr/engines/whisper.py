"""Whisper through faster-whisper: one whole utterance at a time, no partials.

Whisper was made for 30 s of subtitled video. Calls are short and noisy, so the encoder is given a
window of little more than the utterance's own length, decoding stops where nobody could have said
more, and what looks like a loop or a subtitle credit is taken for noise. It decodes with time
stamps, though nobody reads them: they tell it where the speech ends, and it loops far less on a
short window (docs/decisions/0008). Whisper base spells badly what it hears: its sounds are written
anew (docs/decisions/0017).
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from asr.domain import Texts
from asr.engines.whisper_likely import (
    Likely,
    candidates,
    chosen,
    contradicted,
    likely,
    rivals,
    scored,
)
from asr.engines.whisper_pieces import SAMPLE_RATE, Samples, pieces
from asr.engines.whisper_text import cleaned, loops, repeated, unlooped
from asr.errors import EngineNotInstalled, ModelDamaged
from asr.pinyin import syllables
from asr.recognizer import SILENT, Hints, Transcript
from asr.respelling import respelled
from asr.writing import Writer, writer_of

_FULL_SCALE = 32768.0
_NOTHING = Transcript("", ())
_FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without tokenizer.json faster-whisper would ask the internet for one."""

_FRAME_S = 0.01
_LONGEST_FRAMES = 3000
_PROMPT = "以下是普通话的句子。"
_PROMPT_TOKENS = 80
_HINTED = 40
"""Characters of hints; with more in its prompt Whisper base repeats itself, so it gets none."""


@dataclass(frozen=True)
class WhisperSettings:
    """window_s: shortest window the encoder is given, seconds; margin_s: silence after an
    utterance that is longer. shortest_s: audio below this is nothing. quietest: peak below this
    (of 1) is nothing. tokens_per_s: most that a quick speaker needs. no_speech, unsure: taken for
    noise where the probability of no speech is above the one and the mean log probability below
    the other. hopeless: taken for noise at any rate below this mean log probability.
    loop_ratio: text that zlib shrinks by more than this is a loop. syllables_per_s, syllables_more:
    nobody says more than that; it is a loop too. sure, speech: a loop of one short word is that
    word where the mean log probability is above the one and the probability of no speech below the
    other; all other loops are noise. beam: paths that decoding follows in open speech of beam_s
    seconds or more: of several paths it prefers the words of the prompt to the speech, where likely
    answers stand there, and makes words of a short sound. short_s: utterances up to this may be a
    likely answer instead, where the mean log probability is not above certain and that of the
    answer above likely; both 0 to -inf.
    """

    window_s: float = 10.0
    margin_s: float = 0.5
    shortest_s: float = 0.1
    quietest: float = SILENT
    tokens_per_s: float = 16.0
    no_speech: float = 0.6
    unsure: float = -1.0
    hopeless: float = -1.6
    sure: float = -0.6
    speech: float = 0.35
    loop_ratio: float = 2.4
    syllables_per_s: float = 9.0
    syllables_more: int = 3
    beam: int = 5
    beam_s: float = 1.8
    short_s: float = 2.6
    certain: float = -0.3
    likely: float = -3.0


def load(
    folder: Path,
    name: str = "",
    threads: int = 2,
    workers: int = 1,
    settings: WhisperSettings | None = None,
    texts: Texts = Texts(),
) -> "WhisperEngine":
    """Load a CTranslate2 conversion of Whisper from local files; int8 on the processor.

    name: as it is registered, else the folder. threads: of one utterance; workers: utterances at
    once. texts: what is talked about, for spelling. Raises ModelDamaged, EngineNotInstalled.
    """
    missing = [file for file in _FILES if not (folder / file).is_file()]
    if missing:
        raise ModelDamaged(
            f"{folder} holds no Whisper model ({', '.join(missing)} missing): "
            "pull it again or name another"
        )
    try:
        from faster_whisper import WhisperModel
    except ImportError:
        raise EngineNotInstalled(
            "the package faster-whisper is missing: pip install 'hotline-robot[whisper]'"
        ) from None
    try:
        model = WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
    except Exception as error:  # CTranslate2 raises nothing more precise
        raise ModelDamaged(
            f"{folder} holds no sound Whisper model ({error}): pull it again or name another"
        ) from None
    writer = writer_of(texts)
    return WhisperEngine(name or str(folder), model, settings or WhisperSettings(), writer)


@dataclass(frozen=True)
class Listening:
    """How an utterance is heard. prompt: tokens. beam: paths in open speech. likely: what it may
    be."""

    prompt: list[int]
    beam: int
    likely: Likely


class WhisperEngine:
    """A loaded model; its decoder may be used by several threads at once."""

    name = "whisper"
    streaming = False
    sample_rate = SAMPLE_RATE

    def __init__(self, model: str, whisper: Any, settings: WhisperSettings, writer: Writer) -> None:
        from faster_whisper.tokenizer import Tokenizer

        self.model = model
        self._whisper = whisper
        self._settings = settings
        self._writer = writer
        multilingual = whisper.model.is_multilingual
        self._tokenizer = Tokenizer(whisper.hf_tokenizer, multilingual, "transcribe", "zh")

    def recognizer(self, hints: Hints = Hints()) -> "WhisperRecognizer":
        """Hints go into the prompt, as many as fit, and all of them into the spelling."""
        phrases = (*hints.only, *hints.phrases)
        writer = self._writer.preferring(phrases, hints.number)
        prompted = "".join(f"{phrase}。" for phrase in phrases)
        read = phrases if len(prompted) <= _HINTED else ()
        prompt = self._prompt(prompted if read else "")
        known = likely(read, (*phrases, *hints.answers), self._tokenizer)
        return WhisperRecognizer(
            self, Listening(prompt, 1 if read else self._settings.beam, known), writer
        )

    def hear(self, samples: Samples, listening: Listening) -> Transcript:
        """Transcribe one utterance: float samples of -1 to 1 at 16 kHz."""
        from faster_whisper.audio import pad_or_trim

        limits = self._settings
        duration_s = len(samples) / SAMPLE_RATE
        if duration_s < limits.shortest_s or float(np.abs(samples).max()) < limits.quietest:
            return _NOTHING
        features = self._whisper.feature_extractor(samples)
        window_s = max(limits.window_s, math.ceil(duration_s + limits.margin_s))
        frames = min(_LONGEST_FRAMES, round(window_s / _FRAME_S))
        encoded = self._whisper.encode(pad_or_trim(features, frames))
        free = self._freely(encoded, listening, duration_s)
        if duration_s > limits.short_s:
            return free
        return self._judged(listening.likely, free, encoded, duration_s)

    def _freely(self, encoded: Any, listening: Listening, duration_s: float) -> Transcript:
        """Whatever was said."""
        limits = self._settings
        paths = listening.beam if duration_s >= limits.beam_s else 1
        text, log_probability, no_speech = self._decode(
            encoded, listening.prompt, paths, duration_s
        )
        noise = no_speech > limits.no_speech and log_probability < limits.unsure
        if noise or log_probability < limits.hopeless:
            return _NOTHING
        clean = cleaned(text)
        heard = syllables(clean)
        most = limits.syllables_per_s * duration_s + limits.syllables_more
        if loops(text, limits.loop_ratio) or len(heard) > most:
            sure = log_probability > limits.sure and no_speech < limits.speech
            clean = repeated(clean) if sure else ""
            heard = syllables(clean)
        if not clean or len(heard) > most:
            return _NOTHING
        return Transcript(clean, heard, math.exp(log_probability))

    def _judged(
        self, known: Likely, free: Transcript, encoded: Any, duration_s: float
    ) -> Transcript:
        """The likely phrase that was said instead of what was decoded freely, if one was; nothing
        where the prompt put words into the model's mouth."""
        suggested = known.suggested(free.text)
        if not suggested and (free.confidence or 0.0) > math.exp(self._settings.certain):
            return free
        asked = (rivals if suggested else candidates)(free.syllables, known)
        if not asked:
            return free
        start = (*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps)
        tokens = [known.tokens[at] for at in asked]
        frames = round(duration_s / _FRAME_S)
        phrases = [known.phrases[at] for at in asked]
        scores = scored(self._whisper.model, encoded, start, tokens, frames)
        if suggested:
            return _NOTHING if contradicted(free.text, phrases, scores) else free
        said = chosen(phrases, scores, self._settings.likely)
        return Transcript(said, syllables(said), math.exp(max(scores))) if said else free

    def _decode(
        self, encoded: Any, prompt: list[int], beam: int, duration_s: float
    ) -> tuple[str, float, float]:
        """Returns text, mean log probability, probability of no speech."""
        longest = len(prompt) + 10 + round(self._settings.tokens_per_s * duration_s)
        result = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=beam,
            max_length=min(longest, self._whisper.max_length),
            suppress_blank=True,
            suppress_tokens=[-1],
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        words = [t for t in result.sequences_ids[0] if t < self._tokenizer.timestamp_begin]
        text = unlooped(self._tokenizer.decode(words))
        return text, result.scores[0], result.no_speech_prob

    def _prompt(self, answers: str) -> list[int]:
        said = self._tokenizer.encode(_PROMPT + answers)
        return [
            self._tokenizer.sot_prev,
            *said[:_PROMPT_TOKENS],
            *self._tokenizer.sot_sequence,
        ]


class WhisperRecognizer:
    """One call: collects an utterance and hears it at its end, or when it may have ended."""

    def __init__(self, engine: WhisperEngine, listening: Listening, writer: Writer) -> None:
        self._engine = engine
        self._listening = listening
        self._writer = writer
        self._pcm = bytearray()
        self._guessed: Transcript | None = None

    def accept(self, pcm: bytes) -> Transcript | None:
        self._pcm += pcm
        self._guessed = None
        return None

    def guess(self) -> Transcript | None:
        if self._guessed is None:
            self._guessed = self._hear()
        return self._guessed

    def finish(self) -> Transcript:
        heard = self._guessed or self._hear()
        self.reset()
        return heard

    def _hear(self) -> Transcript:
        samples = np.frombuffer(bytes(self._pcm), dtype="<i2").astype(np.float32) / _FULL_SCALE
        heard = [self._engine.hear(piece, self._listening) for piece in pieces(samples)]
        sure = [part.confidence for part in heard if part.confidence is not None]
        return Transcript(
            self._spelt("".join(part.text for part in heard)),
            tuple(syllable for part in heard for syllable in part.syllables),
            min(sure, default=None),
        )

    def _spelt(self, text: str) -> str:
        """A likely answer stays as it is written."""
        known = self._listening.likely.phrases
        return text if text in known else respelled(text, self._writer)

    def reset(self) -> None:
        self._pcm.clear()
        self._guessed = None
