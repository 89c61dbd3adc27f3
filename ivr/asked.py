"""What callers asked: from the turns of saved calls, or from a file; to try a draft on."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlmodel import Session, col, select

from ivr.call.tables import CallRecord, Turn
from ivr.errors import QuestionsUnreadable
from knowledge.shadow import Asked

DECISIONS = ("answer:", "clarify:", "follow_up:", "no_match:")
"""With a score, these were taken by the knowledge base."""

TEXT_HEADINGS = ("text", "文本", "问题")


def asked_since(session: Session, since: datetime) -> list[Asked]:
    """What callers asked the knowledge base in calls that began at `since` or later, in order."""
    statement = (
        select(Turn, CallRecord.started_at)
        .join(CallRecord)
        .where(CallRecord.started_at >= since)
        .order_by(col(CallRecord.started_at), col(Turn.call_id), col(Turn.index))
    )
    return list(asked_in(session.exec(statement).all()))


def asked_in(turns: Iterable[tuple[Turn, datetime]]) -> Iterator[Asked]:
    """turns: in order, each with the beginning of its call. A question is what the caller said
    before the robot spoke upon a decision of the knowledge base."""
    for (said, began), (reply, _) in pairwise(turns):
        answered = said.speaker == "caller" and reply.speaker == "robot"
        if not answered or said.call_id != reply.call_id or not said.text:
            continue
        if reply.score is not None and reply.decision.startswith(DECISIONS):
            at = began + timedelta(milliseconds=said.at_ms)
            yield Asked(said.text, then=reply.decision, call=said.call_id, at=at)


def read_asked(path: Path) -> list[Asked]:
    """One utterance a line; of a TSV the column headed text, or the first one.

    Raises QuestionsUnreadable.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise QuestionsUnreadable(
            f"{path}: cannot be read ({error}); give a UTF-8 text or TSV file"
        ) from None
    heading = [cell.strip().lower() for cell in rows[0]] if rows else []
    column = next((heading.index(name) for name in TEXT_HEADINGS if name in heading), None)
    cells = (
        row[column or 0].strip() for row in rows[column is not None :] if len(row) > (column or 0)
    )
    found = [Asked(text) for text in cells if text]
    if not found:
        raise QuestionsUnreadable(f"{path}: no utterance in it; write one a line")
    return found
