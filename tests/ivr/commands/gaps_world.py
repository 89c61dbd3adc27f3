"""A ledger to work on: one entry in force, and what four callers said in vain."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ivr.call.recording import Recording
from ivr.call.store import save_call
from ivr.call.tables import CallRecord
from ivr.database import Database, open_database
from knowledge import ledger
from knowledge.approval import Actor, Role
from knowledge.entries import load
from knowledge.ledger_tables import GapDecision, LedgerUtterance
from knowledge.publishing import seed

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
ENTRIES = """\
field: 公积金
unit: 公积金中心
entries:
  - {id: gjj-rent, question: 租房怎么提取公积金, variants: [房租一, 房租二, 房租三, 房租四],
     answer: 可以提取。, sms: 指南, source: 条例}
"""
SAID = ("老汉儿的过渡房钱咋个领", "老汉儿的过渡房钱咋个领", "等一下", "今天晚上吃什么好")


def noted_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that commands find, in a folder; the last call was recorded."""
    (folder / "entries").mkdir()
    (folder / "entries" / "a.yaml").write_text(ENTRIES, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_KNOWLEDGE__DIR", str(folder / "entries"))
    monkeypatch.setenv("HOTLINE_CALL__RECORDINGS_DIR", str(folder / "recordings"))
    database = open_database(f"sqlite:///{folder / 'hotline.db'}")
    with Recording(folder / "recordings" / "c3.wav", 8000) as recording:
        recording.add(np.ones(16000, "<i2").tobytes(), None)
    record = CallRecord(
        call_id="c3", direction="inbound", started_at=NOON, ended_at=NOON, outcome="answered",
        recording="c3.wav",
    )  # fmt: skip
    with database.session() as session:
        seed(session, load(folder / "entries"), Actor("王五", Role.SUPERVISOR), NOON)
        save_call(session, record, [])
        ledger.note(
            session,
            [
                LedgerUtterance(
                    call_id=f"c{at}", turn=1, said_at=NOON + timedelta(hours=at), at_ms=500,
                    duration_ms=800, text=text, kind="unanswered", score=0.1,
                    chosen="gjj-rent" if at < 2 else "",
                )
                for at, text in enumerate(SAID)
            ],
        )  # fmt: skip
    return database


def decisions(database: Database) -> list[GapDecision]:
    with database.session() as session:
        return list(ledger.decisions(session))
