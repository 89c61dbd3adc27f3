"""What keeps the SIP gateway from starting."""

from ivr.gateway.errors import GatewayError


class SipError(GatewayError):
    """Base of the errors of this package; the message is one line fit for an operator."""


class AllowListError(SipError):
    """The operator's list of peers cannot be used."""


class NumberRuleError(SipError):
    """The operator's pattern of numbers cannot be used."""


class AddressError(SipError):
    """What the operator wants to be called is no SIP address, or leads nowhere."""


class StackError(SipError):
    """The SIP stack cannot do what the settings ask for."""


class GatewayDown(SipError):
    """The gateway's process did not start."""
