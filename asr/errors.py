"""Every error that hearing can raise. Each says whose fault it is and what to do next."""


class AsrError(Exception):
    """Base of all recognition errors; the message is one line fit for an operator."""


class ConfigurationError(AsrError):
    """The operator asked for something that is not there."""


class UnknownModel(ConfigurationError):
    """A model name that the registry does not know."""


class ModelNotInstalled(ConfigurationError):
    """A known model without files on this machine: `hotline models pull NAME`."""


class ModelDamaged(ConfigurationError):
    """Files are there but do not match their hashes, or the engine cannot load them."""


class EngineNotInstalled(ConfigurationError):
    """The Python package of the engine is missing: install the matching extra."""


class WrongSampleRate(ConfigurationError):
    """Audio at a rate that the model was not made for."""


class DownloadFailed(AsrError):
    """A source could not be reached or broke off; what has arrived is kept for resuming."""


class DiskFull(AsrError):
    """No room left for a model."""


class PoolFull(AsrError):
    """More calls want to be heard than this machine can hear; degrade or refuse the call."""


class RecognitionFailed(AsrError):
    """The engine broke down during one utterance; the call goes on without its words."""


class EvaluationUnreadable(ConfigurationError):
    """A list of clips, or what it lists, that cannot be read."""
