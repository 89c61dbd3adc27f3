"""Every error of this room. A message is one line: what is wrong and what to do."""


class IvrError(Exception):
    """Base of the errors of calls, gateways, voice, settings and commands."""


class SettingsError(IvrError):
    """The operator's configuration is wrong."""


class StartError(IvrError):
    """Something the server needs is not there: a port, a token, a model."""


class SidecarError(IvrError):
    """A recorded call's sidecar cannot be read."""


class NotAsItShouldBe(IvrError):
    """A check ran, and something that must happen did not: exit code 1."""


class ReplayFailed(NotAsItShouldBe):
    """Recorded calls whose sidecar was not met."""


class CallNotAnswered(NotAsItShouldBe):
    """A test call that was not answered."""


class DemoFailed(NotAsItShouldBe):
    """The demonstration's story did not come about."""


class ScenariosFailed(NotAsItShouldBe):
    """Written conversations that do not go as they should, or leave something out."""


class PromptsFaulty(NotAsItShouldBe):
    """Prompts or recordings that cannot be used as they are."""


class UnknownAttempt(IvrError):
    """A call of the dial ledger that is not there."""


class ClipGone(IvrError):
    """A stretch of a call that cannot be heard again."""


class UnknownGap(IvrError):
    """A cluster of the ledger that is not there, or has been decided on."""


class QuestionsUnreadable(IvrError):
    """A file of utterances to try a draft on is missing or not as it should be."""


class AreasUnreadable(IvrError):
    """Open data of areas is missing or not as it should be."""
