"""Every error of this room. A message is one line: what is wrong and what to do."""


class TicketError(Exception):
    """Base of the errors of tickets."""


class UnknownTicket(TicketError):
    """No ticket bears this number."""


class TransitionRefused(TicketError):
    """The ticket's state or the actor's role does not allow this event."""


class InvalidDraft(TicketError):
    """What should become a ticket lacks something or says something unknown."""


class InvalidNumber(TicketError):
    """A ticket number that cannot be right: wrong length, date or check digit."""


class DataError(TicketError):
    """A table of this room (holidays, units) cannot be read."""
