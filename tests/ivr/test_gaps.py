import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ivr.call.recording import Recording
from ivr.call.store import save_call
from ivr.call.tables import CallRecord
from ivr.database import Database
from ivr.errors import ClipGone, UnknownGap
from ivr.gaps import Gap, accept, candidates, clip_of, gap, gaps, refresh, reject
from knowledge import ledger, store
from knowledge.approval import Actor, Role
from knowledge.entries import Entry
from knowledge.errors import UnknownEntry
from knowledge.ledger_tables import LedgerUtterance
from knowledge.matcher import Matcher
from knowledge.plain import recall
from knowledge.publishing import seed
from knowledge.review import NEW
from knowledge.thresholds import DEFAULT

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
EDITOR = Actor("张三", Role.SUPERVISOR)
ENTRIES = (
    Entry(
        "gjj-rent",
        "公积金中心",
        "租房怎么提取公积金",
        ("租房子能取公积金吗",),
        "好",
        "好",
        source="甲",
    ),
    Entry(
        "id-lost", "公安局", "身份证丢了怎么补办", ("身份证不见了怎么办",), "好", "好", source="甲"
    ),
)
RENT = ("我租房的话公积金咋个取", "租房子公积金怎么取出来嘛")

Note = Callable[..., int]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """One that is never sure, so that everything asks for an editor."""
    built = Matcher.build(ENTRIES, date(2026, 9, 18))
    return replace(built, thresholds=replace(DEFAULT, answer=1.0, likely=1.0, clarify=1.0))


@pytest.fixture
def note(database: Database) -> Note:
    """Notes one utterance; its id."""
    turns = iter(range(1000))

    def write(text: str, kind: str = "unanswered", **more: object) -> int:
        turn = next(turns)
        row = LedgerUtterance(
            **{
                "call_id": "c1",
                "turn": turn,
                "said_at": NOON + timedelta(minutes=turn),
                "at_ms": 1000,
                "duration_ms": 500,
                "text": text,
                "kind": kind,
                **more,
            }
        )
        with database.session() as session:
            ledger.note(session, [row])
        return row.id or 0

    return write


def listed(database: Database, matcher: Matcher, **options: bool) -> list[Gap]:
    refresh(database, matcher)
    return list(gaps(database, matcher, 10, **options))


def test_clusters_come_with_what_to_make_of_them(
    database: Database, matcher: Matcher, note: Note
) -> None:
    note("今天晚上吃什么好", score=0.1)
    first = note(RENT[0])
    note(RENT[1], "corrected", answered="id-lost")
    note("等一下")
    rent, dinner = listed(database, matcher)
    assert (rent.tally.cluster, rent.tally.open, rent.kinds) == (
        first,
        2,
        {"unanswered": 1, "corrected": 1},
    )
    assert (rent.proposal.kind, rent.proposal.entry) == ("variant", "gjj-rent")
    assert rent.item.entry == "gjj-rent"
    assert rent.text in RENT
    assert [row.text for row in rent.utterances] == list(RENT)
    assert (dinner.proposal.kind, dinner.item.entry) == ("entry", NEW)
    noise = {each.text: each.proposal.kind for each in listed(database, matcher, everything=True)}
    assert noise["等一下"] == "noise"


def test_only_new_ones_are_clustered(database: Database, matcher: Matcher, note: Note) -> None:
    note(RENT[0])
    steps: list[tuple[int, int]] = []
    assert refresh(database, matcher, lambda *step: steps.append(step)) == 1
    note(RENT[1])
    note("身份证丢了")
    assert refresh(database, matcher, lambda *step: steps.append(step)) == 2
    assert refresh(database, matcher) == 0
    assert steps == [(1, 1), (1, 2), (2, 2)]


def test_what_today_answers_is_not_shown(database: Database, note: Note) -> None:
    note("租房怎么提取公积金")
    sure = Matcher.build(ENTRIES, date(2026, 9, 18))
    assert listed(database, sure) == []
    (found,) = listed(database, sure, everything=True)
    assert found.proposal.kind == "answered"


def test_what_callers_did_not_want_is_not_proposed(database: Database, note: Note) -> None:
    note("租房怎么提取公积金", "corrected", answered="gjj-rent")
    (found,) = listed(database, Matcher.build(ENTRIES, date(2026, 9, 18)))
    assert found.proposal.entry != "gjj-rent"


def test_what_callers_chose_is_proposed(database: Database, matcher: Matcher, note: Note) -> None:
    note("公积金", "corrected", answered="gjj-rent", chosen="id-lost")
    assert [each.proposal.entry for each in listed(database, matcher)] == ["id-lost"]


