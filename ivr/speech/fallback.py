"""eSpeak NG through pyttsx3: the voice that is always there, and the last resort.

pyttsx3's espeak driver looks for a system library and its data; here both come from the wheel
`espeakng_loader`, so no system package is needed. eSpeak keeps one state a process (voice, rate,
callback), hence one engine and one lock for all.
"""

import atexit
import ctypes
import io
import threading
import time
import wave
from functools import cache
from typing import Any

from ivr.speech.errors import SynthesisFailed, UnknownVoice, VoiceNotInstalled

SAMPLE_RATE = 22050
"""What eSpeak NG synthesises at, and what pyttsx3 writes into its files."""

_WORDS_PER_MINUTE = 160
_DRAIN_S = 0.005
_SETTLE_S = 0.05
"""eSpeak takes a new rate on its own thread; what is said too soon has the old one."""
_SECONDS_A_CHARACTER = 0.2
_LEAST_WAIT_S = 10.0
_TRIES = 3
"""On a busy machine the notice of the utterance before may come late, and ends one that has not
begun: its file is empty then."""

_lock = threading.Lock()


class Pyttsx3:
    """`speak` may be called from any thread."""

    def __init__(self, voice: str) -> None:
        self._voice = voice

    @classmethod
    def load(cls, voice: str = "cmn") -> "Pyttsx3":
        """Raises VoiceNotInstalled where a package is missing, UnknownVoice for a strange voice."""
        with _lock:
            engine, _ = _engine()
            if voice not in {found.languages[0] for found in engine.getProperty("voices")}:
                raise UnknownVoice(f"eSpeak has no voice {voice!r}; Mandarin is 'cmn'")
        return cls(voice)

    @property
    def name(self) -> str:
        return f"pyttsx3:{self._voice}"

    @property
    def sample_rate(self) -> int:
        return SAMPLE_RATE

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        """PCM16 mono at 22.05 kHz. Raises SynthesisFailed when eSpeak does not finish."""
        if not text.strip():
            return b""
        with _lock:
            tries = (self._speak(text, speed) for _ in range(_TRIES))
            return next((pcm for pcm in tries if pcm), b"")

    def _speak(self, text: str, speed: float) -> bytes:
        """pyttsx3 returns from `runAndWait` before eSpeak's own thread has written the file."""
        engine, espeak = _engine()
        rate = round(_WORDS_PER_MINUTE * speed)
        if engine.getProperty("rate") != rate:
            espeak.SetParameter(espeak.RATE, rate, 0)
            time.sleep(_SETTLE_S)
        finished = threading.Event()
        token = engine.connect("finished-utterance", lambda **_: finished.set())
        file = io.BytesIO()
        deadline = time.monotonic() + _LEAST_WAIT_S + _SECONDS_A_CHARACTER * len(text)
        try:
            engine.setProperty("voice", self._voice)
            engine.setProperty("rate", rate)
            engine.save_to_file(text, file)
            engine.runAndWait()
            if not finished.wait(deadline - time.monotonic()):
                raise SynthesisFailed("eSpeak did not finish in time")
            # Only when it rests may the next utterance begin: the notice comes a moment before.
            while espeak.IsPlaying() and time.monotonic() < deadline:
                time.sleep(_DRAIN_S)
        except (RuntimeError, ValueError, OSError) as error:
            raise SynthesisFailed(f"eSpeak could not speak: {error}") from error
        finally:
            engine.disconnect(token)
        return _frames(file)


def _frames(file: io.BytesIO) -> bytes:
    file.seek(0)
    try:
        with wave.open(file) as recording:
            return bytes(recording.readframes(recording.getnframes()))
    except (wave.Error, EOFError) as error:
        raise SynthesisFailed("eSpeak wrote no audio") from error


class _WheelLibrary:
    """Stands in for `ctypes.cdll` while pyttsx3 looks for eSpeak: it finds the wheel's library."""

    def __init__(self, path: str) -> None:
        self._path = path

    def LoadLibrary(self, _name: str) -> ctypes.CDLL:  # noqa: N802 - ctypes' own name
        return ctypes.CDLL(self._path)


@cache
def _engine() -> tuple[Any, Any]:
    """pyttsx3's engine and its binding to eSpeak, both on the wheel's library and data."""
    try:
        import espeakng_loader
        import pyttsx3
    except ImportError as error:
        raise VoiceNotInstalled(
            "the fallback voice needs pyttsx3 and espeakng-loader: install hotline-robot again"
        ) from error
    espeak = _binding(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    initialize = espeak.Initialize
    espeak.Initialize = lambda output, length: initialize(output, length, data)
    from pyttsx3.drivers import espeak as driver

    # The driver prints a line for each file; standard output belongs to the command.
    driver.print = lambda *_: None
    # Let go of the engine while the interpreter is whole: pyttsx3 cleans up in __del__.
    atexit.register(_engine.cache_clear)
    try:
        return pyttsx3.init("espeak"), espeak
    except RuntimeError as error:
        raise VoiceNotInstalled(f"eSpeak cannot start: {error}") from error


def _binding(library: str) -> Any:
    real = ctypes.cdll
    ctypes.cdll = _WheelLibrary(library)  # type: ignore[assignment]
    try:
        from pyttsx3.drivers import _espeak
    except (OSError, RuntimeError) as error:
        raise VoiceNotInstalled(
            f"eSpeak's library cannot be loaded: {error}; install espeakng-loader again"
        ) from error
    finally:
        ctypes.cdll = real
    return _espeak
