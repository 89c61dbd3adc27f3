"""Calls over TLS between two gateways, with certificates made here."""

import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.gateway.errors import GatewayError
from ivr.gateway.line import Frame, Line, LineInfo
from ivr.gateway.sip.errors import StackError
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import Account, SipSettings
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.tls import tls_lines
from tests.ivr.gateway.sip.conftest import echo, free_port, listen, needs_stack, needs_tcp, settings

pytestmark = [
    needs_stack,
    needs_tcp,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command"),
]

OUTBOUND = LineInfo("c", "12345", "1", "outbound", 8000, "sip")


def certificate(folder: Path, name: str) -> Path:
    """One that vouches for itself: `name.pem` with the key, `name.crt` without."""
    key, crt, both = (folder / f"{name}.{ending}" for ending in ("key", "crt", "pem"))
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext"),
            *(f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(crt)),
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + crt.read_bytes())
    return both


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """localhost.pem, other.pem, and the .crt of each."""
    folder = tmp_path_factory.mktemp("tls")
    certificate(folder, "localhost")
    certificate(folder, "other")
    return folder


def listening(files: Path, name: str = "localhost", **changes: object) -> SipSettings:
    """Of a gateway that takes calls over TLS, as `name`."""
    certificate = str(files / f"{name}.pem")
    return settings(transports=("udp", "tcp", "tls"), certificate=certificate, **changes)


def dialling(port: int, ca_file: Path, host: str = "localhost") -> SipSettings:
    """Of a gateway whose trunk is over TLS."""
    trunk = Account(f"{host}:{port + 1}", "13800138000", transport="tls")
    return settings(trunk=trunk, ca_file=str(ca_file))


async def dial(telephone: SipGateway, port: int) -> Line | DialFailure:
    uri = f"sip:12345@localhost:{port + 1};transport=tls"
    return await telephone.dial(uri, {}, OUTBOUND, 5.0)


async def test_a_call_over_tls(files: Path) -> None:
    port, lines, ends = free_port(), list[Line](), list[str]()

    async def robot(line: Line) -> None:
        lines.append(line)
        ends.append(await listen(line, []))

    async with (
        SipGateway(listening(files, port=port), robot),
        SipGateway(dialling(port, files / "localhost.crt"), echo) as telephone,
    ):
        line = await dial(telephone, port)
        assert not isinstance(line, DialFailure)
        assert isinstance(await line.receive(), Frame)
        await line.hang_up()
    assert ends == ["caller"]
    (taken,) = lines
    assert taken.info.parameters["transport"] == "tls"
    assert taken.info.caller == "13800138000"


@pytest.mark.parametrize(("name", "trusted"), [("localhost", "other"), ("other", "other")])
async def test_a_trunk_that_cannot_prove_its_name_is_not_spoken_to(
    name: str, trusted: str, files: Path
) -> None:
    """Nobody whom we trust vouches for it; or it is somebody else."""
    port = free_port()
    async with (
        SipGateway(listening(files, name, port=port), echo) as gateway,
        SipGateway(dialling(port, files / f"{trusted}.crt"), echo) as telephone,
    ):
        assert await dial(telephone, port) is DialFailure.UNREACHABLE
        assert gateway.calls == 0


@pytest.mark.parametrize(("peers", "heard"), [("127.0.0.1", True), ("127.0.0.2", False)])
async def test_strangers_do_not_even_shake_hands(peers: str, heard: bool, files: Path) -> None:
    port = free_port()
    async with SipGateway(listening(files, port=port, peers=(peers,)), echo):
        with socket.socket() as stranger:
            stranger.settimeout(0.5)
            assert (stranger.connect_ex(("127.0.0.1", port + 1)) == 0) is heard


async def test_a_gateway_without_its_certificate_does_not_start(tmp_path: Path) -> None:
    told = settings(transports=("tls",), certificate=str(tmp_path / "none.pem"))
    with pytest.raises(GatewayError, match=r"none\.pem.*one file"):
        async with SipGateway(told, echo):
            pytest.fail("started")


def test_without_tls_the_stack_is_told_nothing() -> None:
    assert tls_lines(settings()) == ""


def test_a_certificate_is_needed_to_listen() -> None:
    with pytest.raises(StackError, match="certificate"):
        tls_lines(settings(transports=("udp", "tls")))


@pytest.mark.parametrize("name", ["localhost.crt", "localhost.key", "none.pem"])
def test_a_certificate_needs_its_key_and_a_key_its_certificate(name: str, files: Path) -> None:
    with pytest.raises(StackError, match=name):
        tls_lines(settings(transports=("tls",), certificate=str(files / name)))


@pytest.mark.parametrize("name", ["localhost.key", "none.pem"])
def test_who_vouches_for_the_trunk_must_be_known(name: str, files: Path) -> None:
    with pytest.raises(StackError, match=name):
        tls_lines(dialling(5060, files / name))


@pytest.mark.skipif(
    ssl.get_default_verify_paths().cafile is None, reason="needs the system's ca-certificates"
)
def test_unless_told_otherwise_the_system_knows_who_vouches() -> None:
    trunk = Account("trunk.example", "12345", transport="tls")
    with capture_logs() as logged:
        assert "sip_verify_server yes" in tls_lines(settings(trunk=trunk))
    assert logged == []


def test_a_path_that_the_stack_would_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="space"):
        tls_lines(settings(certificate=str(tmp_path / "a b.pem")))


def test_an_address_in_place_of_a_name_is_warned_of(files: Path) -> None:
    with capture_logs() as logged:
        tls_lines(dialling(5060, files / "localhost.crt", "127.0.0.1"))
    assert [entry["event"] for entry in logged] == ["sip_trunk_by_address"]
