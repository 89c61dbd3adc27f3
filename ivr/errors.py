"""Every error of this room. A message is one line: what is wrong and what to do."""


class IvrError(Exception):
    """Base of the errors of calls, gateways, voice, settings and commands."""


class SettingsError(IvrError):
    """The operator's configuration is wrong."""


class StartError(IvrError):
    """Something the server needs is not there: a port, a token, a model."""


class SidecarError(IvrError):
    """A recorded call's sidecar cannot be read."""


class DemoFailed(IvrError):
    """The demonstration ran, and something that must happen did not."""
