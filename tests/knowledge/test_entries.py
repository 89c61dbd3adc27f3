from datetime import date
from pathlib import Path

import pytest

from knowledge.entries import ANSWER_LIMIT, MIN_VARIANTS, Entry, load, load_default
from knowledge.errors import (
    AnswerNotForTheEar,
    DuplicateId,
    EntriesUnreadable,
    EntryInvalid,
    FieldMissing,
    KnowledgeError,
    TooFewVariants,
    UnknownField,
    WrongType,
)

GOOD = """\
field: 公积金
unit: 公积金中心
entries:
  - id: gjj-rent
    question: 租房怎么提取公积金
    variants: [租房提公积金, 公积金付房租, 房租能用公积金吗, 没房租房提公积金]
    answer: 带身份证到窗口办。
    sms: 带身份证到窗口办，网上也可以。
    tags: [提取]
    source: 《住房公积金管理条例》
    city_facts: [额度]
    valid_until: 2026-12-31
"""


FULL = (
    GOOD
    + """\
    valid_from: 2026-01-01
    secrecy: internal
    more: [第二部分。, 第三部分。]
    business: [提取]
    audience: [个人]
    follow_up:
      ask: 个人还是单位？
      options: [{label: 个人, answer: 去窗口。}, {label: 单位, answer: 去网上。}]
"""
)


def write(folder: Path, text: str, name: str = "a.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_is_read_with_all_its_fields(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert load(tmp_path) == (
        Entry(
            id="gjj-rent",
            unit="公积金中心",
            question="租房怎么提取公积金",
            variants=("租房提公积金", "公积金付房租", "房租能用公积金吗", "没房租房提公积金"),
            answer="带身份证到窗口办。",
            sms="带身份证到窗口办，网上也可以。",
            tags=("提取",),
            source="《住房公积金管理条例》",
            valid_until=date(2026, 12, 31),
            city_facts=("额度",),
            kind="answer",
            field="公积金",
        ),
    )


def test_one_file_is_as_good_as_a_folder(tmp_path: Path) -> None:
    assert load(write(tmp_path, GOOD)) == load(tmp_path)


def test_an_entry_may_name_its_own_unit(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("    tags:", "    unit: 住建局\n    tags:"))
    assert load(tmp_path)[0].unit == "住建局"


@pytest.mark.parametrize(
    ("old", "new", "error", "names"),
    [
        ("    sms: 带身份证到窗口办，网上也可以。\n", "", FieldMissing, "sms"),
        ("    source: 《住房公积金管理条例》\n", "    source: ''\n", FieldMissing, "source"),
        ("unit: 公积金中心\n", "", FieldMissing, "unit"),
        ("    tags:", "    tag:", UnknownField, "tag"),
        ("field:", "feld:", UnknownField, "feld"),
        ("2026-12-31", "2026-13-31", EntriesUnreadable, "a.yaml"),
        ("2026-12-31", "明年", WrongType, "valid_until"),
        ("2026-12-31", "2026-12-31 10:00:00", WrongType, "valid_until"),
        ("tags: [提取]", "tags: 提取", WrongType, "tags"),
        ("question: 租房怎么提取公积金", "question: 12345", WrongType, "question"),
        ("    tags:", "    kind: maybe\n    tags:", WrongType, "kind"),
        (", 没房租房提公积金]", "]", TooFewVariants, str(MIN_VARIANTS)),
        ("没房租房提公积金", "公积金付房租", EntryInvalid, "twice"),
        ("id: gjj-rent", "id: 租房", EntryInvalid, "lower case"),
        ("answer: 带", "answer: " + "长" * ANSWER_LIMIT + "带", AnswerNotForTheEar, "120"),
        ("answer: 带", "answer: 登录www.gjj.cn带", AnswerNotForTheEar, "web address"),
        ("answer: 带", "answer: 甲|乙带", AnswerNotForTheEar, "table"),
        ("answer: 带", "answer: 请**务必**带", AnswerNotForTheEar, "markup"),
        (
            "answer: 带身份证到窗口办。",
            "answer: |\n      一\n      二",
            AnswerNotForTheEar,
            "break",
        ),
        ("entries:", "entry:", EntriesUnreadable, "entries"),
        ("  - id: gjj-rent", "  - [}", EntriesUnreadable, "YAML"),
    ],
)
def test_each_fault_is_named_in_one_line(
    tmp_path: Path, old: str, new: str, error: type[KnowledgeError], names: str
) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(error) as caught:
        load(tmp_path)
    message = str(caught.value)
    assert "a.yaml" in message
    assert names in message
    assert "\n" not in message


