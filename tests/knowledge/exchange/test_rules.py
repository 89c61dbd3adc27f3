from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.entries import UNSPEAKABLE, Entry, check
from knowledge.errors import EntryInvalid
from knowledge.exchange.columns import COLUMNS
from knowledge.exchange.rules import LONGEST_ID, Fault, faults_of
from knowledge.follow_up import FollowUp, Option


def fields(entry: Entry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in COLUMNS}


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"unit": ""}, "责任单位", "missing_unit"),
    ({"question": ""}, "标准问题", "missing_question"),
    ({"variants": ()}, "相似问", "missing_variants"),
    ({"answer": ""}, "口播答案", "missing_answer"),
    ({"sms": ""}, "短信", "missing_sms"),
    ({"source": ""}, "来源", "missing_source"),
    ({"id": "公积金"}, "编号", "bad_id"),
    ({"id": "a" * (LONGEST_ID + 1)}, "编号", "bad_id"),
    ({"variants": ("一", "二", "三")}, "相似问", "too_few_variants"),
    ({"variants": ("一", "二", "三", "一")}, "相似问", "same_phrasing"),
    ({"question": "租房取公积金"}, "相似问", "same_phrasing"),
    (
        {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)},
        "失效日期",
        "date_order",
    ),
    ({"answer": "答" * 121}, "口播答案", "too_long"),
    ({"answer": "见 www.12345.gov"}, "口播答案", "web_address"),
    ({"answer": "甲|乙"}, "口播答案", "table"),
    ({"answer": "甲\t乙"}, "口播答案", "table"),
    ({"answer": "甲\n乙"}, "口播答案", "line_break"),
    ({"answer": "**甲**"}, "口播答案", "markup"),
    ({"more": ("好。", "答" * 121)}, "续答", "too_long"),
    (
        {
            "follow_up": FollowUp(
                "谁？", (Option("甲", ("甲",), "答" * 121), Option("乙", ("乙",), "好。"))
            )
        },
        "后续提问",
        "too_long",
    ),
]


def test_a_right_entry_has_no_fault(entry: Entry) -> None:
    assert faults_of(fields(entry)) == []


@pytest.mark.parametrize(("change", "column", "rule"), BROKEN)
def test_every_rule_is_known_by_its_column_and_name(
    entry: Entry, change: dict[str, Any], column: str, rule: str
) -> None:
    (found,) = faults_of(fields(replace(entry, **change)))
    assert (found.column, found.rule) == (column, rule)
    assert found.found
    assert found.remedy


OTHERS_TOO = [
    change
    for change, _, rule in BROKEN
    if not rule.startswith("missing") and len(change.get("id", "")) <= LONGEST_ID
]


@pytest.mark.parametrize("change", OTHERS_TOO)
def test_but_for_the_length_of_ids_no_rule_is_ours_alone(
    entry: Entry, change: dict[str, Any]
) -> None:
    with pytest.raises(EntryInvalid):
        check(replace(entry, **change), "")


def test_everything_that_cannot_be_spoken_has_its_chinese_words(entry: Entry) -> None:
    samples = {
        "a web address": "www.a",
        "a table": "|",
        "a line break": "\n",
        "markup": "*",
    }
    assert samples.keys() == {what for what, _ in UNSPEAKABLE}
    for sample in samples.values():
        assert faults_of(fields(replace(entry, answer=f"甲{sample}乙")))


def test_all_faults_of_a_row_are_told_at_once(entry: Entry) -> None:
    broken = replace(entry, unit="", source="", answer="答" * 121 + "|")
    rules = [found.rule for found in faults_of(fields(broken))]
    assert rules == ["missing_unit", "missing_source", "too_long", "table"]


def test_a_fault_reads_as_one_line() -> None:
    assert str(Fault("短信", "missing_sms", "没有填", "填上")) == "短信：没有填；填上"
