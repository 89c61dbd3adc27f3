"""[P] Where the server listens, as one record of the log and as lines for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Record = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Place:
    """One address. what: the protocol, as a key of the log record; name: for people."""

    what: str
    name: str
    address: str


def web_places(http: str, dialects: Iterable[str], *, vosk: bool) -> tuple[Place, ...]:
    """Of the HTTP server at `http`, e.g. http://127.0.0.1:8012."""
    socket = "ws" + http.removeprefix("http")
    media = [
        Place("websocket", f"WebSocket, {name}", f"{socket}/media/{name}") for name in dialects
    ]
    clients = [Place("vosk", "Vosk", f"{socket}/vosk")] if vosk else []
    return (Place("http", "HTTP", http), *media, *clients)


def sip_places(
    host: str, port: int, transports: Iterable[str], trunk: str, registration: str
) -> tuple[Place, ...]:
    """trunk: where callbacks go out, "" for none; registration: how it knows us."""
    open_ = [
        Place("sip", "SIP", f"sip:{host}:{port + (name == 'tls')};transport={name}")
        for name in transports
    ]
    out = [Place("trunk", "SIP trunk", f"{trunk}, {registration}")] if trunk else []
    return (*open_, *out)


def record(places: Iterable[Place]) -> Record:
    """By protocol; a list where several addresses are of one kind."""
    found: dict[str, list[str]] = {}
    for place in places:
        found.setdefault(place.what, []).append(place.address)
    return {
        what: where if what in ("websocket", "sip") else where[0] for what, where in found.items()
    }


def lines(places: Iterable[Place]) -> tuple[str, ...]:
    """One for each place, in columns."""
    shown = tuple(places)
    width = max((len(place.name) for place in shown), default=0)
    return tuple(f"{place.name:<{width}}  {place.address}" for place in shown)
