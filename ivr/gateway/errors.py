"""Every error that a way in or out of a call can raise, and whose fault it is."""

from ivr.errors import IvrError


class GatewayError(IvrError):
    """Base of all gateway errors; the message is one line fit for an operator."""


class AudioFileError(GatewayError):
    """The operator named a recording that cannot be read, or a place that cannot be written."""


class ProtocolError(GatewayError):
    """The peer sent what its dialect does not allow; the connection ends, other calls do not."""


class MessageTooBig(ProtocolError):
    """The peer sent more in one message than the dialect allows."""


class CallRefused(GatewayError):
    """The far end would not take our connection or our call."""
