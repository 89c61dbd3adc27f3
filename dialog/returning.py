"""The call promised to a citizen instead of waiting: who calls, then straight to the agent. [P]"""

from collections.abc import Mapping

from dialog.events import Action, Event, Handoff, HangUp
from dialog.prompts import say
from dialog.tabled import Tabled

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


class ReturnCall(Tabled):
    """One promised call, with the agent already on the other line. `state` is one of STATES."""

    def __init__(self, service: str, recorded: bool, handoff: Handoff) -> None:
        """service: who calls. handoff: as it was when the citizen waited."""
        self.state = "new"
        self._opening = "return_open" if recorded else "return_open_unrecorded"
        self._service = service
        self._handoff = handoff

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        return self._handled(TRANSITIONS[self.state, type(event).__name__], event)

    def _on_open(self, event: Event) -> tuple[Action, ...]:
        self.state = "handed"
        return (say(self._opening, service=self._service), self._handoff)

    def _on_failed(self, event: Event) -> tuple[Action, ...]:
        self.state = "ended"
        return (say("survey_handoff_failed"), HangUp("failed"))

    def _on_gone(self, event: Event) -> tuple[Action, ...]:
        self.state = "ended"
        return (HangUp("caller_gone"),)
