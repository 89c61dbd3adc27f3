"""[P] Whom to call over SIP, as an operator writes it (RFC 3261, 19.1, the part that we need)."""

import re
from dataclasses import dataclass

from ivr.gateway.sip.addresses import user_part
from ivr.gateway.sip.errors import AddressError

DEFAULT_PORT = 5060

_ADDRESS = re.compile(
    r"sip:(?P<user>[^@:;?\s]+)@(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
)


@dataclass(frozen=True)
class Target:
    """user: a number or a name. host: a name or an IPv4 address."""

    user: str
    host: str
    port: int = DEFAULT_PORT

    def uri(self, address: str) -> str:
        """To be dialled, at the address of `host`."""
        return f"sip:{user_part(self.user)}@{address}:{self.port}"

    def __str__(self) -> str:
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        return f"sip:{self.user}@{self.host}{port}"


def target(written: str) -> Target:
    """`sip:USER@HOST[:PORT]`. Raises AddressError for anything else."""
    found = _ADDRESS.fullmatch(written)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise AddressError(f"{written} is no SIP address: write sip:USER@HOST[:PORT]")
    return Target(found["user"], found["host"], port)
