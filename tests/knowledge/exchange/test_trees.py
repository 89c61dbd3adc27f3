import json

import pytest

from knowledge.errors import CellUnreadable
from knowledge.exchange.trees import EXAMPLE, tree_of, tree_to_cell
from knowledge.follow_up import FollowUp, Option, plain

DEEP = FollowUp(
    "个人还是单位？",
    (
        Option("个人", ("个人", "自己交的"), "去窗口。", "第一行\n第二行"),
        Option(
            "单位",
            ("单位",),
            then=FollowUp(
                "封存了吗？",
                (Option("封存了", ("封存了",), "可以取。"), Option("没有", ("没有",), "先封存。")),
            ),
        ),
    ),
)


def test_a_tree_is_written_so_that_a_clerk_can_read_it() -> None:
    assert tree_to_cell(DEEP).splitlines() == [
        "问：个人还是单位？",
        "选项1：个人｜自己交的",
        "答：去窗口。",
        "短信：第一行",
        "第二行",
        "选项2：单位",
        "问：封存了吗？",
        "选项2.1：封存了",
        "答：可以取。",
        "选项2.2：没有",
        "答：先封存。",
    ]
    assert tree_of(tree_to_cell(DEEP)) == DEEP


def test_the_example_of_the_template_is_right() -> None:
    tree = tree_of(EXAMPLE)
    assert tree is not None
    assert tree_to_cell(tree) == EXAMPLE


@pytest.mark.parametrize("sms", ["答：不是答案", "选项9：不是选项", "  缩进", "末尾\n\n再一行"])
def test_a_tree_that_the_short_form_would_change_is_written_as_json(sms: str) -> None:
    tree = FollowUp(
        "问？", (Option("甲", ("甲",), "答。", f"一\n{sms}"), Option("乙", ("乙",), "答。"))
    )
    assert tree_of(tree_to_cell(tree)) == tree


def test_json_and_the_mapping_of_a_document_are_read_too() -> None:
    assert tree_of(json.dumps(plain(DEEP))) == DEEP
    assert tree_of(plain(DEEP)) == DEEP
    assert tree_of(None) is None
    assert tree_of(" ") is None


def test_clerks_may_write_half_width_marks_and_other_separators() -> None:
    tree = tree_of("问: 谁？\n选项 1: 个人、自己\n 答: 好\n\n选项2:单位\n答:行")
    assert tree is not None
    assert [option.say for option in tree.options] == [("个人", "自己"), ("单位",)]
    assert [option.answer for option in tree.options] == ["好", "行"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您是个人吗", "看不懂这一行：您是个人吗"),
        ("选项1：甲\n答：一\n选项2：乙\n答：二", "缺“问”"),
        ("问：谁？", "有 0 个选项"),
        ("问：谁？\n选项1：甲\n答：一", "有 1 个选项"),
        ("问：谁？\n" + "\n".join(f"选项{n}：{n}\n答：一" for n in range(1, 6)), "有 5 个选项"),
        ("问：谁？\n选项1：甲\n答：一\n选项2：乙", "选项“乙”没有“答”"),
        ("问：谁？\n选项1：甲\n答：一\n选项2：\n答：二", "有一个选项没有名称"),
        ("问：谁？\n选项1：甲｜丙\n答：一\n选项2：乙｜丙\n答：二", "“丙”属于两个选项"),
        ("问：谁？\n选项1：甲\n答：一\n答：二\n选项2：乙\n答：二", "“答”写了两次"),
        ("问：谁？\n选项1：甲\n答：一\n问：再问？\n选项2：乙\n答：二", "既回答又再问"),
        ("问：谁？\n选项1.1：甲\n答：一\n选项2：乙\n答：二", "选项1.1 的编号不对"),
        ("问：谁？\n选项1：甲\n答：一\n选项1：乙\n答：二", "选项1 的编号不对"),
        ("{", "不是完整的 JSON"),
        ('{"a":' * 20_000, "不是完整的 JSON"),
        ('{"ask": 1, "options": [{}, {}]}', "有一个选项没有名称"),
        ('{"ask": "谁", "options": [1, 2]}', "option"),
        ('{"ask": "谁", "other": 1, "options": []}', "0 个选项"),
    ],
)
def test_what_is_wrong_with_a_tree_is_said(text: str, found: str) -> None:
    with pytest.raises(CellUnreadable) as refused:
        tree_of(text)
    assert refused.value.rule == "bad_follow_up"
    assert found in refused.value.found


def test_a_tree_of_a_document_that_names_itself_ends() -> None:
    tree: dict[str, object] = {"ask": "谁"}
    tree["options"] = [
        {"label": "甲", "ask": "谁", "options": tree},
        {"label": "乙", "ask": "谁", "options": [tree, tree]},
    ]
    with pytest.raises(CellUnreadable):
        tree_of(tree)
