"""The matcher over what is in force, outside the robot: for commands and the API."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

from ivr.database import Database
from ivr.knowledge_live import Known, Ready, known_of, news, prepare, renew
from ivr.settings import Settings
from knowledge.dialect import dialect
from knowledge.entries import load, load_default
from knowledge.matcher import Matcher


class InForce:
    """Made when it is first needed, renewed after publications. For any thread."""

    def __init__(self, settings: Settings, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._zone = ZoneInfo(settings.service.timezone)
        self._dialect = dialect(settings.knowledge.accents)
        self._folder = settings.knowledge.dir
        self._known: Known | None = None
        self._ready: Ready | None = None
        self._lock = Lock()

    def matcher(self) -> Matcher:
        """Today's. Raises KnowledgeError, DatabaseError."""
        with self._lock:
            day = self._now().astimezone(self._zone).date()
            before = self._known or known_of(load(self._folder) if self._folder else load_default())
            with self._database.session() as session:
                known = news(session, before)
            if self._ready is None:
                self._ready = prepare(known, day, self._dialect)
            elif known is not self._known or not self._ready.holds_on(day):
                self._ready = renew(self._ready, known, day)
            self._known = known
            return self._ready.matcher
