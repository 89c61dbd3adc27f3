from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from ivr.database import Database
from knowledge.expiry import Expiring, expiring, notices, tell
from tests.knowledge.test_store import NOW, RENT

TODAY = date(2026, 9, 18)
MONTH = 30


def until(day: date | None, entry: str = "a", unit: str = "民政局"):  # type: ignore[no-untyped-def]
    return replace(RENT, id=entry, unit=unit, valid_until=day)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.mark.parametrize(
    ("left", "kind"),
    [(-400, "expired"), (-1, "expired"), (0, "expires"), (MONTH, "expires"), (MONTH + 1, None)],
)
def test_an_entry_expires_after_its_last_day(left: int, kind: str | None) -> None:
    found = expiring([until(TODAY + timedelta(days=left))], TODAY, MONTH)
    assert [each.kind for each in found] == ([kind] if kind else [])


def test_the_list_is_by_unit_and_the_most_urgent_comes_first() -> None:
    soon, later = TODAY, TODAY + timedelta(days=3)
    entries = [
        until(later, "a"),
        until(soon, "b"),
        until(soon, "c", "公安局"),
        until(None, "d"),
    ]
    assert [each.entry for each in expiring(entries, TODAY, MONTH)] == ["c", "b", "a"]


def test_a_unit_is_told_once_of_each_date(session: Session) -> None:
    def told(day: date, today: date) -> int:
        return tell(session, expiring([until(day)], today, MONTH), NOW)

    assert told(TODAY, TODAY) == 1
    assert told(TODAY, TODAY) == 0
    assert told(TODAY, TODAY + timedelta(days=1)) == 1, "expired is another matter"
    assert told(TODAY + timedelta(days=9), TODAY) == 1, "so is another date"
    newest = notices(session)[0]
    assert (newest.entry, newest.unit, newest.at) == ("a", "民政局", NOW)
    assert [notice.kind for notice in notices(session)] == ["expires", "expired", "expires"]


def test_notices_are_for_their_unit(session: Session) -> None:
    found = [
        Expiring("民政局", "a", "问", TODAY, "expires"),
        Expiring("公安局", "b", "问", TODAY, "expires"),
    ]
    tell(session, found, NOW)
    assert [notice.entry for notice in notices(session, "公安局")] == ["b"]
    assert len(notices(session)) == 2
    assert len(notices(session, limit=1)) == 1
