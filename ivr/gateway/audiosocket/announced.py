"""[P] What a dialplan says of a call before it connects it, as AudioSocket itself cannot."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Parties:
    """caller, called: digits, or "" where withheld."""

    caller: str = ""
    called: str = ""


class Announced:
    """Calls to come, by UUID. Each is remembered for `keep_s` seconds and taken once; where more
    than `most` wait, the oldest is forgotten."""

    def __init__(self, keep_s: float = 60.0, most: int = 1000) -> None:
        self._keep_s = keep_s
        self._most = most
        self._waiting: OrderedDict[str, tuple[float, Parties]] = OrderedDict()

    def add(self, call_id: str, parties: Parties, at: float) -> None:
        """at: seconds, on any clock that only grows."""
        self._waiting.pop(call_id, None)
        self._waiting[call_id] = at, parties
        if len(self._waiting) > self._most:
            self._waiting.popitem(last=False)

    def take(self, call_id: str, at: float) -> Parties:
        """What is known of a call; nothing, where nobody has said anything in time."""
        said_at, parties = self._waiting.pop(call_id, (at, Parties()))
        return parties if at - said_at <= self._keep_s else Parties()