def test_masked_numbers_become_no_variant(database: Database, matcher: Matcher, note: Note) -> None:
    note("我电话138****5678公积金咋取")
    (found,) = listed(database, matcher)
    assert "*" not in "".join(found.texts)


def test_what_has_sounds_only_is_spelt(database: Database, matcher: Matcher, note: Note) -> None:
    note("", syllables="zu fang zen me ti qu gong ji jin")
    (found,) = listed(database, matcher)
    assert "公积金" in found.text


def test_accepting_drafts_the_variants_and_settles(
    database: Database, matcher: Matcher, note: Note
) -> None:
    for text in (*RENT, RENT[1]):
        note(text)
    (found,) = listed(database, matcher)
    with database.session() as session:
        seed(session, ENTRIES, EDITOR, NOON)
        decision = accept(session, found.item, found.text, "", EDITOR, NOON)
    assert (decision.verdict, decision.entry, decision.count) == ("accepted", "gjj-rent", 3)
    assert json.loads(decision.texts) == list(found.texts)
    with database.session() as session:
        draft = store.get(session, int(decision.change))
        assert set(found.texts) <= set(recall(draft.content).variants)
        assert found.text in draft.why
        with pytest.raises(UnknownGap, match="nothing to decide"):
            accept(session, replace(found.item, texts=("新的",)), "", "", EDITOR, NOON)
    assert listed(database, matcher) == []


def test_a_draft_that_is_refused_settles_nothing(
    database: Database, matcher: Matcher, note: Note
) -> None:
    note(RENT[0])
    (found,) = listed(database, matcher)
    with pytest.raises(UnknownEntry), database.session() as session:
        accept(session, found.item, found.text, "", EDITOR, NOON)  # nothing is published yet
    assert len(listed(database, matcher)) == 1


def test_a_new_entry_is_drafted_for_a_unit(
    database: Database, matcher: Matcher, note: Note
) -> None:
    note("今天晚上吃什么好")
    (found,) = listed(database, matcher)
    with database.session() as session:
        seed(session, ENTRIES, EDITOR, NOON)
        decision = accept(session, found.item, found.text, "商务委", EDITOR, NOON)
        draft = store.get(session, int(decision.change))
    assert (decision.entry, draft.unit) == (f"gap-{found.tally.cluster}", "商务委")


def test_what_was_rejected_comes_back_when_it_has_grown(
    database: Database, matcher: Matcher, note: Note
) -> None:
    note(RENT[0])
    (found,) = listed(database, matcher)
    with database.session() as session:
        reject(session, found.tally.cluster, "other", "张三", NOON)
    for more in range(1, 3):
        note(RENT[0])
        assert listed(database, matcher) == [], more
    note(RENT[1])
    (again,) = listed(database, matcher)
    assert (again.tally.open, again.tally.settled) == (3, 1)
    assert again.kinds == {"unanswered": 3}


def test_reasons_are_those_of_the_review(database: Database, matcher: Matcher, note: Note) -> None:
    cluster = note(RENT[0])
    refresh(database, matcher)
    with database.session() as session:
        with pytest.raises(UnknownGap, match="noise"):
            reject(session, cluster, "because", "张三", NOON)
        with pytest.raises(UnknownGap):
            reject(session, cluster + 1, "noise", "张三", NOON)


def test_one_cluster(database: Database, matcher: Matcher, note: Note) -> None:
    cluster = note(RENT[0])
    refresh(database, matcher)
    assert gap(database, matcher, cluster).text == RENT[0]
    with pytest.raises(UnknownGap, match="没有第"):
        gap(database, matcher, cluster + 1)


def test_the_sound_of_an_utterance(database: Database, note: Note, tmp_path: Path) -> None:
    with Recording(tmp_path / "c1.wav", 8000) as recording:
        recording.add(np.ones(16000, "<i2").tobytes(), None)
    record = CallRecord(
        call_id="c1", direction="inbound", started_at=NOON, ended_at=NOON, outcome="answered",
        recording="c1.wav",
    )  # fmt: skip
    with database.session() as session:
        save_call(session, record, [])
    heard, lost = note("甲"), note("乙", call_id="c2")
    with database.session() as session:
        assert clip_of(session, heard, tmp_path)[:4] == b"RIFF"
        with pytest.raises(ClipGone):
            clip_of(session, lost, tmp_path)
        with pytest.raises(UnknownGap):
            clip_of(session, lost + 1, tmp_path)


def test_candidates_as_the_robot_saw_them() -> None:
    row = LedgerUtterance(
        call_id="c", turn=0, said_at=NOON, at_ms=0, duration_ms=0, text="", kind="",
        candidates='[["gjj-rent", 0.3]]',
    )  # fmt: skip
    assert candidates(row) == [("gjj-rent", 0.3)]
