from dataclasses import replace
from datetime import date

import pytest

from knowledge.entries import Entry
from knowledge.exchange import judge as module
from knowledge.exchange.cells import Cell
from knowledge.exchange.columns import field_of
from knowledge.exchange.judge import Difference, Judgement, judge
from knowledge.exchange.rows import Record
from knowledge.exchange.sheets import Source
from knowledge.exchange.tables import HEADINGS, cells_of

TODAY = date(2026, 11, 22)


def source(*entries: Entry, without: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> Source:
    rows = [dict(zip(HEADINGS, cells_of(entry), strict=True)) for entry in entries]
    return Source(
        tuple(
            Record(
                number,
                {field_of(h) or "": cell for h, cell in row.items() if h not in without},
                tuple(row.values()),
            )
            for number, row in enumerate(rows, start=2)
        ),
        HEADINGS,
        notes,
    )


def found(judged: Judgement) -> list[tuple[int, str, str]]:
    return [(r.number, f.rule, f.found) for r in judged.rejected for f in r.faults]


@pytest.fixture
def other(entry: Entry) -> Entry:
    return replace(
        entry,
        id="sb-card",
        question="社保卡丢了怎么补办",
        variants=("社保卡掉了", "社保卡不见了", "补社保卡", "社保卡补办"),
    )


def test_rows_are_new_changed_or_unchanged(entry: Entry, other: Entry) -> None:
    third = replace(
        other, id="hk-move", question="户口怎么迁", variants=("迁户", "落户", "三", "四")
    )
    changed = replace(entry, answer="新的答案。", tags=("提取", "租房"))
    judged = judge(source(changed, other, third), (entry, other), TODAY)
    assert [(s.number, s.kind) for s in judged.steps] == [
        (2, "changed"),
        (3, "unchanged"),
        (4, "new"),
    ]
    assert judged.steps[0].differences == (
        Difference("口播答案", "带身份证到窗口申请。", "新的答案。"),
        Difference("标签", "提取", "提取\n租房"),
    )
    assert judged.to_write == (changed, third)
    assert judged.rejected == ()


def test_of_one_question_in_a_file_the_first_is_taken(entry: Entry) -> None:
    twice = replace(entry, id="gjj-rent-2", question="租房怎么提取公积金？")
    judged = judge(source(entry, twice), (), TODAY)
    assert [step.number for step in judged.steps] == [2]
    assert found(judged) == [(3, "duplicate_question", "“租房怎么提取公积金？”和第 2 行重复")]
    assert judged.rejected[0].cells == cells_of(twice)


def test_of_one_id_in_a_file_the_first_is_taken(entry: Entry, other: Entry) -> None:
    judged = judge(source(entry, replace(other, id=entry.id)), (), TODAY)
    assert found(judged) == [(3, "duplicate_id", "“gjj-rent”和第 2 行重复")]


@pytest.mark.parametrize("without", [(), ("编号",)])
def test_a_question_that_is_there_under_another_id_is_rejected(
    entry: Entry, without: tuple[str, ...]
) -> None:
    mine = replace(entry, id="my-own", answer="我的答案。")
    judged = judge(source(mine, without=without), (entry,), TODAY)
    assert judged.steps == ()
    assert found(judged) == [(2, "duplicate_question", "“租房怎么提取公积金”已有条目 gjj-rent")]
    assert "“编号”列填 gjj-rent" in judged.rejected[0].reason


def test_a_row_without_an_id_never_changes_what_is_there(entry: Entry) -> None:
    first = judge(source(entry, without=("编号",)), (), TODAY)
    (step,) = first.steps
    assert step.kind == "new"
    again = judge(source(entry, without=("编号",)), first.to_write, TODAY)
    assert [each.kind for each in again.steps] == ["unchanged"]
    silently = replace(entry, answer="别的答案。")
    judged = judge(source(silently, without=("编号",)), first.to_write, TODAY)
    assert [rule for _, rule, _ in found(judged)] == ["duplicate_question"]
    reworded = replace(first.to_write[0], question="换了的问题")
    judged = judge(source(entry, without=("编号",)), (reworded,), TODAY)
    assert [rule for _, rule, _ in found(judged)] == ["duplicate_question"]


def test_two_entries_may_exchange_their_questions(entry: Entry, other: Entry) -> None:
    swapped = (
        replace(entry, question=other.question),
        replace(other, question=entry.question),
    )
    judged = judge(source(*swapped), (entry, other), TODAY)
    assert judged.rejected == ()
    assert [step.kind for step in judged.steps] == ["changed", "changed"]


def test_rejected_rows_stand_in_the_order_of_the_file(entry: Entry) -> None:
    rows = (entry, entry, replace(entry, sms="", id="x"), entry)
    assert [row.number for row in judge(source(*rows), (), TODAY).rejected] == [3, 4, 5]


def test_near_duplicates_and_expired_entries_are_warned_of(entry: Entry, other: Entry) -> None:
    near = replace(
        other, variants=("租房子如何提取公积金", "二", "三", "四"), valid_until=date(2026, 1, 1)
    )
    judged = judge(source(near), (entry,), TODAY)
    assert [step.kind for step in judged.steps] == ["new"]
    assert [(w.number, w.entry) for w in judged.warnings] == [(2, "sb-card")] * 2
    texts = sorted(warned.found for warned in judged.warnings)
    assert "“租房子如何提取公积金”和 gjj-rent 的" in texts[0]
    assert "2026-01-01 失效" in texts[1]
    assert judge(source(entry), (entry, near), TODAY).warnings == ()


@pytest.mark.parametrize("limit", ["MOST_COMPARED", "MOST_SEARCHED"])
def test_too_many_to_compare_is_said(
    entry: Entry, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(module, limit, 0)
    judged = judge(source(entry, notes=("先说的",)), (), TODAY)
    assert judged.notes[0] == "先说的"
    assert "hotline kb check" in judged.notes[1]


def test_cells_are_compared_as_a_clerk_sees_them(entry: Entry) -> None:
    ending = replace(entry, valid_until=date(2026, 12, 31))
    cells: tuple[Cell, ...] = cells_of(ending)
    assert date(2026, 12, 31) in cells
    (step,) = judge(source(ending), (entry,), TODAY).steps
    assert step.differences == (Difference("失效日期", "", "2026-12-31"),)
