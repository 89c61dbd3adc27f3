"""Where a ticket stands, in words for a citizen [P]."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from tickets.states import UNDERWAY, State
from tickets.workdays import WorkCalendar

Phase = Literal["underway", "completed", "over"]

STAGES: Mapping[State, str] = MappingProxyType(
    {
        State.ACCEPTED: "已经受理",
        State.ANSWERED: "已经答复",
        State.CLOSED: "已经答复",
        State.WAITING_DISPATCH: "正在派单",
        State.DISPATCHED: "已经派单",
        State.SIGNED: "已经签收",
        State.IN_PROGRESS: "正在办理",
        State.SUSPENDED: "暂时挂起",
        State.RETURNED: "正在重新分派",
        State.REPLIED: "已经有了办理意见，正在审核",
        State.REVIEWED: "已经有了办理意见，正在审核",
        State.COMPLETED: "已经办结",
        State.CALLBACK: "已经办结",
        State.ARCHIVED: "已经办结",
        State.REDO: "正在重新办理",
        State.ESCALATED: "正在督办",
        State.WITHDRAWN: "已经撤回",
    }
)
"""As it is said after "您反映的……"."""


def phase(state: State) -> Phase:
    """underway: there is work to be done. completed: the result is there, and the citizen may
    still send it back. over: nothing more happens."""
    if state in UNDERWAY or state is State.ACCEPTED:
        return "underway"
    return "completed" if state in (State.COMPLETED, State.CALLBACK) else "over"


def days_left(today: date, due: date, calendar: WorkCalendar) -> int:
    """Working days after today up to the due day: 0 on the day itself, less when it is late."""
    if due < today:
        return -_working_days(due, today, calendar) or -1
    return _working_days(today, due, calendar)


def _working_days(after: date, until: date, calendar: WorkCalendar) -> int:
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(map(calendar.is_working_day, days))
