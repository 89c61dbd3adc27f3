"""The sections of the settings that concern lines: where calls come in and go out."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from ivr.gateway.sip.settings import DOMESTIC
from ivr.sections import Section


class Http(Section):
    """The HTTP and WebSocket server."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8012, ge=0, le=65535, description="Port to listen on; 0: any free one.")
    api_token: SecretStr | None = Field(
        None, min_length=1, description="Bearer token of the REST API; unset: the API answers 503."
    )


class Gateway(Section):
    """Media over WebSocket."""

    token: SecretStr | None = Field(
        None,
        min_length=1,
        description="Token every media client presents; unset: `serve` refuses to start.",
    )
    max_calls: int = Field(120, ge=1, description="Calls at once; more are refused.")
    ring_s: float = Field(30.0, gt=0, description="How long a callback rings, seconds.")
    speed: float = Field(
        1.0,
        gt=0,
        le=8,
        description="Call seconds a wall second; above 1 for demos only.",
    )


class Sip(Section):
    """Telephone calls over SIP, in a process of their own; see docs/sip.md."""

    enabled: bool = Field(False, description="Whether the SIP gateway runs.")
    host: str = Field("127.0.0.1", description="IPv4 address to listen on, UDP and TCP.")
    port: int = Field(5060, ge=1, le=65534, description="SIP port; TLS has the one above.")
    certificate: Path | None = Field(
        None, description="PEM file of private key and certificate; TLS is taken where it is set."
    )
    ca_file: Path | None = Field(
        None, description="PEM file of who vouches for a trunk over TLS; unset: the system's."
    )
    peers: tuple[str, ...] = Field(
        ("127.0.0.1",), description="IPv4 addresses and networks that are answered at all."
    )
    rtp_ports: tuple[int, int] = Field(
        (20000, 21999), description="First and last UDP port of media; two for each call."
    )
    max_calls: int = Field(120, ge=1, description="Calls at once; another one is answered 486.")
    trunk_host: str = Field("", description="Where callbacks go out; empty: registered handsets.")
    trunk_user: str = Field("", description="How we are called at the trunk.")
    trunk_password: SecretStr | None = Field(None, description="Password at the trunk.")
    trunk_transport: Literal["udp", "tcp", "tls"] = Field(
        "udp", description="How the trunk is spoken to; TLS verifies its name."
    )
    trunk_register_s: int = Field(
        0, ge=0, description="Seconds between registrations; 0: the trunk knows our address."
    )
    allow: tuple[str, ...] = Field(
        DOMESTIC, description="Numbers that may be dialled: digits, X any digit, * any more."
    )
    deny: tuple[str, ...] = Field(("00*",), description="Numbers never dialled; wins over allow.")
    max_outbound: int = Field(4, ge=1, description="Outbound calls at once.")
    dials_per_s: float = Field(1.0, gt=0, description="New outbound calls a second.")
    transfer_uri: str = Field(
        "sip:{target}@{peer}", description="Where callers are handed over to."
    )
    context_bytes: int = Field(
        700, ge=0, le=700, description="What is known of a call, in its REFER; some PBXs take less."
    )


class AudioSocket(Section):
    """Asterisk's AudioSocket over TCP; see docs/dialects.md."""

    enabled: bool = Field(False, description="Whether the AudioSocket port is open.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8013, ge=0, le=65535, description="Port to listen on; 0: any free one.")
    peers: tuple[str, ...] = Field(
        ("127.0.0.0/8", "::1/128"), description="Networks that may connect; it has no password."
    )


class VoskServer(Section):
    """A recogniser at /vosk for clients of vosk-server."""

    streams: int = Field(0, ge=0, description="Streams heard at once; 0: the endpoint is off.")
