"""Telling a listener that has a screen what is said; ordinary telephones have none."""

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True)
class Caption:
    """final: False while it may still change."""

    speaker: Literal["caller", "robot"]
    text: str
    final: bool = True


@runtime_checkable
class Captioned(Protocol):
    """A line that may show captions. Ask with `isinstance(line, Captioned)`."""

    async def caption(self, caption: Caption) -> None:
        """Show it where the far end can; never blocks, never raises."""
