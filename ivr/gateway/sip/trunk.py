"""Outbound calls: the rules for numbers and the bounds, before the gateway dials."""

import structlog

from ivr.gateway.clock import Clock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.numbers import subscriber_digits
from ivr.gateway.sip.addresses import user_part
from ivr.gateway.sip.errors import StackError
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.rules import NumberRules, Pace
from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.supervisor import SipGateway

log = structlog.get_logger()


class SipTrunk:
    """Raises NumberRuleError or StackError for settings that nothing can be dialled with."""

    def __init__(self, gateway: SipGateway, settings: SipSettings, clock: Clock) -> None:
        if settings.trunk is None:
            raise StackError("no SIP trunk is set: callbacks over SIP need one")
        self._gateway = gateway
        self._account = settings.trunk
        self._rules = NumberRules.of(settings.allow, settings.deny)
        self._most = settings.max_outbound
        self._pace = Pace(settings.dials_per_s)
        self._waiting = 0
        self._clock = clock

    @property
    def registered(self) -> bool | None:
        """Whether the trunk knows us; None where it does so by address."""
        return self._gateway.registered if self._account.register_s else None

    async def dial(
        self, number: str, info: LineInfo, ring_timeout: float = 30.0
    ) -> Line | DialFailure:
        """Ring `number` until it answers, declines, or `ring_timeout` seconds have passed.

        info.caller is shown as who calls (P-Asserted-Identity) where the trunk lets it. Whoever
        dialled hangs the line up.
        """
        digits = subscriber_digits(number)
        if not self._rules.admit(digits):
            log.warning("dial_refused", number=digits, why="not allowed")
            return DialFailure.NOT_ALLOWED
        if self._gateway.outbound_calls + self._waiting >= self._most:
            return DialFailure.NO_LINE
        self._waiting += 1
        try:
            await self._clock.sleep_until(self._pace.reserve(self._clock.now()))
        finally:
            self._waiting -= 1
        uri = f"sip:{user_part(digits)}@{self._account.host};transport={self._account.transport}"
        return await self._gateway.dial(uri, self._headers(info), info, ring_timeout)

    def _headers(self, info: LineInfo) -> dict[str, str]:
        caller = subscriber_digits(info.caller)
        if not caller:
            return {}
        return {"P-Asserted-Identity": f"<sip:{user_part(caller)}@{self._account.host}>"}