def test_an_id_may_stand_only_once_in_all_files(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("field: 公积金", "field: 住房"), "b.yaml")
    with pytest.raises(DuplicateId, match=r"gjj-rent.*公积金.*住房"):
        load(tmp_path)


def test_an_entry_that_is_no_mapping(tmp_path: Path) -> None:
    write(tmp_path, "field: 甲\nentries: [乙]\n")
    with pytest.raises(WrongType, match="entry 1"):
        load(tmp_path)


def test_a_missing_path_an_empty_folder_and_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(EntriesUnreadable, match="no such"):
        load(tmp_path / "nowhere")
    with pytest.raises(EntriesUnreadable, match=r"no \.yaml"):
        load(tmp_path)
    (tmp_path / "a.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(EntriesUnreadable, match="UTF-8"):
        load(tmp_path)


def test_an_entry_holds_through_its_last_day(tmp_path: Path) -> None:
    entry = load(write(tmp_path, GOOD))[0]
    assert entry.holds_on(date(2026, 12, 31))
    assert not entry.holds_on(date(2027, 1, 1))


def test_what_ships_covers_every_field() -> None:
    shipped = load_default()
    fields = {entry.field for entry in shipped if entry.kind == "answer"}
    assert len([e for e in shipped if e.kind == "answer"]) >= 90
    assert len(fields) >= 13
    assert any(entry.kind == "out_of_scope" for entry in shipped)
    assert all(len(entry.sms) > len(entry.answer) for entry in shipped if entry.kind == "answer")


def test_no_phrasing_ships_under_two_entries() -> None:
    phrasings = [text for entry in load_default() for text in entry.phrasings]
    assert len(phrasings) == len(set(phrasings))


def test_all_that_is_optional_is_read(tmp_path: Path) -> None:
    (entry,) = load(write(tmp_path, FULL))
    assert entry.valid_from == date(2026, 1, 1)
    assert entry.secrecy == "internal"
    assert (entry.business, entry.audience) == (("提取",), ("个人",))
    assert entry.spoken == (
        "带身份证到窗口办。",
        "第二部分。",
        "第三部分。",
        "个人还是单位？",
        "个人",
        "去窗口。",
        "单位",
        "去网上。",
    )
    assert entry.voiced == (*entry.spoken, entry.question)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True),
     (date(2027, 1, 1), False)],
)  # fmt: skip
def test_an_entry_holds_from_its_first_to_its_last_day(
    day: date, holds: bool, tmp_path: Path
) -> None:
    (entry,) = load(write(tmp_path, FULL))
    assert entry.holds_on(day) is holds


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("2026-01-01", "2027-01-01", EntryInvalid),
        ("internal", "top", WrongType),
        ("第三部分。", "请看 www.a.cn", AnswerNotForTheEar),
        ("去网上。", "去" * (ANSWER_LIMIT + 1), AnswerNotForTheEar),
        ("[提取]\n    audience", "提取\n    audience", WrongType),
    ],
)
def test_each_optional_field_has_its_rule(
    old: str, new: str, error: type[KnowledgeError], tmp_path: Path
) -> None:
    assert old in FULL
    with pytest.raises(error, match=r"a\.yaml, entry 1 \(gjj-rent\)"):
        load(write(tmp_path, FULL.replace(old, new)))
