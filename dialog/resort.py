"""What is left to offer a caller when something does not work. [P]

broken, below: of 'file_ticket', 'handoff' and 'hearing' those that have failed in this call.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Resort:
    """to: a person, the offer of a ticket, the offer once more, or the end of the call. reason: for
    the person, or the outcome of the call. prompts: what is said about it."""

    to: Literal["person", "offer", "again", "end"]
    reason: str
    prompts: tuple[str, ...]


_BROKEN = Resort("end", "failed", ("goodbye_broken",))


def helpless(broken: Set[str], reason: str) -> Resort:
    """The robot does not get further: a person, or a polite end that keeps what was learnt."""
    return _BROKEN if "handoff" in broken else Resort("person", reason, ("handoff_trouble",))


def not_understood(broken: Set[str], words: Sequence[str]) -> Resort:
    """A question was not understood. words: what the caller said, for a ticket."""
    if words and "file_ticket" not in broken:
        return Resort("offer", "", ("offer_ticket",))
    return helpless(broken, "no_match")


def nobody_free(broken: Set[str]) -> Resort:
    """No person took the call, or the caller would not wait."""
    if "file_ticket" in broken:
        return _BROKEN
    if "hearing" in broken:
        return Resort("offer", "", ("offer_keys",))
    return Resort("offer", "", ("offer_ticket_busy",))


def unheard(broken: Set[str], again: bool) -> Resort:
    """What the caller says cannot be recognised: keys, then a person, then a call back. again: it
    was so before."""
    if not again:
        return Resort("offer", "", ("hearing_keys",))
    if "handoff" not in broken:
        return Resort("person", "hearing", ("handoff_unheard",))
    return Resort("again", "", ("offer_keys",))


def silent(broken: Set[str], begun: bool, ticket: str) -> Resort:
    """The caller says nothing any more. begun: a ticket was being taken down. ticket: the number of
    one that was filed."""
    if (begun or "hearing" in broken) and "handoff" not in broken:
        return Resort("person", "no_input", ("handoff_trouble",))
    return Resort("end", "ticket" if ticket else "no_input", ("goodbye_silent",))
