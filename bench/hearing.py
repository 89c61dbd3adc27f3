"""What an engine makes of a clip that comes over the telephone, outside of any call."""

from functools import lru_cache

from asr.recognizer import SAMPLE_WIDTH, Engine, Hints
from dialog.events import Heard
from ivr.recorded.exchange import at_rate, through_exchange
from ivr.recorded.sound import RATE

PAUSE_S = 0.3
"""Silence before and after: about what the endpointer leaves."""


@lru_cache(maxsize=4)
def _delivered(clean: bytes, rate: int) -> bytes:
    """The last clips are kept: one is often heard in several states of a conversation."""
    pause = bytes(int(PAUSE_S * RATE) * SAMPLE_WIDTH)
    return at_rate(through_exchange(pause + clean + pause), rate)


def over_telephone(engine: Engine, clean: bytes, hints: Hints = Hints()) -> Heard:
    """clean: PCM16 mono at 8 kHz. It goes through 300–3,400 Hz and A-law, and is heard as one
    utterance, in one piece: nobody reads what it heard on the way."""
    pcm = _delivered(clean, engine.sample_rate)
    recognizer = engine.recognizer(hints)
    recognizer.accept(pcm)
    got = recognizer.finish()
    return Heard(got.text, got.syllables, got.confidence)
