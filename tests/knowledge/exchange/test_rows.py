from dataclasses import replace
from datetime import date

import pytest

from knowledge.entries import Entry
from knowledge.exchange.cells import Broken, Cell
from knowledge.exchange.columns import field_of
from knowledge.exchange.ids import id_for
from knowledge.exchange.rows import Accepted, Record, Rejected, read_row

Row = dict[str, Cell]


def record(row: Row) -> Record:
    values = {name: cell for heading, cell in row.items() if (name := field_of(heading))}
    return Record(7, values, tuple(row.values()))


def rules(row: Row) -> list[str]:
    result = read_row(record(row), {})
    assert isinstance(result, Rejected)
    assert result.number == 7
    assert result.cells == tuple(row.values())
    return [fault.rule for fault in result.faults]


def test_a_row_gives_its_entry(row: Row, entry: Entry) -> None:
    assert read_row(record(row), {}) == Accepted(7, entry, named=True)


def test_a_row_without_an_id_gets_one(row: Row, entry: Entry) -> None:
    for empty in ("", " ", None):
        result = read_row(record(row | {"编号": empty}), {})
        assert result == Accepted(7, replace(entry, id=id_for(entry.question)), named=False)


def test_clerks_may_leave_out_columns_that_nothing_needs(row: Row, entry: Entry) -> None:
    for heading in ("续答", "后续提问", "标签", "业务", "对象", "本市补充", "密级", "类型"):
        row.pop(heading)
    result = read_row(record(row), {})
    assert isinstance(result, Accepted)
    assert result.entry == replace(entry, tags=())


def test_what_a_file_has_no_column_for_stays_as_it_is(row: Row, entry: Entry) -> None:
    there = replace(entry, valid_until=date(2026, 12, 31), more=("一段。",), secrecy="internal")
    only: Row = {"编号": "gjj-rent", "答案": "新的答案。"}
    result = read_row(record(only), {there.id: there})
    assert result == Accepted(7, replace(there, answer="新的答案。"), named=True)
    emptied = read_row(record({"编号": "gjj-rent", "失效日期": ""}), {there.id: there})
    assert emptied == Accepted(7, replace(there, valid_until=None), named=True)


def test_a_row_of_an_unknown_id_must_be_whole() -> None:
    missing = rules({"编号": "gjj-new", "答案": "新的答案。"})
    assert missing == [
        f"missing_{name}" for name in ("unit", "question", "variants", "sms", "source")
    ]


def test_every_fault_is_told_and_no_column_twice(row: Row) -> None:
    row |= {
        "责任单位": Broken("公式出错：#N/A", "改掉"),
        "失效日期": "明年",
        "密级": "绝密",
        "后续提问": "什么",
        "口播答案": "答" * 200,
    }
    assert rules(row) == ["unreadable", "bad_follow_up", "bad_date", "bad_choice", "too_long"]


def test_the_reason_has_a_line_for_each_fault(row: Row) -> None:
    result = read_row(record(row | {"短信": "", "来源": ""}), {})
    assert isinstance(result, Rejected)
    assert [line.split("；")[0] for line in result.reason.splitlines()] == [
        "短信：没有填",
        "来源：没有填",
    ]


@pytest.mark.parametrize("value", [3.5, True, 0])
def test_numbers_are_texts_where_a_text_is_wanted(row: Row, value: Cell) -> None:
    result = read_row(record(row | {"短信": value}), {})
    assert isinstance(result, Accepted)
    assert result.entry.sms in {"3.5", "是", "0"}
