from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from ivr.database import Database
from knowledge.audit import trail
from knowledge.errors import AppendOnly
from knowledge.plain import to_json
from knowledge.published import version
from knowledge.publishing import seed
from knowledge.tables import KbVersion
from tests.knowledge.test_store import CHIEF, NOW, RENT


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        seed(opened, [RENT], CHIEF, NOW)
        yield opened


def test_a_published_version_is_never_altered(session: Session) -> None:
    kept = version(session, RENT.id, 1)
    kept.why = "x"
    with pytest.raises(AppendOnly, match="version 1 of gjj-rent is published"):
        session.flush()
    session.rollback()


def test_a_line_of_the_audit_trail_is_never_taken_away(session: Session) -> None:
    session.delete(trail(session)[0])
    with pytest.raises(AppendOnly, match="add a line instead"):
        session.flush()
    session.rollback()


def test_no_number_is_given_to_two_versions_of_an_entry(session: Session) -> None:
    again = KbVersion(
        entry=RENT.id,
        number=1,
        generation=2,
        unit=RENT.unit,
        content=to_json(RENT),
        maker="李编",
        checker="王审",
        published_at=NOW,
    )
    session.add(again)
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()
