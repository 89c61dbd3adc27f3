"""[P] Which numbers may be dialled, and how fast: what keeps a mistake from becoming toll fraud."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ivr.gateway.sip.errors import NumberRuleError

_PATTERN = re.compile(r"[0-9X]*\*?")


@dataclass(frozen=True)
class NumberRules:
    """A number may be dialled when a pattern of `allow` fits it and none of `deny` does."""

    allow: tuple[re.Pattern[str], ...]
    deny: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, allow: Iterable[str], deny: Iterable[str]) -> Self:
        """Patterns are digits, X for any digit, and * at the end for any more digits, as in
        '1XXXXXXXXXX' and '00*'. Raises NumberRuleError for anything else."""
        return cls(tuple(map(_compiled, allow)), tuple(map(_compiled, deny)))

    def admit(self, number: str) -> bool:
        """number: digits; anything else never may."""
        return any(rule.fullmatch(number) for rule in self.allow) and not any(
            rule.fullmatch(number) for rule in self.deny
        )


def _compiled(pattern: str) -> re.Pattern[str]:
    if not pattern or not _PATTERN.fullmatch(pattern):
        raise NumberRuleError(
            f"{pattern!r} is no pattern of numbers: write digits, X for any digit, "
            "and * at the end for any more, e.g. 1XXXXXXXXXX or 00*"
        )
    return re.compile(pattern.replace("X", "[0-9]").replace("*", "[0-9]*"))


class Pace:
    """Spreads out new calls: no two within 1 / per_s seconds."""

    def __init__(self, per_s: float) -> None:
        self._gap = 1 / per_s
        self._next = 0.0

    def reserve(self, now: float) -> float:
        """When the next call may begin, seconds on the clock of `now`; not earlier than `now`."""
        slot = max(now, self._next)
        self._next = slot + self._gap
        return slot
