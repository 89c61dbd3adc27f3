"""Every file of deploy/ against the program, as far as can be done without what it is for."""

import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from ivr.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TOMLS = sorted(DEPLOY.rglob("*.toml"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = [DEPLOY / "systemd/hotline.service", DEPLOY / "systemd/hotline@.service"]
CONTAINERFILE = (DEPLOY / "container/Containerfile").read_text()
AFTER_DRAIN_S = 30
"""For the callbacks that were cut short to be settled, and for BYEs."""


def name(path: Path) -> str:
    return path.relative_to(DEPLOY).as_posix()


def loaded(path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOTLINE_CONFIG", str(path))
    return load_settings()


def fields() -> dict[str, Any]:
    """Defaults by SECTION__FIELD."""
    return {
        f"{section}__{field}".upper(): getattr(getattr(Settings(), section), field)
        for section, about in Settings.model_fields.items()
        for field in about.annotation.model_fields  # type: ignore[union-attr]
    }


def test_there_is_one_for_each_way_of_installing() -> None:
    ways = {"systemd", "container", "kamailio", "asterisk", "freeswitch"}
    assert {path.parent.name for path in TOMLS} == ways


@pytest.mark.parametrize("path", TOMLS, ids=name)
def test_settings_load_and_hold_no_secret(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(path, monkeypatch)
    assert settings.gateway.token is None
    assert settings.http.api_token is None
    assert settings.sip.trunk_password is None
    assert "url" not in tomllib.loads(path.read_text()).get("database", {})


@pytest.mark.parametrize("path", TOMLS, ids=name)
def test_no_more_calls_are_taken_than_are_heard(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = loaded(path, monkeypatch)
    assert settings.sip.max_calls <= settings.asr.max_calls
    first, last = settings.sip.rtp_ports
    assert last - first + 1 >= 2 * settings.sip.max_calls


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_setting_named_is_one(path: Path) -> None:
    named = re.findall(r"\bHOTLINE_([A-Z]+(?:_[A-Z]+)*__[A-Z_]+[A-Z])", path.read_text())
    assert set(named) <= set(fields())


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_host_but_of_documentation_is_named(path: Path) -> None:
    """RFC 5737 and private addresses only; no registries."""
    addresses = re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", path.read_text())
    assert all(address.startswith(("192.0.2.", "10.0.0.", "127.")) for address in addresses)
    assert not re.search(r"\b[\w-]+\.(?:io|com|org|net|cn)/", path.read_text())


# --- systemd --------------------------------------------------------------------------------------


def directives(unit: Path) -> list[str]:
    lines = (line.strip() for line in unit.read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "["))]


def test_both_units_are_alike_but_for_what_an_instance_has_of_its_own() -> None:
    one, several = (set(directives(unit)) for unit in UNITS)
    assert {line.partition("=")[0] for line in one ^ several} == {
        "Description",
        "EnvironmentFile",
        "Environment",
    }


@pytest.mark.parametrize("unit", UNITS, ids=name)
def test_a_stop_is_longer_than_the_drain_and_spares_the_sip_process(unit: Path) -> None:
    said = dict(line.split("=", 1) for line in directives(unit))
    drain_s = max(value for field, value in fields().items() if field.endswith("__DRAIN_S"))
    assert float(said["TimeoutStopSec"]) >= drain_s + AFTER_DRAIN_S
    assert said["KillMode"] == "mixed"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    here = tmp_path / unit.name.replace("@", "@one")
    for path in UNITS:
        text = path.read_text().replace("/opt/hotline/bin/hotline", "/bin/true")
        (tmp_path / path.name).write_text(text)
    shutil.copy(tmp_path / unit.name, here) if here.name != unit.name else None
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert unit.name not in checked.stderr


def test_an_instance_has_ports_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in (DEPLOY / "systemd/gateway.env.example").read_text().splitlines():
        if line.startswith("HOTLINE_"):
            monkeypatch.setenv(*line.split("=", 1))
    one = loaded(DEPLOY / "systemd/hotline.toml", monkeypatch)
    monkeypatch.undo()
    other = loaded(DEPLOY / "systemd/hotline.toml", monkeypatch)
    assert one.http.port != other.http.port
    assert one.sip.port != other.sip.port
    assert one.sip.rtp_ports[0] > other.sip.rtp_ports[1]


# --- container ------------------------------------------------------------------------------------


def test_what_is_copied_is_there_and_the_base_is_an_argument() -> None:
    assert set(re.findall(r"^FROM (\S+)", CONTAINERFILE, re.M)) == {"${BASE}"}
    assert re.findall(r"^COPY (?!--from)(\S+)", CONTAINERFILE, re.M) == ["wheelhouse"]
    assert "wheelhouse" in CONTAINERFILE.partition("ARG BASE")[0]


def test_the_container_does_not_run_as_root_and_asks_for_health() -> None:
    last = CONTAINERFILE.rpartition("FROM")[2]
    assert int(re.search(r"^USER (\d+)", last, re.M)[1]) > 0  # type: ignore[index]
    assert "/healthz" in last
    assert re.search(r"^CMD \[\"hotline\", \"serve\"\]", last, re.M)


# --- Kamailio -------------------------------------------------------------------------------------


def test_a_gateway_behind_kamailio_listens_where_it_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = loaded(DEPLOY / "kamailio/hotline.toml", monkeypatch)
    gateways = (DEPLOY / "kamailio/dispatcher.list").read_text()
    assert f"1 sip:{settings.sip.host}:{settings.sip.port} " in gateways
    inside = re.search(r"listen=udp:([\d.]+):\d+ name \"inside\"", site())
    assert inside is not None
    assert settings.sip.peers == (inside[1],)
    assert settings.sip.trunk_host == inside[1]


def site() -> str:
    return (DEPLOY / "kamailio/site.cfg").read_text()


# --- PBXs -----------------------------------------------------------------------------------------


def sections(path: Path) -> set[str]:
    return set(re.findall(r"^\[([\w-]+)\]", path.read_text(), re.M))


def test_asterisk_contexts_that_are_named_exist() -> None:
    dialplan = DEPLOY / "asterisk/extensions.conf"
    code = re.sub(r";.*", "", dialplan.read_text())
    named = set(re.findall(r"(?:Goto|Gosub)\((?!IF)([\w-]+),", code))
    named |= set(re.findall(r"b\(([\w-]+)\^", code))
    named |= set(re.findall(r"TRANSFER_CONTEXT=([\w-]+)", code))
    named |= set(re.findall(r"@([\w-]+)/n", (DEPLOY / "asterisk/queues.conf").read_text()))
    named |= set(
        re.findall(r"^context = (\S+)", (DEPLOY / "asterisk/pjsip.conf").read_text(), re.M)
    )
    assert named
    assert named <= sections(dialplan)


def test_asterisk_has_the_queues_that_callers_are_handed_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = loaded(DEPLOY / "asterisk/hotline.toml", monkeypatch).service
    queues = {service.human_queue, service.emergency_queue}
    assert queues <= sections(DEPLOY / "asterisk/queues.conf")
    dialplan = (DEPLOY / "asterisk/extensions.conf").read_text()
    assert all(f"exten => {queue},1," in dialplan for queue in queues)


@pytest.mark.parametrize("folder", ["asterisk", "freeswitch"])
def test_pbx_and_robot_agree_on_the_port(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sip = loaded(DEPLOY / folder / "hotline.toml", monkeypatch).sip
    text = "".join(path.read_text() for path in (DEPLOY / folder).iterdir())
    assert re.search(rf"(?:contact = sip:|value=\"){sip.host}:{sip.port}\b", text)


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.xml")), ids=name)
def test_xml_is_well_formed(path: Path) -> None:
    assert ET.fromstring(path.read_text()).tag == "include"
