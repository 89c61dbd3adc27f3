"""[P] The few SIP messages of a calling telephone (RFC 3261, RFC 3264), over UDP.

A telephone behind a trunk, as an exchange would be: no registration, no authentication, no proxies.
"""

import re
from dataclasses import dataclass

PCMA = 8
"""RTP payload type of A-law (RFC 3551)."""

_STATUS = re.compile(r"SIP/2\.0 (\d{3})")
_REQUEST = re.compile(r"([A-Z]+) \S+ SIP/2\.0$")
_URI = re.compile(r"<(sip:[^>]+)>|(sip:[^;,\s]+)")
_MEDIA = re.compile(r"^m=audio (\d+) ", re.MULTILINE)
_ADDRESS = re.compile(r"^c=IN IP4 (\S+)", re.MULTILINE)
_SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}


@dataclass(frozen=True)
class Message:
    """A response (status above 0) or a request (method). cseq: its method. headers: names in lower
    case; of those that came several times, all values in order."""

    status: int
    method: str
    call_id: str
    cseq: str
    headers: dict[str, tuple[str, ...]]
    body: str

    def first(self, name: str) -> str:
        """A header's first value, or ""."""
        return self.headers.get(name, ("",))[0]


@dataclass(frozen=True)
class Identity:
    """Who calls whom. host, port: where this telephone hears SIP. number: the caller's.
    peer: host:port of the far end. tag, call_id: fit for headers."""

    host: str
    port: int
    number: str
    called: str
    peer: str
    call_id: str
    tag: str

    @property
    def target(self) -> str:
        return f"sip:{self.called}@{self.peer}"


def parse(datagram: bytes) -> Message | None:
    """None for what is no SIP message."""
    head, _, body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    status, request = _STATUS.match(first), _REQUEST.match(first)
    if status is None and request is None:
        return None
    headers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip().lower()
            name = _SHORT.get(name, name)
            headers[name] = (*headers.get(name, ()), value.strip())
    call_id, cseq = headers.get("call-id", ("",))[0], headers.get("cseq", ("",))[0].split()
    if not call_id or len(cseq) != 2:
        return None
    return Message(
        int(status[1]) if status else 0,
        request[1] if request else "",
        call_id,
        cseq[1],
        headers,
        body,
    )


def invite(who: Identity, media_port: int) -> bytes:
    return _request(
        who,
        "INVITE",
        who.target,
        f"<{who.target}>",
        1,
        "invite",
        offer(who.host, media_port),
    )


def ack(who: Identity, answer: Message) -> bytes:
    """Of any final response to the INVITE. That of a 2xx is a transaction of its own, to the
    contact; that of a refusal belongs to the INVITE (RFC 3261, 13.2.2.4 and 17.1.1.3)."""
    taken = answer.status < 300
    target = contact_of(answer) or who.target
    return _request(
        who,
        "ACK",
        target if taken else who.target,
        answer.first("to"),
        1,
        "ack" if taken else "invite",
    )


def bye(who: Identity, answer: Message) -> bytes:
    """answer: the 200 that set the call up."""
    return _request(who, "BYE", contact_of(answer) or who.target, answer.first("to"), 2, "bye")


def cancel(who: Identity) -> bytes:
    return _request(who, "CANCEL", who.target, f"<{who.target}>", 1, "invite")


def response(who: Identity, request: Message, status: int, body: str = "") -> bytes:
    """To a request within the call."""
    told = [f"SIP/2.0 {status} {'OK' if status == 200 else 'Accepted'}"]
    for name in ("via", "from", "to", "call-id", "cseq"):
        told += [f"{name.title()}: {value}" for value in request.headers.get(name, ())]
    told.append(f"Contact: <sip:{who.number}@{who.host}:{who.port}>")
    return _framed(told, body)


def offer(host: str, port: int) -> str:
    """SDP of one A-law stream both ways; RTCP goes to its own port, which nobody reads."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {PCMA}\r\na=rtpmap:{PCMA} PCMA/8000\r\n"
        "a=ptime:20\r\na=sendrecv\r\n"
    )


def media_address(answer: Message) -> tuple[str, int] | None:
    """Where the far end hears RTP, from its SDP; None where it names no audio."""
    media, address = _MEDIA.search(answer.body), _ADDRESS.search(answer.body)
    return (address[1], int(media[1])) if media and address and int(media[1]) else None


def contact_of(message: Message) -> str:
    found = _URI.search(message.first("contact"))
    return (found[1] or found[2]) if found else ""


def _request(
    who: Identity, method: str, target: str, to: str, cseq: int, branch: str, body: str = ""
) -> bytes:
    told = [
        f"{method} {target} SIP/2.0",
        f"Via: SIP/2.0/UDP {who.host}:{who.port};branch=z9hG4bK{who.tag}{branch};rport",
        "Max-Forwards: 70",
        f"From: <sip:{who.number}@{who.host}>;tag={who.tag}",
        f"To: {to}",
        f"Call-ID: {who.call_id}",
        f"CSeq: {cseq} {method}",
        f"Contact: <sip:{who.number}@{who.host}:{who.port}>",
    ]
    return _framed(told, body)


def _framed(lines: list[str], body: str) -> bytes:
    if body:
        lines = [*lines, "Content-Type: application/sdp"]
    lines = [*lines, f"Content-Length: {len(body.encode())}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
