from datetime import UTC, datetime, timedelta

from dialog.events import Handoff
from ivr.database import Database
from ivr.handover import store

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ASKED = Handoff("agents", "asked", "来电人要求人工；路灯坏了", (("matter", "路灯坏了"),))


def test_who_asked_first_is_called_first_and_knows_all_that_was_said(database: Database) -> None:
    with database.session() as session:
        store.promise(session, "b", "13800138001", ASKED, NOW + timedelta(minutes=1))
        store.promise(session, "a", "13800138000", ASKED, NOW)
        store.promise(session, "a", "another number", ASKED, NOW)
    with database.session() as session:
        rows = store.waiting(session)
        assert [(row.call_id, row.phone) for row in rows] == [
            ("a", "13800138000"),
            ("b", "13800138001"),
        ]
        assert store.handoff_of(rows[0]) == ASKED
        assert [row.call_id for row in store.list_returns(session)] == ["b", "a"]


def test_a_dial_counts_before_it_is_made_and_what_is_settled_waits_no_more(
    database: Database,
) -> None:
    with database.session() as session:
        store.promise(session, "a", "13800138000", ASKED, NOW)
        store.promise(session, "b", "13800138000", ASKED, NOW)
        store.dialled(session, "a")
        store.settle(session, "b", store.TICKET, NOW, "20261121500000000017")
    with database.session() as session:
        (row,) = store.waiting(session)
        assert (row.call_id, row.missed) == ("a", 1)
        (settled,) = store.list_returns(session, store.TICKET)
        assert (settled.ticket, settled.settled_at) == ("20261121500000000017", NOW)
        assert store.list_returns(session, store.TALKED) == []
