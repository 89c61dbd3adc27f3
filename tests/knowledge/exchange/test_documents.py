import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.entries import Entry, load
from knowledge.errors import FileTooBig, FileUnreadable
from knowledge.exchange import documents as module
from knowledge.exchange.documents import (
    documents,
    read_json,
    read_yaml,
    to_yaml,
    write_json,
    write_yaml,
)
from knowledge.exchange.judge import Judgement, judge
from knowledge.exchange.sheets import Source

TODAY = date(2026, 11, 22)


def judged(source: Source) -> Judgement:
    return judge(source, (), TODAY)


def test_entries_stand_in_documents_of_one_field_in_their_order(entry: Entry) -> None:
    second = replace(entry, id="b", field="户籍", unit="公安局")
    third = replace(entry, id="c", unit="别的单位")
    made = documents([entry, second, third, replace(third, id="d", unit=entry.unit)])
    assert [(d["field"], d.get("unit"), len(d["entries"])) for d in made] == [
        ("公积金", "公积金中心", 1),
        ("户籍", "公安局", 1),
        ("公积金", None, 2),
    ]
    assert "unit" not in made[0]["entries"][0]


def test_a_written_document_is_a_file_of_entries(entry: Entry, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(to_yaml(documents([entry])[0]), encoding="utf-8")
    assert load(file) == (entry,)
    source = read_yaml(file.read_bytes())
    assert [step.entry for step in judged(source).steps] == [entry]


def test_a_plain_list_of_entries_is_read(entry: Entry) -> None:
    flat = [
        {
            "field": "公积金",
            "unit": entry.unit,
            "question": entry.question,
            "variants": list(entry.variants),
            "answer": entry.answer,
            "sms": entry.sms,
            "source": entry.source,
            "valid_until": "2026/12/31",
            "owner": "甲",
        }
    ]
    source = read_json(json.dumps(flat).encode("utf-8-sig"))
    assert source.notes == ("这些字段不属于知识条目，没有导入：owner",)
    (step,) = judged(source).steps
    assert (step.number, step.entry.valid_until) == (1, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"[{", "不是正确的"),
        (b"[" * 100_000, "不是正确的"),
        (b"[]", "应是条目的列表"),
        (b"3", "应是条目的列表"),
        (b'["x"]', "应是条目的列表"),
        (b'{"entries": 3}', "应是条目的列表"),
        (b'{"entries": [3]}', "应是条目的列表"),
    ],
)
def test_what_is_no_document_is_said(data: bytes, why: str) -> None:
    for read in (read_json, read_yaml):
        with pytest.raises(FileUnreadable, match=why):
            read(data)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("sms", 12, "unreadable"),
        ("sms", True, "unreadable"),
        ("sms", ["甲"], "unreadable"),
        ("sms", {"a": "b"}, "unreadable"),
        ("variants", [1, 2, 3, 4], "unreadable"),
        ("variants", {"a": "b"}, "unreadable"),
        ("variants", [["a"]], "unreadable"),
        ("tags", 5, "unreadable"),
        ("valid_until", "2026-02-30", "bad_date"),
        ("valid_until", 5, "unreadable"),
        ("follow_up", ["a"], "unreadable"),
        ("follow_up", {"ask": "谁"}, "bad_follow_up"),
        ("kind", "other", "bad_choice"),
    ],
)
def test_a_value_of_another_kind_rejects_its_entry(
    entry: Entry, name: str, value: object, rule: str
) -> None:
    (document,) = json.loads(write_json([entry]))
    document["entries"][0][name] = value
    for source in (
        read_json(json.dumps(document).encode()),
        read_yaml(yaml.safe_dump(document).encode()),
    ):
        (row,) = judged(source).rejected
        assert [fault.rule for fault in row.faults] == [rule]


def test_a_single_text_is_a_list_of_one(entry: Entry) -> None:
    (document,) = json.loads(write_json([entry]))
    document["entries"][0]["tags"] = "甲、乙"
    (step,) = judged(read_json(json.dumps(document).encode())).steps
    assert step.entry.tags == ("甲、乙",)


def test_the_cells_of_a_record_show_what_the_document_held(entry: Entry) -> None:
    (document,) = json.loads(write_json([entry]))
    document["entries"][0] |= {"tags": ["甲", 3], "follow_up": {"ask": "谁"}}
    (record,) = read_json(json.dumps(document).encode()).records
    cells = dict(zip([*record.values], record.cells, strict=True))
    assert cells["variants"] == "\n".join(entry.variants)
    assert cells["follow_up"] == '{"ask": "谁"}'


def test_parts_that_name_each_other_take_no_end_of_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    bomb = "\n".join([*lines, "follow_up: {ask: *a11}", "sms: *a11", "variants: *a11"])
    source = read_yaml(bomb.encode())
    (row,) = judged(source).rejected
    assert {"unreadable", "bad_follow_up"} <= {fault.rule for fault in row.faults}


def test_a_document_has_its_most_entries(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1)
    with pytest.raises(FileTooBig):
        read_yaml(write_yaml([entry, replace(entry, id="b")]))
