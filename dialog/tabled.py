"""What all machines of the conversations share: handlers that a table names. [P]"""

from dialog.events import Action


class Tabled:
    """A machine with a table of (state, event) → handler: the method `_on_<name>`."""

    def _handled(self, name: str, told: object) -> tuple[Action, ...]:
        """What the handler of that name makes of what is told, an event or the utterance in it."""
        actions: tuple[Action, ...] = getattr(self, f"_on_{name}")(told)
        return actions

    def _on_ignore(self, told: object) -> tuple[Action, ...]:
        return ()
