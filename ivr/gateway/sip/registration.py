"""Being known to the trunk: said once, said again where it was missed, taken back at the end."""

import asyncio
import contextlib
from collections.abc import Callable

import baresip
from baresip.errors import split_status

from ivr.gateway.sip.backoff import delays
from ivr.gateway.sip.settings import SipSettings
from ivr.gateway.sip.stack import Stack
from ivr.gateway.sip.wire import Registered

AGAIN_S = (2.0, 60.0)
"""Before a trunk that did not answer is asked again: at first, and at most. Left to itself the
stack waits up to half an hour, when callbacks have long been due."""
SERVER_FAILURE = 500
LEAVE_S = 2.0


class Registration:
    """Of a trunk's agent that registers. post: takes `Registered`, each time the trunk has said
    something, or nothing. again_s: see `AGAIN_S`."""

    def __init__(
        self,
        agent: baresip.UserAgent,
        post: Callable[[Registered], None],
        again_s: tuple[float, float] = AGAIN_S,
    ) -> None:
        self._agent = agent
        self._post = post
        self._missed = asyncio.Event()
        self._again_s = again_s
        self._waits = delays(*again_s)
        self._known = False
        agent.on(self._hear)

    async def keep(self) -> None:
        """Without end. The stack renews what was accepted. What was refused it tries again after
        a minute and then ever later, as it should be: too many wrong passwords, and a trunk
        locks us out. What got no answer is for us to try again."""
        while True:
            try:
                await self._agent.register()
            except baresip.RegistrationError as e:
                if e.status is None:  # else `_hear` was told
                    self._fail(None, e.reason or str(e))
            await self._missed.wait()
            self._missed.clear()
            await asyncio.sleep(next(self._waits))

    async def end(self) -> None:
        """Tell the trunk that we are gone."""
        # Not public. The wheel knows only of what its own `register` has waited for, not of what
        # the stack has tried again by itself.
        self._agent.off(self._hear)
        self._agent._registered = self._known
        with contextlib.suppress(baresip.BaresipError):
            await self._agent.unregister(timeout=LEAVE_S)

    def _hear(self, event: baresip.StackEvent) -> None:
        match event.event:
            case baresip.Event.REGISTER_OK:
                self._known = True
                self._waits = delays(*self._again_s)
                self._post(Registered(True))
            case baresip.Event.REGISTER_FAIL:
                self._known = False
                detail = event.text or ""
                self._fail(split_status(detail)[0], detail)

    def _fail(self, status: int | None, detail: str) -> None:
        self._post(Registered(False, detail))
        if status is None or status >= SERVER_FAILURE:
            self._missed.set()


def registration_of(
    stack: Stack, settings: SipSettings, post: Callable[[Registered], None]
) -> Registration | None:
    """None where there is no trunk, or one that knows us by address."""
    asked = settings.trunk is not None and settings.trunk.register_s > 0
    return Registration(stack.trunk, post) if asked and stack.trunk is not None else None
