from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from knowledge.entries import ANSWER_LIMIT, MIN_VARIANTS, Entry
from knowledge.errors import EntryInvalid, FileTooBig, FileUnreadable
from knowledge.exchange import formats
from knowledge.exchange.cells import clean
from knowledge.exchange.formats import (
    READERS,
    format_of,
    read_file,
    write_entries,
    write_rejected,
    write_table,
)
from knowledge.exchange.ids import bare
from knowledge.exchange.judge import judge
from knowledge.exchange.tables import HEADINGS
from knowledge.follow_up import FollowUp, Option
from knowledge.plain import plain, restore

TODAY = date(2026, 11, 22)
FORMATS = tuple(READERS)

STRANGE = [
    "=1+1",
    "+86",
    "-2",
    "@SUM(A1)",
    "'=quoted",
    "''",
    '"半个引号',
    "0012",
    "1e5",
    "2026-12-31",
    "1-2",
    "TRUE",
    "=HYPERLINK(1)",
    "_x000D_",
    "_x005F_x0041_",
    "ＡＢＣ１２３",
    "😀👨‍👩‍👧",
    "a；b|c、d,e;f",
    '["列表"]',
    '{"ask": 1}',
    "null",
    "~",
    "- 一项",
    "键: 值",
    "# 井号",
    "&amp;<b>",
    "一\n二\n\n  三",
    "甲\t乙",
    "问：什么",
    "选项1：个人",
    "答：好",
    "﹦1",
    "＝1",
]
"""Texts that a spreadsheet, a CSV, YAML or our own notation could take for something else."""

cleaned = st.one_of(
    st.sampled_from(STRANGE), st.text(min_size=1, max_size=30).map(clean).filter(bool)
)
spoken = cleaned.filter(lambda text: not set(text) & set("\n\t|*#`_<>[]{}~") and "http" not in text)
lists = st.lists(cleaned, max_size=4).map(tuple)
days = st.none() | st.dates(date(1990, 1, 1), date(2199, 12, 31))


def _trees(depth: int) -> st.SearchStrategy[FollowUp]:
    def option(label: str, others: list[str], answer: str, sms: str) -> Option:
        return Option(label, tuple(dict.fromkeys([label, *others])), answer, sms)

    ends = st.builds(option, spoken, st.lists(cleaned, max_size=2), spoken, st.just("") | cleaned)
    asks = (
        st.builds(lambda label, then: Option(label, (label,), then=then), spoken, _trees(depth - 1))
        if depth > 1
        else ends
    )
    return st.builds(FollowUp, spoken, st.lists(ends | asks, min_size=2, max_size=4).map(tuple))


entries = st.builds(
    Entry,
    id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True),
    unit=cleaned,
    question=cleaned,
    variants=st.lists(cleaned, min_size=MIN_VARIANTS, max_size=6).map(tuple),
    answer=spoken,
    sms=cleaned,
    tags=lists,
    source=cleaned,
    valid_from=days,
    valid_until=days,
    city_facts=lists,
    kind=st.sampled_from(["answer", "out_of_scope"]),
    field=st.just("") | cleaned,
    more=st.lists(spoken, max_size=2).map(tuple),
    follow_up=st.none() | _trees(3),
    business=lists,
    audience=lists,
    secrecy=st.sampled_from(["public", "internal"]),
)


def _right(entry: Entry) -> bool:
    try:
        return restore(plain(entry)) == entry
    except EntryInvalid:
        return False


@pytest.mark.parametrize("form", FORMATS)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(made=st.lists(entries.filter(_right), min_size=1, max_size=3))
def test_what_goes_out_comes_back_equal(form: str, made: list[Entry]) -> None:
    assume(len({entry.id for entry in made}) == len(made))
    assume(len({bare(entry.question) for entry in made}) == len(made))
    source = read_file(write_entries(made, form), f"x.{form}")
    judged = judge(source, (), TODAY)
    assert [row.reason for row in judged.rejected] == []
    assert [step.entry for step in judged.steps] == made


