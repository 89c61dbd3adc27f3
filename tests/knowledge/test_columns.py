from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from ivr.database import Database
from knowledge.columns import UtcDateTime

TABLE = Table(
    "moment", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime)
)
BEIJING = timezone(timedelta(hours=8))


def test_every_zone_comes_back_as_utc(database: Database) -> None:
    noon = datetime(2026, 9, 18, 12, 0, 0, 123456, tzinfo=BEIJING)
    TABLE.create(database.engine)
    with database.engine.begin() as connection:
        connection.execute(insert(TABLE), [{"at": noon}, {"at": None}])
        found, nothing = connection.scalars(select(TABLE.c.at).order_by(TABLE.c.id))
    assert found == noon
    assert found.utcoffset() == timedelta(0)
    assert nothing is None


def test_moments_compare_as_moments_and_not_as_texts(database: Database) -> None:
    early = datetime(2026, 9, 18, 20, tzinfo=BEIJING)
    late = datetime(2026, 9, 18, 13, tzinfo=UTC)
    TABLE.create(database.engine)
    with database.engine.begin() as connection:
        connection.execute(insert(TABLE), [{"at": late}, {"at": early}])
        assert list(connection.scalars(select(TABLE.c.at).where(TABLE.c.at < late))) == [early]


def test_a_moment_without_zone_is_refused(database: Database) -> None:
    TABLE.create(database.engine)
    with (
        database.engine.begin() as connection,
        pytest.raises(StatementError, match="no time zone"),
    ):
        connection.execute(insert(TABLE), {"at": datetime(2026, 9, 18)})
