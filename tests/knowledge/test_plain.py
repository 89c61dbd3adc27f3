from dataclasses import fields, replace
from datetime import date

import pytest
import yaml

from knowledge.entries import Entry, load_default
from knowledge.errors import EntryInvalid, FieldMissing, WrongType
from knowledge.follow_up import FollowUp, Option
from knowledge.plain import from_json, plain, recall, restore, to_json, unchecked

TREE = FollowUp(
    "您是个人缴存，还是单位缴存？",
    (
        Option("个人", ("个人", "自己交的"), "个人在手机上就能办。", "个人指南"),
        Option(
            "单位",
            ("单位",),
            then=FollowUp(
                "单位在主城区吗？",
                (
                    Option("是", ("是", "在"), "去主城区窗口。"),
                    Option("否", ("否",), "去当地。"),
                ),
            ),
        ),
    ),
)
FULL = Entry(
    id="gjj-rent",
    unit="住房公积金管理中心",
    question="租房怎么提取公积金",
    variants=("租房取公积金", "公积金付房租", "房租用公积金", "提公积金租房"),
    answer="带身份证和无房证明，到窗口办理。",
    sms="“指南”：\n1. 身份证\n2. 无房证明",
    tags=("提取", "租房"),
    source="《住房公积金管理条例》第二十四条",
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    city_facts=("额度",),
    kind="out_of_scope",
    field="公积金",
    more=("每年可以提取一次。",),
    follow_up=TREE,
    business=("公积金提取",),
    audience=("个人", "灵活就业"),
    secrecy="internal",
)


def test_every_field_differs_from_its_default_in_the_full_entry() -> None:
    assert not [each.name for each in fields(Entry) if getattr(FULL, each.name) == each.default]


def test_an_entry_with_everything_comes_back_as_it_was() -> None:
    assert restore(plain(FULL)) == FULL
    assert from_json(to_json(FULL)) == FULL
    assert restore(yaml.safe_load(yaml.safe_dump(plain(FULL), allow_unicode=True))) == FULL


def test_what_is_as_usual_is_left_out() -> None:
    bare = replace(FULL, follow_up=None, more=(), kind="answer", secrecy="public", valid_from=None)
    assert not {"follow_up", "more", "kind", "secrecy", "valid_from"} & set(plain(bare))
    assert restore(plain(bare)) == bare


def test_every_entry_that_ships_comes_back() -> None:
    for entry in load_default():
        assert from_json(to_json(entry)) == entry


def test_equal_entries_have_the_same_text() -> None:
    assert to_json(FULL) == to_json(restore(dict(reversed(plain(FULL).items()))))
    assert "\n" not in to_json(FULL)


def test_days_may_be_texts_but_only_real_ones() -> None:
    assert restore(plain(FULL) | {"valid_from": " 2026-02-01 "}).valid_from == date(2026, 2, 1)
    with pytest.raises(WrongType, match=r"row 3.*valid_until must be a date.*'2026-02-30'"):
        restore(plain(FULL) | {"valid_until": "2026-02-30"}, "row 3")


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("{", EntryInvalid, "mend the JSON"),
        ("[]", WrongType, "must be a mapping"),
        ('{"id": "a"}', FieldMissing, "missing or empty"),
        ('{"id": "a", "field": 3}', WrongType, "field must be text"),
    ],
)
def test_what_is_no_entry(text: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        from_json(text)


def test_what_was_kept_stays_readable_when_the_rules_become_stricter() -> None:
    few = replace(FULL, variants=FULL.variants[:1], answer="长" * 500)
    with pytest.raises(EntryInvalid):
        from_json(to_json(few))
    assert recall(to_json(few)) == few
    assert unchecked(plain(few)) == few
    with pytest.raises(EntryInvalid, match="kept"):
        recall("{")
