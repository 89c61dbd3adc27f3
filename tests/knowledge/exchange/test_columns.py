from dataclasses import fields

import pytest

from knowledge.entries import Entry
from knowledge.exchange.columns import (
    BY_NAME,
    COLUMNS,
    are_headings,
    field_of,
    fields_of,
    repeated,
)


def test_every_field_of_an_entry_has_one_column() -> None:
    assert sorted(BY_NAME) == sorted(field.name for field in fields(Entry))
    assert len(BY_NAME) == len(COLUMNS)


def test_no_heading_stands_for_two_fields() -> None:
    for column in COLUMNS:
        for text in (column.name, column.heading, *column.aliases):
            assert field_of(text) == column.name


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("问题", "question"),
        (" 标 准\n问题* ", "question"),
        ("答案（必填）：", "answer"),
        ("【必填】短信内容", "sms"),
        ("单位", "unit"),
        ("有效期至", "valid_until"),
        ("ＩＤ", "id"),
        ("相似问1", "variants"),
        ("相似问 12", "variants"),
        ("问题2", None),
        ("备注", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_headings_are_known_as_clerks_write_them(heading: object, field: str | None) -> None:
    assert field_of(heading) == field


def test_the_row_of_headings_is_told_from_titles_and_data() -> None:
    assert are_headings(["序号", "问题", "答案"])
    assert are_headings(["编号", "口播答案"])
    assert not are_headings(["公积金知识库问题汇总", None])
    assert not are_headings(["问题", None, "租房怎么提取公积金"])
    assert not are_headings(["单位", "短信"])


def test_only_lists_may_have_several_columns() -> None:
    assert repeated(fields_of(["相似问1", "相似问2", "问题"])) == ()
    assert repeated(fields_of(["问题", "标准问", "单位", "部门"])) == ("标准问题", "责任单位")
