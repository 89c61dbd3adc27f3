import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ivr.database import Database
from knowledge import ledger
from knowledge.ledger import Verdict
from knowledge.ledger_tables import LedgerUtterance

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)


def row(turn: int, text: str = "公积金怎么取", **more: object) -> LedgerUtterance:
    fields = {"call_id": "c1", "at_ms": 1000, "duration_ms": 900, "kind": "unanswered"}
    return LedgerUtterance(
        **fields | {"turn": turn, "text": text, "said_at": NOON + timedelta(hours=turn)} | more
    )


def noted(database: Database, *rows: LedgerUtterance) -> list[int]:
    with database.session() as session:
        ledger.note(session, rows)
        return [each.id for each in ledger.everything(session) if each.id is not None]


def test_what_is_noted_is_kept_in_order(database: Database) -> None:
    first, second = noted(database, row(1), row(2, "身份证丢了", score=0.2, candidates="[]"))
    with database.session() as session:
        kept = ledger.get(session, second)
        assert kept is not None
        assert (kept.text, kept.score, kept.said_at) == (
            "身份证丢了",
            0.2,
            NOON + timedelta(hours=2),
        )
        assert (kept.cluster, kept.decision, kept.meant) == (None, None, "")
        assert [each.id for each in ledger.everything(session)] == [first, second]
        assert ledger.get(session, second + 1) is None


def test_a_turn_is_noted_once(database: Database) -> None:
    noted(database, row(1))
    with pytest.raises(IntegrityError):
        noted(database, row(1))


def test_clusters_are_written_down_and_may_grow_together(database: Database) -> None:
    a, b, c = noted(database, row(1), row(2), row(3))
    with database.session() as session:
        ledger.place(session, {a: a, b: b}, {a: "甲", b: "乙"})
    with database.session() as session:
        ledger.place(session, {b: a, c: a}, {c: "丙"})
    with database.session() as session:
        members = ledger.of_cluster(session, a)
        assert [(each.id, each.meant) for each in members] == [(a, "甲"), (b, "乙"), (c, "丙")]
        assert ledger.of_cluster(session, b) == []


def test_everything_is_read_only_where_something_is_to_be_clustered(database: Database) -> None:
    a, b = noted(database, row(1, syllables="gong ji jin"), row(2))
    with database.session() as session:
        ledger.place(session, {a: a}, {a: "甲"})
        first, second = ledger.to_cluster(session)
        assert (first.id, first.meant, first.cluster) == (a, "甲", a)
        assert (first.text, first.syllables) == ("公积金怎么取", "gong ji jin")
        assert (second.id, second.meant, second.cluster) == (b, "", None)
        ledger.place(session, {b: a}, {b: "乙"})
        assert ledger.to_cluster(session) == []


def test_the_largest_cluster_comes_first_with_its_time_span(database: Database) -> None:
    a, b, c, _ = noted(database, row(1), row(2), row(3), row(4))
    with database.session() as session:
        ledger.place(session, {a: a, b: b, c: b}, {a: "甲", b: "乙", c: "乙"})
        first, second = ledger.tallies(session)
    assert (first.cluster, first.open, first.settled) == (b, 2, 0)
    assert (first.first, first.last) == (NOON + timedelta(hours=2), NOON + timedelta(hours=3))
    assert (second.cluster, second.open) == (a, 1)


def test_a_decision_settles_what_is_there_and_not_what_comes(database: Database) -> None:
    a, b = noted(database, row(1), row(2))
    verdict = Verdict(True, entry="gjj-rent", texts=("房租公积金",), change="7")
    with database.session() as session:
        ledger.place(session, {a: a, b: a}, {a: "甲", b: "甲"})
        made = ledger.decide(session, a, verdict, "张三", NOON)
        assert made is not None
        assert (made.actor, made.verdict, made.count) == ("张三", "accepted", 2)
        assert (made.entry, json.loads(made.texts), made.change) == (
            "gjj-rent",
            ["房租公积金"],
            "7",
        )
    (c,) = noted(database, row(3))[2:]
    with database.session() as session:
        ledger.place(session, {c: a}, {c: "甲"})
        assert [(t.open, t.settled) for t in ledger.tallies(session)] == [(1, 2)]
        again = ledger.decide(session, a, Verdict(False, "other"), "李四", NOON)
        assert again is not None
        assert (again.verdict, again.reason, again.count) == ("rejected", "other", 1)
        newest = [(each.actor, each.at) for each in ledger.decisions(session)]
        assert newest == [("李四", NOON), ("张三", NOON)]


def test_nothing_is_decided_twice(database: Database) -> None:
    (a,) = noted(database, row(1))
    with database.session() as session:
        ledger.place(session, {a: a}, {a: "甲"})
        assert ledger.decide(session, a, Verdict(False, "other"), "张三", NOON)
        assert ledger.decide(session, a, Verdict(True), "李四", NOON) is None
        assert len(ledger.decisions(session)) == 1
