"""The words of a scenario's turns: what can be told, and what can be asked to follow. [P]

Three tables. A new event or action of `dialog.events` needs one line here; what cannot be said in a
line of a table needs a function in CHECKS.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dialog.errors import ScenarioInvalid
from dialog.events import (
    Action,
    Connected,
    Event,
    Failed,
    FileTicket,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    PromiseReturn,
    Queued,
    ReturnPromised,
    Say,
    SendSms,
    Silence,
    StopRecording,
    TicketFiled,
    Verdict,
)


@dataclass(frozen=True)
class Telling:
    """How an event is written. main: the field that a plain value goes to, "" where the event has
    none (`gone: true`). defaults: of the other fields. A mapping names fields itself."""

    event: type[Event]
    main: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def made(self, value: Any) -> Event:
        """Raises TypeError for fields that the event does not have."""
        if isinstance(value, Mapping):
            fields = {name: _plain(given) for name, given in value.items()}
        else:
            fields = {self.main: _plain(value)} if self.main else {}
        return self.event(**{**self.defaults, **fields})


def _plain(value: Any) -> Any:
    """As events hold it: words and numbers as text, lists as tuples."""
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    return str(value) if type(value) is int else value


EVENTS: Mapping[str, Telling] = {
    "connected": Telling(Connected, "caller", {"caller": "13800138000"}),
    "say": Telling(Heard, "text", {"text": "你好"}),
    "key": Telling(Keyed, "digit", {"digit": "1"}),
    "silent": Telling(Silence),
    "filed": Telling(
        TicketFiled,
        "number",
        {
            "number": "20261121500000000017",
            "query_code": "654321",
            "unit": "渝北区城管局",
            "due": "12月14日",
        },
    ),
    "queued": Telling(Queued, "", {"place": 1, "wait_s": 60.0, "may_return": True}),
    "promised": Telling(ReturnPromised),
    "failed": Telling(Failed, "action", {"action": "send_sms"}),
    "gone": Telling(Gone),
}
"""Names of events in a turn. The defaults are what a stray event of the kind is."""

ACTIONS: Mapping[str, type[Action]] = {
    "handoff": Handoff,
    "ticket": FileTicket,
    "verdict": Verdict,
    "hangup": HangUp,
    "sms": SendSms,
    "listen": Listen,
    "stop_recording": StopRecording,
    "leave_queue": LeaveQueue,
    "promise_return": PromiseReturn,
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
