"""SIP over TLS: what the stack is told, after a look at the files, since its own words are few."""

import ssl
from ipaddress import IPv4Address

import structlog

from ivr.gateway.sip.errors import StackError
from ivr.gateway.sip.settings import SipSettings

log = structlog.get_logger()


def tls_lines(settings: SipSettings) -> str:
    """Lines of the stack's configuration; "" where TLS is not asked for. Raises StackError where a
    file is missing or not what it should be."""
    lines = ""
    for path in (settings.certificate, settings.ca_file):
        if len(path.split()) > 1:  # the stack reads up to the space
            raise StackError(f"{path!r}: the SIP stack takes no path with a space in it")
    if settings.certificate:
        _check_certificate(settings.certificate)
        lines += f"sip_certificate {settings.certificate}\n"
    elif "tls" in settings.transports:
        raise StackError(
            "SIP over TLS needs a certificate: set `certificate` to a PEM file with key and chain"
        )
    if settings.trunk is not None and settings.trunk.transport == "tls":
        lines += f"sip_verify_server yes\nsip_cafile {_trusted(settings.ca_file)}\n"
        _warn_of_address(settings.trunk.host)
    return lines


def _check_certificate(path: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    except OSError as e:  # ssl.SSLError is one
        raise StackError(
            f"{path} is no certificate with its private key ({e.strerror or e}): "
            "write both, PEM, into one file"
        ) from None


def _trusted(path: str) -> str:
    """The operator's file of authorities, else the system's."""
    path = path or ssl.get_default_verify_paths().cafile or ""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except OSError as e:
        raise StackError(
            f"no certificate authorities in {path or 'this system'} ({e.strerror or e}): "
            "set `ca_file` to a PEM file of those that may vouch for the trunk"
        ) from None
    return path


def _warn_of_address(host: str) -> None:
    """The stack compares names only: of an address it verifies the authority, not who it is."""
    try:
        IPv4Address(host.partition(":")[0])
    except ValueError:
        return
    log.warning("sip_trunk_by_address", why="TLS verifies names only: set the trunk by its name")
