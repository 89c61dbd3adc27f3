"""What the callback loop needs of the telephone: implemented in `ivr`, faked in tests."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dialog.events import Verdict


class DialResult(StrEnum):
    """How one attempt to reach a citizen ended."""

    ANSWERED = "answered"
    BUSY = "busy"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    """Our fault: no line, a crash in the call; says nothing about the citizen."""


@dataclass(frozen=True)
class SurveyRequest:
    """Whom to call and what about. title: the ticket's subject as it is said."""

    attempt_id: str
    ticket_number: str
    phone: str
    name: str
    unit: str
    title: str
    redo_round: int = 0


@dataclass(frozen=True)
class SurveyResult:
    """verdict is None unless the call was answered and reached a verdict. reason: where in the
    call its words were said, as (begins, lasts) in milliseconds of call time."""

    result: DialResult
    verdict: Verdict | None
    call_id: str = ""
    reason: tuple[int, int] | None = None


class Dialer(Protocol):
    async def survey(self, request: SurveyRequest) -> SurveyResult:
        """Dial once and hold the survey. Never raises for what the far end does."""
