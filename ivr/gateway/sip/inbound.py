"""[P] What an INVITE says of its call."""

from ivr.gateway.line import LineInfo
from ivr.gateway.sip.addresses import host_of, number_of
from ivr.gateway.sip.diversion import diverted
from ivr.gateway.sip.wire import SAMPLE_RATE, Established

SHOWN_HEADERS = (
    "From",
    "To",
    "P-Asserted-Identity",
    "P-Called-Party-ID",
    "Diversion",
    "History-Info",
)
"""What we read of an INVITE."""


def inbound_info(call: Established, call_id: str) -> LineInfo:
    """Peers are trusted (they are let in by name), so the identity
    that they assert goes before what the caller's telephone wrote.

    parameters: sip_call_id, transport, peer (host); where the call was diverted to us also
    diverted_from (the number first dialled) and diverted_why.
    """
    headers = {name.lower(): value for name, value in call.headers.items()}
    caller = number_of(headers.get("p-asserted-identity", "")) or number_of(headers.get("from", ""))
    called = number_of(headers.get("p-called-party-id", "")) or number_of(headers.get("to", ""))
    parameters = {
        "sip_call_id": call.sip_call_id,
        "transport": call.transport,
        "peer": host_of(call.peer),
    }
    parameters |= diverted(headers, called)
    return LineInfo(call_id, caller, called, "inbound", SAMPLE_RATE, "sip", parameters)
