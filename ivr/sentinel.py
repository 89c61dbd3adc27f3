"""A known sentence, heard before the first call: a model of another language, or one that was told
the wrong sample rate, hears nonsense, and no caller should be the first to notice."""

from importlib.resources import as_file, files

import structlog

from asr.evaluation import edits
from asr.pinyin import syllables
from asr.recognizer import Engine
from ivr.errors import StartError
from ivr.gateway.resample import StreamResampler
from ivr.gateway.wav import read_audio

log = structlog.get_logger()

SAID = "身份证丢了怎么补办"
LINE_RATE = 8000
"""Hz; the sentence is heard as a call is, through the same resampling."""
PIECE = LINE_RATE // 50 * 2
MOST_WRONG = 0.5
"""Share of syllables; a usable model has none wrong, a wrong one nearly all."""


def require_sense(engine: Engine) -> None:
    """Raises StartError where the engine does not understand the sentence."""
    resampler = StreamResampler(LINE_RATE, engine.sample_rate)
    recognizer = engine.recognizer()
    with as_file(files("ivr").joinpath("sentinel.wav")) as path:
        pcm = read_audio(path, LINE_RATE)
    for start in range(0, len(pcm), PIECE):
        recognizer.accept(resampler.push(pcm[start : start + PIECE]))
    recognizer.accept(resampler.flush())
    heard = recognizer.finish()
    wrong = edits(syllables(SAID), heard.syllables).total / len(syllables(SAID))
    log.info("sentinel", heard=heard.text, wrong=round(wrong, 3))
    if wrong > MOST_WRONG:
        raise StartError(
            f"{engine.name} with {engine.model} hears {heard.text!r} where {SAID!r} is said: it is "
            "no Mandarin model, or at the wrong sample rate; choose another with asr.model, or set "
            "asr.sentinel to false if that is how it must be"
        )
