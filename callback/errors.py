"""Every error of this room. A message is one line: what is wrong and what to do."""


class CallbackError(Exception):
    """Base of the errors of callbacks."""


class InvalidPolicy(CallbackError):
    """Calling hours or numbers of tries that cannot be kept."""


class LoopError(CallbackError):
    """The durable loop cannot start or was used outside its life."""


class NothingPending(CallbackError):
    """No callback of this ticket is waiting."""
