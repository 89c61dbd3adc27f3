"""[P] What the SIP gateway is told: where it listens, whom it talks to, and its bounds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from ivr.gateway.sip.addresses import CONTEXT_BYTES

Transport = Literal["udp", "tcp", "tls"]

Codec = Literal["pcma", "pcmu"]
"""G.711, A-law (what China's networks speak) and µ-law."""

DOMESTIC = ("1XXXXXXXXXX", "0XXXXXXXXX", "0XXXXXXXXXX", "0XXXXXXXXXXX", "XXXXXXX", "XXXXXXXX")
"""Mobile numbers, fixed lines with area code, and fixed lines of the same city (mainland China)."""


@dataclass(frozen=True)
class Account:
    """The PBX or carrier trunk that callbacks go out through.

    host: IPv4 address or name, with a port where it is not 5060 (TLS: 5061). It need not be among
    the peers: its addresses are let in.
    user: how we are called there; the From of our calls. Usually the hotline's own number.
    auth_user: of the digest, where it differs from `user`.
    register_s: seconds between registrations; 0 for a trunk that knows us by address.
    """

    host: str
    user: str
    password: str = field(default="", repr=False)
    auth_user: str = ""
    register_s: int = 0
    transport: Transport = "udp"


@dataclass(frozen=True)
class SipSettings:
    """Times are in seconds of wall time.

    host, port: IPv4 address and port to listen on, for each of `transports`; TLS has the port
    above (5061 by convention).
    certificate: PEM file of our private key and certificate chain, for TLS.
    ca_file: PEM file of the authorities that vouch for a trunk over TLS; "": the system's.
    peers: IPv4 addresses and networks whose packets are read at all; nobody else is answered.
    codecs: offered and taken, in order of preference.
    rtp_ports: first and last UDP port of media; two for each call.
    max_calls: at once, both directions; another INVITE is answered 486.
    ring_s: how long an inbound call rings before it is answered.
    rtp_timeout_s: of silence on the media path (not of speech), after which the far end is lost.
    trunk: for outbound calls; None: the gateway only takes calls.
    setup_s: for a trunk to report that the far end rings, after which it counts as unreachable.
    allow, deny: patterns of numbers that may be dialled, see `rules.py`; deny wins.
    max_outbound, dials_per_s: bounds of outbound calls at once and of new ones.
    transfer_uri: where a handed-over caller is sent; {target} and {peer}, the far end's host,
    are filled in.
    transfer_s: for a far end to take a transfer.
    context_bytes: of what is known of a call, in the REFER of a transfer.
    follow_transfers: call whom a REFER of the far end names, as a telephone does. For test
    telephones only: whoever may send us a REFER can then make us dial.
    drain_s: for calls to end by themselves when the gateway stops.
    silence_s: without a sign of life, after which the process of the gateway is killed.
    restart_first_s, restart_most_s: waiting before a restart; doubled from first to most.
    log_level, log_format: of the process, as `ivr.log.configure` takes them.
    """

    host: str = "127.0.0.1"
    port: int = 5060
    transports: tuple[Transport, ...] = ("udp", "tcp")
    certificate: str = ""
    ca_file: str = ""
    peers: tuple[str, ...] = ("127.0.0.1",)
    codecs: tuple[Codec, ...] = ("pcma", "pcmu")
    rtp_ports: tuple[int, int] = (20000, 21999)
    max_calls: int = 120
    ring_s: float = 0.0
    rtp_timeout_s: int = 30
    trunk: Account | None = None
    setup_s: float = 15.0
    allow: tuple[str, ...] = DOMESTIC
    deny: tuple[str, ...] = ("00*",)
    max_outbound: int = 4
    dials_per_s: float = 1.0
    transfer_uri: str = "sip:{target}@{peer}"
    transfer_s: float = 20.0
    context_bytes: int = CONTEXT_BYTES
    follow_transfers: bool = False
    drain_s: float = 30.0
    silence_s: float = 5.0
    restart_first_s: float = 0.5
    restart_most_s: float = 30.0
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    log_format: Literal["json", "console"] = "json"

    def as_json(self) -> dict[str, Any]:
        """Fit for JSON; holds the password."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """What `as_json` gave, after JSON has made lists of tuples."""
        fields: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in told.items()
        }
        trunk = told["trunk"]
        fields["trunk"] = None if trunk is None else Account(**trunk)
        return cls(**fields)