PLAIN = Entry(
    "gjj-rent",
    "公积金中心",
    "租房怎么提取公积金",
    ("问一", "问二", "问三", "问四"),
    "答",
    "短信",
    source="条例",
    field="公积金",
)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_texts_survive_every_format(form: str, strange: str) -> None:
    made = replace(PLAIN, sms=strange, tags=(strange,), variants=(strange, "二", "三", "四"))
    source = read_file(write_entries([made], form), f"x.{form}")
    (step,) = judge(source, (), TODAY).steps
    assert step.entry == made


@pytest.mark.parametrize("form", FORMATS)
def test_what_ships_goes_out_and_comes_back_unchanged(
    form: str, entries: tuple[Entry, ...]
) -> None:
    source = read_file(write_entries(entries, form), f"x.{form}")
    judged = judge(source, entries, TODAY)
    assert judged.rejected == ()
    assert {step.kind for step in judged.steps} == {"unchanged"}
    assert tuple(step.entry for step in judged.steps) == entries


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.XLSX", "xlsx"),
        ("a.yml", "yaml"),
        ("a.txt", "csv"),
        ("a.xls", "xlsx"),
        ("a.b.json", "json"),
    ],
)
def test_the_ending_tells_the_format(name: str, form: str) -> None:
    assert format_of(name) == form


@pytest.mark.parametrize("name", ["a.doc", "a", "xlsx", ""])
def test_another_ending_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(FileUnreadable, match=r"\.xlsx、\.csv、\.yaml、\.json"):
        format_of(name)


def test_an_error_names_the_file() -> None:
    with pytest.raises(FileUnreadable, match=r"^表\.csv：文件是空的"):
        read_file(b" \n", "表.csv")


def test_a_file_that_is_too_big_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MOST_BYTES", 10)
    with pytest.raises(FileTooBig, match=r"x\.json"):
        read_file(b"[" + b" " * 10 + b"]", "x.json")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_rejected_rows_come_back_as_they_stood_and_are_taken_once_mended(form: str) -> None:
    headings = ("备注", *HEADINGS)
    row = ["记得核对", "", "公积金", None, "=怎么提取", "一；二；三；四", "答" * 130]
    row += [""] * (len(headings) - len(row))
    row[headings.index("短信")] = "0012"
    row[headings.index("来源")] = "条例"
    first = read_file(write_table(headings, [row], form), f"x.{form}")
    judged = judge(first, (), TODAY)
    assert [fault.rule for fault in judged.rejected[0].faults] == ["missing_unit", "too_long"]
    given_back = write_rejected(first.headings, judged.rejected, form)
    again = read_file(given_back, f"x.{form}")
    assert again.headings == (*headings, "原因")
    assert judge(again, (), TODAY).rejected[0].faults == judged.rejected[0].faults
    assert again.records[0].cells[: len(headings)] == first.records[0].cells
    twice = write_rejected(again.headings, judge(again, (), TODAY).rejected, form)
    assert read_file(twice, f"x.{form}").headings.count("原因") == 1
    mended = [cell if cell is not None else "" for cell in again.records[0].cells]
    mended[headings.index("责任单位")] = "公积金中心"
    mended[headings.index("口播答案")] = "答"
    (step,) = judge(
        read_file(write_table(again.headings, [mended], form), f"x.{form}"), (), TODAY
    ).steps
    assert (step.entry.question, step.entry.sms, step.entry.answer) == ("=怎么提取", "0012", "答")


def test_rejected_rows_are_a_table_only() -> None:
    with pytest.raises(FileUnreadable, match=r"\.xlsx、\.csv，不能写成 \.yaml"):
        write_rejected(HEADINGS, (), "yaml")


def test_a_long_answer_is_long_by_characters() -> None:
    made = replace(PLAIN, answer="😀" * ANSWER_LIMIT)
    source = read_file(write_entries([made], "xlsx"), "x.xlsx")
    assert judge(source, (), TODAY).steps[0].entry == made
