"""[P] How long to wait before the process of the gateway is started again."""

from collections.abc import Iterator


def delays(first_s: float, most_s: float) -> Iterator[float]:
    """Seconds before each restart in a row: doubled from first to most, then most for ever."""
    delay = first_s
    while True:
        yield min(delay, most_s)
        delay = min(delay * 2, most_s)
