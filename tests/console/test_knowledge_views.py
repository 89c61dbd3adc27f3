from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from console.knowledge_views import (
    Acting,
    AuditView,
    ChangeDetail,
    CountsView,
    Draft,
    EntryRow,
    VersionView,
    as_fields,
)
from knowledge.approval import Actor, Event, Role
from knowledge.entries import load_default
from knowledge.plain import to_json, unchecked
from knowledge.tables import KbAudit, KbChange, KbVersion
from knowledge.usage import Counts
from knowledge.versions import differences

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
ENTRY = replace(load_default()[0], valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
PHONE = "13912345678"


def test_an_entry_goes_through_json_and_comes_back() -> None:
    fields = as_fields(ENTRY)
    assert fields["valid_until"] == "2026-12-31"
    given = Draft.model_validate({"actor": "李编", "role": "editor", "entry": fields})
    assert unchecked(given.entry) == ENTRY
    assert given.person == Actor("李编", Role.EDITOR)


@pytest.mark.parametrize("wrong", [{"actor": ""}, {"actor": "李" * 65}, {"role": "robot"}])
def test_who_acts_has_a_name_and_a_role(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Acting.model_validate({"actor": "李编", "role": "editor"} | wrong)


def test_a_row_counts_successes() -> None:
    row = EntryRow.of(ENTRY, Counts(spoken=5, helped=2, handed_over=1, ticketed=1))
    assert row.counts == CountsView(spoken=5, helped=2, handed_over=1, ticketed=1, successes=3)
    assert (row.id, row.valid_until) == (ENTRY.id, ENTRY.valid_until)


def change(state: str) -> KbChange:
    return KbChange(
        id=3,
        entry=ENTRY.id,
        kind="edit",
        state=state,
        unit=ENTRY.unit,
        base=1,
        content=to_json(ENTRY),
        maker="李编",
        why=f"打{PHONE}问过",
        answer=f"请打{PHONE}",
        created_at=NOW,
        changed_at=NOW,
    )


def test_a_change_says_who_may_do_what_and_shows_no_number() -> None:
    old = replace(ENTRY, answer="旧的答案。")
    shown = ChangeDetail.with_text(change("submitted"), differences(old, ENTRY))
    assert shown.allowed == {
        Role.EDITOR: [],
        Role.REVIEWER: [Event.APPROVE, Event.REJECT],
        Role.SUPERVISOR: [Event.APPROVE, Event.REJECT, Event.WITHDRAW],
        "maker": [Event.WITHDRAW],
    }
    assert [each.field for each in shown.differences] == ["answer"]
    assert shown.text["id"] == ENTRY.id
    assert PHONE not in shown.model_dump_json()


def test_words_of_the_trail_and_of_versions_are_masked() -> None:
    line = KbAudit(
        at=NOW, actor="王审", role="reviewer", action="reject", entry="a", why=f"打{PHONE}"
    )
    assert AuditView.of(line).why == "打139****5678"
    kept = KbVersion(
        entry=ENTRY.id,
        number=1,
        generation=1,
        unit=ENTRY.unit,
        content=to_json(ENTRY),
        maker="李编",
        checker="王审",
        why=f"打{PHONE}",
        published_at=NOW,
    )
    assert (VersionView.of(kept).why, VersionView.of(kept).entry) == (
        "打139****5678",
        as_fields(ENTRY),
    )
