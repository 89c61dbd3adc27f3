"""[P] Which number was dialled first, where a call was diverted to us: Diversion (RFC 5806) and
History-Info (RFC 7044, causes of RFC 4458), read with mistrust.

The stack shows one line of each header. Where a network puts every diverter on a line of its own,
that is the last one of a Diversion, and the number first dialled of a History-Info.
"""

import re
from collections.abc import Mapping

from ivr.gateway.sip.addresses import number_of

_ENTRY = re.compile(r"<(?P<address>[^>]*)>(?P<parameters>[^<]*)")
_REASON = re.compile(r';\s*reason="?([\w-]{1,32})', re.IGNORECASE)
_CAUSE = re.compile(r"[;?&]cause=(\d{3})", re.IGNORECASE)

REASONS = {
    "302": "unconditional",
    "404": "unavailable",
    "408": "no-answer",
    "480": "deflection",
    "486": "user-busy",
    "487": "deflection",
    "503": "unavailable",
}
"""Causes of RFC 4458 in the words of RFC 5806."""


def diverted(headers: Mapping[str, str], called: str) -> dict[str, str]:
    """diverted_from, and diverted_why where it is told; empty for a call that was not diverted, or
    by nobody with a number. headers: by name in small letters. called: the number in To.
    """
    by_diversion = _by_diversion(headers.get("diversion", ""))
    return by_diversion or _by_history(headers.get("history-info", ""), called)


def _by_diversion(header: str) -> dict[str, str]:
    """The last is the oldest (RFC 5806, 5)."""
    entries = list(_ENTRY.finditer(header))
    if not entries:
        return {}
    why = _REASON.search(entries[-1]["parameters"])
    return _told(entries[-1]["address"], why[1] if why else "")


def _by_history(header: str, called: str) -> dict[str, str]:
    """The first is where the call was meant to go; each of the others may say why it came there.
    Without a cause it was only passed on, unless it was meant for another number."""
    addresses = [entry["address"] for entry in _ENTRY.finditer(header)]
    if not addresses:
        return {}
    causes = [cause[1] for address in addresses[1:] if (cause := _CAUSE.search(address))]
    if causes:
        return _told(addresses[0], REASONS.get(causes[0], ""))
    meant_for_another = len(addresses) == 1 and number_of(addresses[0]) != called
    return _told(addresses[0], "") if meant_for_another else {}


def _told(address: str, why: str) -> dict[str, str]:
    number = number_of(address)
    if not number:
        return {}
    return {"diverted_from": number, "diverted_why": why} if why else {"diverted_from": number}
