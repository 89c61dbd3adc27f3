"""What is in force, and the matcher over it, outside the robot: for commands and the API."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from ivr.database import Database, opened
from ivr.knowledge_live import Known, Ready, known_of, news, prepare, renew
from ivr.loading import load_entries
from ivr.settings import Settings
from knowledge.dialect import dialect
from knowledge.entries import Entry
from knowledge.matcher import Matcher


def known_in_force(database: Database, settings: Settings) -> Known:
    """What is published; before the first publication the folder of the settings, which is read
    after the transaction, for that holds up calls. Raises DatabaseError, KnowledgeError."""
    with database.session() as session:
        known = news(session, Known({}))
    return known if known.generation else known_of(load_entries(settings))


def entries_in_force(settings: Settings) -> tuple[Entry, ...]:
    """Those that hold on other days only among them. Raises as `known_in_force`."""
    with opened(settings.database.url.get_secret_value()) as database:
        return tuple(known_in_force(database, settings).entries.values())


class Newest:
    """What is in force, read again only where something was published. For any thread."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._known: Known | None = None
        self._lock = Lock()

    def known(self) -> Known:
        """Raises as `known_in_force`."""
        with self._lock:
            if self._known is None:
                self._known = known_in_force(self._database, self._settings)
            else:
                with self._database.session() as session:
                    self._known = news(session, self._known)
            return self._known


class InForce:
    """Made when it is first needed, renewed after publications. For any thread."""

    def __init__(self, settings: Settings, database: Database, now: Callable[[], datetime]) -> None:
        self._newest, self._now = Newest(settings, database), now
        self._zone = settings.service.zone
        self._dialect = dialect(settings.knowledge.accents)
        self._known: Known | None = None
        self._ready: Ready | None = None
        self._lock = Lock()

    def matcher(self) -> Matcher:
        """Today's. Raises KnowledgeError, DatabaseError."""
        with self._lock:
            day = self._now().astimezone(self._zone).date()
            known = self._newest.known()
            if self._ready is None:
                self._ready = prepare(known, day, self._dialect)
            elif known is not self._known or not self._ready.holds_on(day):
                self._ready = renew(self._ready, known, day)
            self._known = known
            return self._ready.matcher
