"""The words of a scenario's turns: what can be told, and what can be asked to follow. [P]

Three tables. A new event or action of `dialog.events` needs one line here; what cannot be said in a
line of a table needs a function in CHECKS.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Any

from dialog.errors import ScenarioInvalid
from dialog.events import (
    Action,
    ChangeTicket,
    Connected,
    Event,
    Failed,
    FileTicket,
    FindTickets,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    OwnTicket,
    PersonNeeded,
    PromiseReturn,
    Queued,
    ReturnPromised,
    Say,
    SendSms,
    Silence,
    StayOnLine,
    StopRecording,
    TicketChanged,
    TicketFiled,
    TicketsFound,
    Verdict,
)
from dialog.machines import machines


@dataclass(frozen=True)
class EventForm:
    """How an event is written. main: the field that a plain value goes to, "" where the event has
    none (`gone: true`). defaults: of the other fields; with them alone it is a stray event of its
    kind. A mapping names fields itself; `parts` says what mappings within a field become."""

    event: type[Event]
    main: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)

    def made(self, value: Any) -> Event:
        """Raises TypeError for fields that the event does not have."""
        if not isinstance(value, Mapping):
            value = {self.main: value} if self.main else {}
        given = {name: self._typed(name, of) for name, of in value.items()}
        return self.event(**{**self.defaults, **given})

    def _typed(self, name: str, value: Any) -> Any:
        """As the event holds it: a number written plainly may be text, lists are tuples."""
        if isinstance(value, list):
            part = self.parts.get(name)
            return tuple(value) if part is None else tuple(map(part, value))
        text = any(own.name == name and own.type is str for own in fields(self.event))
        return str(value) if text else value


_OWN = OwnTicket(
    number="202611210000000000171",
    title="路灯不亮",
    category="求助",
    matter="路灯不亮",
    place="渝北区松牌路",
    unit="渝北区城管局",
    stage="正在办理",
    phase="underway",
    filed=date(2026, 11, 16),
    due=date(2026, 11, 25),
    days_left=3,
)


def _own_ticket(given: Mapping[str, Any]) -> OwnTicket:
    return replace(_OWN, **given)


EVENTS: Mapping[str, EventForm] = {
    "connected": EventForm(Connected, "caller", {"caller": "13800138000"}),
    "say": EventForm(Heard, "text", {"text": "你好"}),
    "key": EventForm(Keyed, "digit", {"digit": "1"}),
    "silent": EventForm(Silence),
    "filed": EventForm(
        TicketFiled,
        "number",
        {
            "number": "20261121500000000017",
            "query_code": "654321",
            "unit": "渝北区城管局",
            "due": "12月14日",
        },
    ),
    "found": EventForm(TicketsFound, "tickets", parts={"tickets": _own_ticket}),
    "changed": EventForm(
        TicketChanged, "done", {"number": "202611210000000000171", "change": "urge"}
    ),
    "queued": EventForm(Queued, "", {"place": 1, "wait_s": 60.0, "may_return": True}),
    "promised": EventForm(ReturnPromised),
    "needed": EventForm(PersonNeeded, "reason", {"reason": "noise"}),
    "failed": EventForm(Failed, "action", {"action": "send_sms"}),
    "gone": EventForm(Gone),
}
"""Names of events in a turn."""

MACHINES: Mapping[str, str] = {"return": "returning", "later": "survey_later"}
"""Kinds of scenario that are not named after their machine."""


@cache
def takes(kind: str) -> frozenset[str]:
    """Names of the classes of events that may come to a kind of scenario: those of its machine's
    table; of all events where there is no such machine."""
    name = MACHINES.get(kind, kind)
    of_table = {event for own in machines() if own.name == name for _, event in own.table}
    return frozenset(of_table or (form.event.__name__ for form in EVENTS.values()))


def strays(kind: str, but: Collection[str] = ()) -> tuple[str, ...]:
    """Names of all events that may come to a kind of scenario, without some of them."""
    known = (name for name, form in EVENTS.items() if form.event.__name__ in takes(kind))
    return tuple(name for name in known if name not in but)


ACTIONS: Mapping[str, type[Action]] = {
    "handoff": Handoff,
    "ticket": FileTicket,
    "verdict": Verdict,
    "hangup": HangUp,
    "sms": SendSms,
    "listen": Listen,
    "stop_recording": StopRecording,
    "stay": StayOnLine,
    "leave_queue": LeaveQueue,
    "promise_return": PromiseReturn,
    "find": FindTickets,
    "change": ChangeTicket,
}
"""Names of actions in a turn: there must be exactly one, with these values in its fields."""


def _then(wanted: Any, actions: tuple[Action, ...]) -> str:
    said = [action.prompt for action in actions if isinstance(action, Say)]
    return "" if said == wanted else f"want {wanted}, said {said}"


def _says(wanted: Any, actions: tuple[Action, ...]) -> str:
    said = "".join(action.text for action in actions if isinstance(action, Say))
    missing = [part for part in _listed(wanted) if str(part) not in said]
    return f"{missing} is not in {said!r}" if missing else ""


def _says_not(wanted: Any, actions: tuple[Action, ...]) -> str:
    said = "".join(action.text for action in actions if isinstance(action, Say))
    there = [part for part in _listed(wanted) if str(part) in said]
    return f"{there} is in {said!r}" if there else ""


def _without(wanted: Any, actions: tuple[Action, ...]) -> str:
    there = [name for name in _listed(wanted) if _of(name, actions)]
    return f"{there} must not follow" if there else ""


def _nothing(wanted: Any, actions: tuple[Action, ...]) -> str:
    return f"{[type(action).__name__ for action in actions]} followed" if actions else ""


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _of(name: str, actions: tuple[Action, ...]) -> list[Action]:
    if name not in ACTIONS:
        raise ScenarioInvalid(f"no action {name!r}; there are {', '.join(ACTIONS)}")
    return [action for action in actions if isinstance(action, ACTIONS[name])]


CHECKS: Mapping[str, Callable[[Any, tuple[Action, ...]], str]] = {
    "then": _then,
    "says": _says,
    "says_not": _says_not,
    "without": _without,
    "nothing": _nothing,
}
"""What a turn may ask for beside `state` and ACTIONS: (wanted, actions) to the fault, "" for none.

then: ids of all prompts, in order. says, says_not: words in what is spoken. without: names of
actions that must not be there. nothing: true, nothing at all follows.
"""


def action_fault(name: str, wanted: Mapping[str, Any], actions: tuple[Action, ...]) -> str:
    """Why there is not exactly one such action with these values in its fields, "" where there is.
    Of `slots` only those named are looked at."""
    found = _of(name, actions)
    if len(found) != 1:
        return f"want one, there are {len(found)}"
    fields = asdict(found[0])
    for key, value in wanted.items() if isinstance(wanted, Mapping) else ():
        if key not in fields:
            return f"has no field {key!r}; it has {', '.join(fields)}"
        got = fields[key]
        if key == "slots":
            got = {slot: dict(got).get(slot) for slot in value}
        if got != (tuple(value) if isinstance(value, list) else value):
            return f"{key} is {got!r}, want {value!r}"
    return ""
