"""What is still to be asked for a ticket, in its order. [P]"""

from dataclasses import dataclass, replace

from dialog.draft import Draft
from dialog.intake_slots import missing


@dataclass(frozen=True)
class Agenda:
    """settled: slots that were answered, or are gone on without. reopened: those that the caller
    has taken back and says anew, before anything else is asked."""

    settled: frozenset[str] = frozenset()
    reopened: tuple[str, ...] = ()

    def done(self, slot: str) -> "Agenda":
        """With an answer, or without one that a ticket can do without."""
        return replace(self, settled=self.settled | {slot})

    def mended(self, *slots: str) -> "Agenda":
        """They are others now: what was settled of them is not any more."""
        return replace(self, settled=self.settled - set(slots))

    def reopening(self, *slots: str) -> "Agenda":
        return replace(self, reopened=slots)

    def next(self, draft: Draft) -> tuple[str, "Agenda"]:
        """The state of the intake in which the next question is asked, and the agenda then. Where
        nothing is missing, the ticket is read back."""
        if self.reopened:
            slot, *later = self.reopened
            return "number" if slot == "contact" else slot, self.reopening(*later)
        slot = missing(draft, self.settled)
        if slot == "place" and draft.place.options:
            return "district", self
        if slot == "contact":
            return _contact(draft), self
        return slot or "read_back", self


def _contact(draft: Draft) -> str:
    """A number that was said on the way is read back before it is believed."""
    if draft.number:
        return "check_number"
    return "contact" if draft.caller else "number"
