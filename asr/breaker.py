"""When an engine that keeps breaking down is left alone for a while. [P]"""

from dataclasses import dataclass


@dataclass(frozen=True)
class BreakerSettings:
    """failures within window_s seconds rest an engine for rest_s seconds."""

    failures: int = 3
    window_s: float = 60.0
    rest_s: float = 60.0


class Breaker:
    """Told of every breakdown; asked before each call. Times are seconds that never go back."""

    def __init__(self, settings: BreakerSettings = BreakerSettings()) -> None:
        self._settings = settings
        self._failed: tuple[float, ...] = ()
        self._rests_until = float("-inf")

    def failed(self, at: float) -> None:
        recent = (*(t for t in self._failed if at - t < self._settings.window_s), at)
        self._failed = recent
        if len(recent) >= self._settings.failures:
            self._failed = ()
            self._rests_until = at + self._settings.rest_s

    def open(self, at: float) -> bool:
        """Whether the engine rests; after its rest it is tried again."""
        return at < self._rests_until
