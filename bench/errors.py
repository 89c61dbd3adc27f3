"""Every error of this room. A message is one line: what is wrong and what to do."""

from ivr.errors import NotAsItShouldBe


class BenchError(NotAsItShouldBe):
    """Base: a measurement did not come about."""


class InstrumentFailed(BenchError):
    """The measuring side broke down or lagged, so that its figures say nothing."""


class ScriptInvalid(BenchError):
    """A call as it is written down cannot be held."""
