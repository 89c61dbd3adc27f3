from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from ivr.errors import SettingsError
from ivr.settings import Settings, config_file, load_settings


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder and an environment without settings."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "hotline.toml") -> Path:
    path = Path(name)
    path.write_text(text, "utf-8")
    return path


def test_the_defaults_need_nothing() -> None:
    settings = load_settings()
    assert settings.http.port == 8012
    assert settings.gateway.token is None
    assert settings.callback.windows[0] == (time(9, 0), time(12, 0))
    assert settings.database.url.get_secret_value().startswith("sqlite:///")


def test_the_file_is_read() -> None:
    write('[service]\ncity = "成都"\n[callback]\nwindows = [["09:30", "11:00"]]\n')
    settings = load_settings()
    assert settings.service.city == "成都"
    assert settings.callback.windows == ((time(9, 30), time(11, 0)),)


def test_the_environment_wins_over_the_file_field_by_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write('[http]\nport = 9000\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("HOTLINE_HTTP__PORT", "9001")
    http = load_settings().http
    assert (http.port, http.host) == (9001, "0.0.0.0")


def test_overrides_win_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[http]\nport = 9000\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("HOTLINE_HTTP__PORT", "9001")
    http = load_settings(http={"port": 9002}).http
    assert (http.port, http.host) == (9002, "0.0.0.0")


def test_the_file_may_be_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write("[http]\nport = 9000\n")
    elsewhere = tmp_path / "site.toml"
    elsewhere.write_text("[http]\nport = 9003\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(elsewhere))
    assert config_file() == elsewhere
    assert load_settings().http.port == 9003


def test_lists_come_from_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_CALLBACK__WINDOWS", '[["08:00", "10:00"]]')
    assert load_settings().callback.windows == ((time(8, 0), time(10, 0)),)


# --- errors: one line that names what is wrong ---


def fault(**overrides: object) -> str:
    with pytest.raises(SettingsError) as raised:
        load_settings(**overrides)
    message = str(raised.value)
    assert "\n" not in message
    assert raised.value.__cause__ is None
    return message


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("HOTLINE_HTTP__PORT", "ninety", "http.port"),
        ("HOTLINE_HTTP__PORT", "70000", "http.port"),
        ("HOTLINE_ASR__ENGINE", "siri", "asr.engine"),
        ("HOTLINE_HTTP__PROT", "9000", "http.prot"),
        ("HOTLINE_SERVICE__AREA_CODE", "5000", "service.area_code"),
        ("HOTLINE_HTTP__API_TOKEN", "", "http.api_token"),
        ("HOTLINE_GATEWAY__TOKEN", "", "gateway.token"),
        ("HOTLINE_CALLBACK__WINDOWS", "9-12", "callback"),
    ],
)
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    monkeypatch.setenv(variable, value)
    message = fault()
    assert named in message
    assert "hotline.toml" not in message


def test_a_wrong_field_in_the_file_is_named() -> None:
    write("[http]\nport = 'ninety'\n")
    assert fault().startswith("setting http.port: ")


def test_an_unknown_section_in_the_file_is_named() -> None:
    write("[htpp]\nport = 9000\n")
    assert "htpp" in fault()


def test_a_wrong_override_is_named() -> None:
    assert "call.max_s" in fault(call={"max_s": 0})


@pytest.mark.parametrize("content", [b"[http\nport = 1", b"city = \xff\xfe"])
def test_a_broken_file_is_named(content: bytes) -> None:
    Path("hotline.toml").write_bytes(content)
    assert fault().startswith("hotline.toml: ")


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_CONFIG", "missing.toml")
    assert "missing.toml" in fault()


def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[database]\nurl = ["postgresql://robot:s3cret@host/db"]\n')
    assert "s3cret" not in fault()


# --- what is there cannot be changed, and does not tell its secrets ---


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.http = settings.http  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.http.port = 1  # type: ignore[misc]


def test_secrets_are_not_printed() -> None:
    settings = load_settings(
        database={"url": "postgresql+psycopg://robot:s3cret@host/db"},
        http={"api_token": "s3cret"},
        gateway={"token": "s3cret"},
    )
    assert settings.gateway.token is not None
    assert settings.gateway.token.get_secret_value() == "s3cret"
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "s3cret" not in shown


def test_every_field_says_what_it_is() -> None:
    for name, section in Settings.model_fields.items():
        assert section.annotation is not None
        for field, info in section.annotation.model_fields.items():  # type: ignore[attr-defined]
            assert info.description, f"{name}.{field}"
            assert info.description.endswith("."), f"{name}.{field}"


def test_a_time_zone_must_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_SERVICE__TIMEZONE", "Asia/Nowhere")
    with pytest.raises(SettingsError, match=r"service\.timezone"):
        load_settings()
