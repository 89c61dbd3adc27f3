import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callback.tables import DialAttempt
from ivr.call.recording import Recording
from ivr.call.store import save_call
from ivr.call.tables import CallRecord
from ivr.clips import AROUND_MS, clip, reason_clip
from ivr.database import Database
from ivr.errors import ClipGone, UnknownAttempt
from tickets.clocks import Policy
from tickets.filing import TicketDraft, file_ticket

RATE = 8000
FRAME = RATE // 50


def recorded(folder: Path, seconds: int = 4) -> str:
    """Each 20 ms frame of the caller holds its number; the robot's are all -1."""
    with Recording(folder / "a.wav", RATE) as recording:
        for number in range(seconds * 50):
            caller, robot = np.full(FRAME, number), np.full(FRAME, -1)
            recording.add(caller.astype("<i2").tobytes(), robot.astype("<i2").tobytes())
    return "a.wav"


def frames(wav: bytes) -> list[int]:
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="int16", always_2d=True)
    assert rate == RATE
    assert samples.shape[1] == 1
    return sorted({int(sample) for sample in samples[:, 0]})


def test_the_callers_side_of_a_stretch_with_a_little_around(tmp_path: Path) -> None:
    found = frames(clip(tmp_path, recorded(tmp_path), 1000, 500))
    around = AROUND_MS // 20
    assert found == list(range(50 - around, 75 + around))


def test_a_stretch_at_the_edges_is_cut_there(tmp_path: Path) -> None:
    name = recorded(tmp_path)
    assert frames(clip(tmp_path, name, 0, 100))[0] == 0
    assert frames(clip(tmp_path, name, 3900, 5000))[-1] == 199


def test_a_recording_that_was_stopped_before(tmp_path: Path) -> None:
    with pytest.raises(ClipGone, match="stops before"):
        clip(tmp_path, recorded(tmp_path), 4000, 500)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClipGone, match="not recorded"):
        clip(tmp_path, "", 0, 500)
    with pytest.raises(ClipGone, match="is gone"):
        clip(tmp_path, "b.wav", 0, 500)
    (tmp_path / "c.wav").write_text("nothing")
    with pytest.raises(ClipGone, match="cannot be read"):
        clip(tmp_path, "c.wav", 0, 500)


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    recorded(tmp_path)
    (tmp_path / "recordings").mkdir()
    with pytest.raises(ClipGone, match="is gone"):
        clip(tmp_path / "recordings", "../a.wav", 0, 500)


# --- the reason of a callback ---


def called(database: Database, folder: Path, span: tuple[int, int] | None) -> str:
    """An attempt whose call was recorded."""
    now = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
    with database.session() as session:
        draft = TicketDraft("求助", "路灯坏了", "500000", phone="13812345678")
        number = file_ticket(session, draft, now, Policy()).number
        begun, lasts = span or (None, None)
        session.add(
            DialAttempt(
                attempt_id="a-1",
                ticket=number,
                redo_round=0,
                turn=0,
                phone="13812345678",
                started_at=now,
                call_id="a-1",
                reason_at_ms=begun,
                reason_ms=lasts,
            )
        )
        record = CallRecord(
            call_id="a-1",
            direction="outbound",
            started_at=now,
            ended_at=now,
            outcome="survey",
            recording=recorded(folder),
        )
        save_call(session, record, ())
    return "a-1"


def test_the_reason_is_heard_again(database: Database, tmp_path: Path) -> None:
    attempt = called(database, tmp_path, (1000, 500))
    with database.session() as session:
        found = frames(reason_clip(session, attempt, tmp_path))
    assert found[0] == 50 - AROUND_MS // 20


def test_no_reason_and_no_attempt(database: Database, tmp_path: Path) -> None:
    attempt = called(database, tmp_path, None)
    with database.session() as session:
        with pytest.raises(ClipGone, match="no reason"):
            reason_clip(session, attempt, tmp_path)
        with pytest.raises(UnknownAttempt):
            reason_clip(session, "nobody", tmp_path)


def test_it_is_gone_with_the_recording(database: Database, tmp_path: Path) -> None:
    attempt = called(database, tmp_path, (1000, 500))
    (tmp_path / "a.wav").unlink()
    with database.session() as session, pytest.raises(ClipGone, match="is gone"):
        reason_clip(session, attempt, tmp_path)
