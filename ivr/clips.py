"""A stretch of a call's recording as a WAV of its own: what the caller said, to be heard again."""

import io
from pathlib import Path

import soundfile
from sqlmodel import Session

from callback.tables import DialAttempt
from ivr.call.store import get_call
from ivr.errors import ClipGone, UnknownAttempt

AROUND_MS = 200
"""Kept on both sides, so that no consonant is lost."""


def clip(recordings: Path, name: str, at_ms: int, duration_ms: int) -> bytes:
    """The caller's side (left) of a stretch of a recording, as a mono PCM16 WAV.

    recordings: the folder of recordings; name: the file in it, "" where the call was not recorded.
    at_ms, duration_ms: in call time. Raises ClipGone where that cannot be heard any more.
    """
    if not name:
        raise ClipGone("this call was not recorded: there is nothing to hear")
    path = recordings / Path(name).name  # never out of the folder
    try:
        with soundfile.SoundFile(path) as file:
            rate = int(file.samplerate)
            start = max(0, at_ms - AROUND_MS) * rate // 1000
            end = min((at_ms + duration_ms + AROUND_MS) * rate // 1000, file.frames)
            if at_ms * rate // 1000 >= file.frames:
                raise ClipGone(f"the recording {path.name} stops before this was said")
            file.seek(start)
            samples = file.read(end - start, dtype="int16", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        there = "cannot be read" if path.exists() else "is gone"
        raise ClipGone(f"the recording {path.name} {there}: nothing to hear of it") from error
    buffer = io.BytesIO()
    soundfile.write(buffer, samples[:, 0], rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def reason_clip(session: Session, attempt: str, recordings: Path) -> bytes:
    """The sound of the reason that a citizen gave in a callback, as a WAV.

    attempt: of the dial ledger. Raises UnknownAttempt, ClipGone.
    """
    row = session.get(DialAttempt, attempt)
    if row is None:
        raise UnknownAttempt(f"no attempt {attempt}; `hotline callbacks list --json` shows them")
    if row.reason_at_ms is None or row.reason_ms is None:
        raise ClipGone("no reason was given in this call: there is nothing to hear")
    call = get_call(session, row.call_id)
    return clip(recordings, "" if call is None else call.recording, row.reason_at_ms, row.reason_ms)
