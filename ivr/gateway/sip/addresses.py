"""[P] Telephone numbers and URIs in SIP headers (RFC 3261, 3325), read with mistrust."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from ivr.gateway.numbers import subscriber_digits

CONTEXT_HEADER = "X-Hotline-"
"""Begins the name of every header that tells a person what is known of a call."""

CONTEXT_BYTES = 700
"""Of context in a Refer-To: with the rest of the REFER it must fit one UDP packet."""

_USER = re.compile(r"(?:sips?|tel):(?P<user>[^@;>?]*)", re.IGNORECASE)
_HOST = re.compile(r"sips?:(?:[^@>]*@)?(?P<host>\[[^\]]*\]|[^:;>?]+)", re.IGNORECASE)
_NUMBER = re.compile(r"[+0-9() -]+")
_NO_TOKEN = re.compile(r"[^A-Za-z0-9]+")


def number_of(address: str) -> str:
    """The digits of the number in an address header, or "" where it names nobody by number.

    '"Li" <sip:+8613800138000@trunk;user=phone>' → '13800138000'; anonymous → ''.
    """
    found = _USER.search(address)
    user = unquote(found["user"]) if found else ""
    return subscriber_digits(user) if _NUMBER.fullmatch(user) else ""


def host_of(address: str) -> str:
    """The host in an address header or URI, without port; "" where there is none."""
    found = _HOST.search(address)
    return found["host"] if found else ""


def user_part(name: str) -> str:
    """A number or a name of a queue, fit to stand before the @ of a URI."""
    return quote(name, safe="+*-_.!~")


def refer_to(
    template: str,
    target: str,
    peer: str,
    context: Mapping[str, str],
    room: int = CONTEXT_BYTES,
) -> str:
    """The Refer-To of a transfer. The context becomes X-Hotline-… headers of the INVITE that the
    far end will send (RFC 3261, 19.1.1), in its order and cut to `room` bytes: what matters most
    must come first.
    """
    uri = template.format(target=user_part(target), peer=peer)
    headers: list[str] = []
    for name, value in context.items():
        token = _NO_TOKEN.sub("-", name).strip("-")
        if not token or not value:
            continue
        head = f"{CONTEXT_HEADER}{token.capitalize()}="
        told = _quoted(value, room - len(head) - 1)
        if told:
            headers.append(head + told)
            room -= len(head) + len(told) + 1
    return f"<{uri}?{'&'.join(headers)}>" if headers else f"<{uri}>"


def referred(uri: str) -> tuple[str, dict[str, str]]:
    """Target and context of a Refer-To, as `refer_to` wrote it: the user part, and values by name
    in lower case. Headers of others are passed over."""
    address, _, headers = uri.strip().removeprefix("<").partition(">")[0].partition("?")
    found = _USER.search(address)
    context: dict[str, str] = {}
    for header in headers.split("&"):
        name, _, value = header.partition("=")
        if name.startswith(CONTEXT_HEADER):
            context[name.removeprefix(CONTEXT_HEADER).lower()] = unquote(value)
    return unquote(found["user"]) if found else "", context


def _quoted(value: str, room: int) -> str:
    """As many whole characters of `value` as fit, percent-encoded."""
    told = ""
    for character in " ".join(value.split()):
        more = quote(character, safe="")
        if len(told) + len(more) > room:
            break
        told += more
    return told
