"""The only reader of the environment and of hotline.toml.

Every field can be set as `HOTLINE_<SECTION>__<FIELD>` in the environment or as `[section] field`
in hotline.toml (in the working folder, or where `HOTLINE_CONFIG` points); the environment wins.
docs/settings.md lists them all; a test keeps it complete.
"""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableSetting

from ivr.errors import SettingsError
from ivr.gateway.sections import AudioSocket, Gateway, Http, Sip, VoskServer
from ivr.sections import (
    Asr,
    Call,
    Callback,
    Database,
    Handover,
    Knowledge,
    Log,
    Models,
    Service,
    Speech,
    Tickets,
)


class Settings(BaseSettings):
    """All settings, frozen."""

    model_config = SettingsConfigDict(
        env_prefix="HOTLINE_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    service: Service = Service()
    models: Models = Field(default_factory=Models)
    asr: Asr = Asr()
    speech: Speech = Field(default_factory=Speech)
    call: Call = Field(default_factory=Call)
    database: Database = Field(default_factory=Database)
    http: Http = Http()
    gateway: Gateway = Gateway()
    handover: Handover = Handover()
    callback: Callback = Callback()
    tickets: Tickets = Tickets()
    knowledge: Knowledge = Knowledge()
    sip: Sip = Sip()
    audiosocket: AudioSocket = AudioSocket()
    vosk_server: VoskServer = VoskServer()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, toml_file=config_file())
        return init_settings, env_settings, toml


def config_file() -> Path:
    """Where hotline.toml is looked for; it need not exist."""
    return Path(os.environ.get("HOTLINE_CONFIG") or "hotline.toml")


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and hotline.toml; overrides are sections as dicts and win.

    Raises SettingsError naming the first field that is wrong and what it may be.
    """
    named = os.environ.get("HOTLINE_CONFIG")
    if named and not Path(named).is_file():
        raise SettingsError(f"HOTLINE_CONFIG names {named}, but there is no such file")
    try:
        return Settings(**overrides)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {where}: {first['msg']} (see docs/settings.md)") from None
    except UnreadableSetting as e:  # the environment: JSON that is none
        raise SettingsError(f"{e} (see docs/settings.md)") from None
    except (ValueError, OSError) as e:
        raise SettingsError(f"{config_file()}: {e}") from None
