"""Every error of the robot's voice. Each says whose fault it is and what to do next."""

from ivr.errors import IvrError


class SpeechError(IvrError):
    """Base of all voice errors; the message is one line fit for an operator."""


class VoiceNotInstalled(SpeechError):
    """Configuration: the engine's package or the model's files are not on this machine."""


class UnknownVoice(SpeechError):
    """Configuration: an engine or a voice that does not exist."""


class VoiceDamaged(SpeechError):
    """Configuration: files are there but cannot be loaded."""


class SynthesisFailed(SpeechError):
    """Ours: no voice could speak one text; the call may go on with another prompt."""


class VoiceOverloaded(SpeechError):
    """Ours: more texts wait to be spoken than callers would wait for."""
