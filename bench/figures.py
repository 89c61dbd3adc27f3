"""Small statistics that every benchmark needs."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    right: int
    tried: int

    @staticmethod
    def of(answers: Iterable[bool]) -> "Share":
        """Of those that are true."""
        given = tuple(answers)
        return Share(sum(given), len(given))

    @property
    def rate(self) -> float:
        """0 where nothing was tried."""
        return self.right / self.tried if self.tried else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile; 0 for no values."""
    if not values:
        return 0.0
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]
