"""[P] How a call that nobody answered ended, and what the callback schedule makes of it."""

from enum import StrEnum

from callback.dialer import DialResult
from ivr.gateway.sip.wire import Ended


class DialFailure(StrEnum):
    """Why there is no line. `DIAL_RESULTS` says what a callback makes of it."""

    BUSY = "busy"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    """No such number."""
    UNAVAILABLE = "unavailable"
    """Switched off, or out of coverage."""
    NO_ANSWER = "no_answer"
    """It rang, and nobody picked up."""
    UNREACHABLE = "unreachable"
    """The trunk did not say that it rings, or anything else, in time."""
    NOT_ALLOWED = "not_allowed"
    """By our own rules for numbers."""
    NO_LINE = "no_line"
    """As many calls as may be, or no gateway."""
    FAILED = "failed"
    """The trunk would not, for reasons that are not the citizen's."""


DIAL_RESULTS = {
    DialFailure.BUSY: DialResult.BUSY,
    DialFailure.REJECTED: DialResult.REJECTED,
    DialFailure.NOT_FOUND: DialResult.UNREACHABLE,
    DialFailure.UNAVAILABLE: DialResult.UNREACHABLE,
    DialFailure.NO_ANSWER: DialResult.NO_ANSWER,
    DialFailure.UNREACHABLE: DialResult.FAILED,
    DialFailure.NOT_ALLOWED: DialResult.FAILED,
    DialFailure.NO_LINE: DialResult.FAILED,
    DialFailure.FAILED: DialResult.FAILED,
}
"""A trunk that is down says nothing about the citizen: that try does not count."""

_STATUS = {
    404: DialFailure.NOT_FOUND,
    408: DialFailure.NO_ANSWER,
    410: DialFailure.NOT_FOUND,
    480: DialFailure.UNAVAILABLE,
    484: DialFailure.NOT_FOUND,
    486: DialFailure.BUSY,
    487: DialFailure.NO_ANSWER,
    600: DialFailure.BUSY,
    603: DialFailure.REJECTED,
    604: DialFailure.NOT_FOUND,
    607: DialFailure.REJECTED,
}
"""SIP responses (RFC 3261, 21; 607 of RFC 8197). 403 is the trunk's policy, not the citizen's."""


_GAVE_UP = {408, 480, 487}
"""What a network says when nobody picks up and it does not wait longer."""


def failure(ended: Ended) -> DialFailure:
    """What the end of a call that was never answered means."""
    if ended.rang and ended.status in _GAVE_UP:
        return DialFailure.NO_ANSWER
    if ended.status:
        return _STATUS.get(ended.status, DialFailure.FAILED)
    return DialFailure.NO_ANSWER if ended.rang else DialFailure.UNREACHABLE
