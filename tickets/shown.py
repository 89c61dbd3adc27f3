"""Rows of tickets as people are shown them: a query code never, and masked what identifies a
citizen, also in the words that were said. By the name of the column.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tickets.privacy import mask_name, mask_phone, mask_text
from tickets.tables import CoComplainant, Ticket, TicketEvent

Row = dict[str, Any]

WORDS = ("title", "content", "matter", "event_time", "wants", "place", "result", "redo_reason")
"""Columns of a ticket in people's own words, in which numbers may stand."""


def ticket_row(ticket: Ticket, unmasked: bool = False) -> Row:
    row = ticket.model_dump(exclude={"query_code"})
    masks = {"phone": mask_phone, "caller_name": mask_name, **dict.fromkeys(WORDS, mask_text)}
    return row if unmasked else _masked(row, masks)


def citizen_row(joined: CoComplainant, unmasked: bool = False) -> Row:
    """Of one who joined a ticket."""
    row = joined.model_dump(exclude={"id", "ticket", "query_code"})
    return row if unmasked else _masked(row, {"phone": mask_phone, "words": mask_text})


def line_row(line: TicketEvent, unmasked: bool = False) -> Row:
    """Of the log; its reason may be a citizen's words."""
    row = line.model_dump(exclude={"id", "ticket"})
    return row if unmasked else _masked(row, {"reason": mask_text})


def _masked(row: Row, masks: Mapping[str, Callable[[str], str]]) -> Row:
    return row | {name: mask(row[name]) for name, mask in masks.items()}
