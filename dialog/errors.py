"""Every error of the conversations: mistakes of the programme or its data, never of the caller."""


class DialogError(Exception):
    """Base of all dialog errors; the message is one line that says what to mend."""


class UnknownPrompt(DialogError):
    """A prompt id that the catalogue does not have."""


class WrongVariables(DialogError):
    """A prompt was filled with other variables than its text names."""


class PromptsInvalid(DialogError):
    """A file of prompts that cannot be read, or says what cannot be spoken."""


class AreaTableInvalid(DialogError):
    """An area table is missing or a line of it cannot be read."""


class ScenarioInvalid(DialogError):
    """A file of scenarios that cannot be read or tried."""


class BadLabels(DialogError):
    """A file of labelled replies that cannot be read."""
