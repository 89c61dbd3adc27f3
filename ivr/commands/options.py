"""Options that several commands share."""

from typing import Annotated, Any

import typer

from ivr.settings import Settings, load_settings

EngineOption = Annotated[
    str, typer.Option("--engine", help="Recogniser: auto, vosk, sherpa, whisper. [asr.engine]")
]
ModelOption = Annotated[str, typer.Option("--model", help="Model name or folder. [asr.model]")]
VoiceOption = Annotated[
    str, typer.Option("--voice", help="Voice: auto, kokoro, pyttsx3, metered. [speech.engine]")
]


def chosen(engine: str = "", model: str = "", voice: str = "") -> Settings:
    """The settings, with what was given on the command line in place of what was configured.

    Raises SettingsError for a name that is not known.
    """
    asr = {name: value for name, value in (("engine", engine), ("model", model)) if value}
    base = load_settings()
    overrides: dict[str, Any] = {}
    if asr:
        overrides["asr"] = base.asr.model_dump() | asr
    if voice:
        overrides["speech"] = base.speech.model_dump() | {"engine": voice}
    return load_settings(**overrides) if overrides else base
