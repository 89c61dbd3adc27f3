"""The call promised to a citizen instead of waiting: who calls, then straight to the agent. [P]"""

from collections.abc import Mapping

from dialog.events import Action, Event, Handoff, HangUp
from dialog.prompts import say

STATES = ("new", "handed", "ended")

KINDS = ("Connected", "Heard", "Keyed", "Silence", "TicketFiled", "Queued", "ReturnPromised",
         "Failed", "Gone")  # fmt: skip

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    ("new", "Connected"): "open",
    ("new", "Gone"): "gone",
    ("handed", "Failed"): "failed",
    ("handed", "Gone"): "gone",
}
"""(state, event) to the method `_on_<name>`."""


class ReturnCall:
    """One promised call, with the agent already on the other line. `state` is one of STATES."""

    def __init__(self, service: str, recorded: bool, handoff: Handoff) -> None:
        """service: who calls. handoff: as it was when the citizen waited."""
        self.state = "new"
        self._opening = "return_open" if recorded else "return_open_unrecorded"
        self._service = service
        self._handoff = handoff

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        name = TRANSITIONS[self.state, type(event).__name__]
        actions: tuple[Action, ...] = getattr(self, f"_on_{name}")()
        return actions

    def _on_ignore(self) -> tuple[Action, ...]:
        return ()

    def _on_open(self) -> tuple[Action, ...]:
        self.state = "handed"
        return (say(self._opening, service=self._service), self._handoff)

    def _on_failed(self) -> tuple[Action, ...]:
        self.state = "ended"
        return (say("survey_handoff_failed"), HangUp("failed"))

    def _on_gone(self) -> tuple[Action, ...]:
        self.state = "ended"
        return (HangUp("caller_gone"),)
