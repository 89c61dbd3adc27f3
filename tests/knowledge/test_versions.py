from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import Entry
from knowledge.follow_up import FollowUp, Option
from knowledge.versions import FIELDS, Difference, Span, as_text, differences, spans

OLD = Entry(
    id="gjj-rent",
    unit="住房公积金管理中心",
    question="租房怎么提取公积金",
    variants=("租房取公积金", "公积金付房租", "房租用公积金", "提公积金租房"),
    answer="带身份证到窗口办理。",
    sms="指南",
    source="条例第二十四条",
    field="公积金",
    valid_until=date(2026, 12, 31),
)


NAMES = {"answer": "口播答案", "variants": "相似问"}


def test_equal_versions_do_not_differ() -> None:
    assert differences(OLD, OLD) == ()
    assert differences(None, None) == ()
    assert as_text(differences(OLD, OLD), {}) == ""


def test_every_field_but_the_id_is_looked_at() -> None:
    assert set(FIELDS) == {each.name for each in fields(Entry)} - {"id"}


def test_a_text_shows_which_characters_changed() -> None:
    new = replace(OLD, answer="带身份证和无房证明到窗口办。")
    (found,) = differences(OLD, new)
    assert (found.field, found.old, found.new) == ("answer", OLD.answer, new.answer)
    assert found.spans == (
        Span("same", "带身份证"),
        Span("added", "和无房证明"),
        Span("same", "到窗口办"),
        Span("removed", "理"),
        Span("same", "。"),
    )
    assert as_text([found], NAMES) == "口播答案：带身份证{+和无房证明+}到窗口办[-理-]。"


def test_a_list_shows_what_came_and_went() -> None:
    new = replace(
        OLD, variants=("公积金付房租", "房租能用公积金吗", *OLD.variants[2:]), tags=("提取",)
    )
    variants, tags = differences(OLD, new)
    assert (variants.removed, variants.added) == (("租房取公积金",), ("房租能用公积金吗",))
    assert (tags.removed, tags.added, tags.old) == ((), ("提取",), "")
    assert as_text([variants], NAMES) == "相似问：\n  - 租房取公积金\n  + 房租能用公积金吗"


def test_a_list_in_another_order_is_said_to_be_so() -> None:
    (found,) = differences(OLD, replace(OLD, variants=OLD.variants[::-1]))
    assert (found.removed, found.added, found.spans) == ((), (), ())
    assert as_text([found], NAMES).startswith("相似问：只是次序变了：提公积金租房；")


def test_a_day_and_a_tree_are_shown_as_texts() -> None:
    inner = FollowUp(
        "哪个区？", (Option("江北", ("江北",), "去江北。"), Option("渝中", ("渝中",), "去渝中。"))
    )
    tree = FollowUp(
        "个人还是单位？",
        (
            Option("个人", ("个人", "自己"), "手机上办。", "指南二"),
            Option("单位", ("单位",), then=inner),
        ),
    )
    new = replace(OLD, valid_until=date(2027, 6, 30), follow_up=tree)
    asked, until = differences(OLD, new)
    assert asked.new.splitlines() == [
        "个人还是单位？",
        "- 个人（自己） 手机上办。",
        "  短信：指南二",
        "- 单位",
        "  哪个区？",
        "  - 江北 去江北。",
        "  - 渝中 去渝中。",
    ]
    assert (until.old, until.new) == ("2026-12-31", "2027-06-30")


def test_a_new_entry_is_all_added_and_a_retired_one_all_removed() -> None:
    added, removed = differences(None, OLD), differences(OLD, None)
    assert [each.field for each in added] == [each.field for each in removed]
    assert Difference("question", "", OLD.question, (Span("added", OLD.question),)) in added
    assert all(not each.old for each in added)
    assert all(not each.new for each in removed)


@given(st.text("租房提取，。abc", max_size=30), st.text("租房提取，。abc", max_size=30))
def test_the_spans_hold_both_texts(old: str, new: str) -> None:
    found = spans(old, new)
    assert "".join(s.text for s in found if s.kind != "added") == old
    assert "".join(s.text for s in found if s.kind != "removed") == new
    assert all(s.text for s in found)
