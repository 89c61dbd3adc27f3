import pytest
import yaml

from knowledge.errors import EntryInvalid, FieldMissing, UnknownField, WrongType
from knowledge.follow_up import DEEPEST, MOST_OPTIONS, FollowUp, Option, parse, plain

TREE = """
ask: 个人还是单位？
options:
  - label: 个人
    say: [自己交, 个人]
    ask: 在本市还是外地？
    options:
      - {label: 本市, answer: 去窗口。, sms: 窗口地址}
      - {label: 外地, answer: 去网上。}
  - {label: 单位, say: [公司], answer: 找单位经办人。}
"""


def read(text: str) -> FollowUp:
    return parse(yaml.safe_load(text), "a.yaml, entry 1")


def test_a_tree_is_read() -> None:
    city = FollowUp(
        "在本市还是外地？",
        (Option("本市", ("本市",), "去窗口。", "窗口地址"), Option("外地", ("外地",), "去网上。")),
    )
    assert read(TREE) == FollowUp(
        "个人还是单位？",
        (
            Option("个人", ("个人", "自己交"), then=city),
            Option("单位", ("单位", "公司"), "找单位经办人。"),
        ),
    )


def test_writing_and_reading_loses_nothing() -> None:
    tree = read(TREE)
    assert parse(plain(tree), "") == tree


def test_all_that_is_spoken() -> None:
    assert read(TREE).spoken == (
        "个人还是单位？", "个人", "单位", "找单位经办人。",
        "在本市还是外地？", "本市", "去窗口。", "外地", "去网上。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ("[公司]", "[自己交]", EntryInvalid, "自己交 stands for two options"),
        ("say: [公司], ", "tell: [公司], ", UnknownField, "tell"),
        ("say: [公司], ", "say: 公司, ", WrongType, "say must be a list"),
        (", answer: 找单位经办人。", "", FieldMissing, "answer"),
        ("ask: 个人还是单位？", "ask: 12", WrongType, "ask"),
        ("say: [自己交, 个人]", "answer: 去窗口。", EntryInvalid, "not both"),
    ],
)
def test_each_slip_is_told(old: str, new: str, error: type[EntryInvalid], said: str) -> None:
    assert old in TREE
    with pytest.raises(error, match=said):
        read(TREE.replace(old, new, 1))


@pytest.mark.parametrize("count", [1, MOST_OPTIONS + 1])
def test_neither_one_option_nor_too_many(count: int) -> None:
    options = [{"label": f"第{number}", "answer": "去窗口。"} for number in range(count)]
    with pytest.raises(EntryInvalid, match="2 to"):
        parse({"ask": "哪一种？", "options": options}, "")


def test_a_tree_that_asks_too_much_is_refused() -> None:
    tree: dict[str, object] = {"label": "甲", "answer": "好。"}
    for _ in range(DEEPEST + 1):
        tree = {
            "label": "甲",
            "ask": "哪一种？",
            "options": [tree, {"label": "乙", "answer": "好。"}],
        }
    with pytest.raises(EntryInvalid, match="more than"):
        parse({name: tree[name] for name in ("ask", "options")}, "")


@pytest.mark.parametrize("value", [None, "个人", [1]])
def test_what_is_no_tree_is_refused(value: object) -> None:
    with pytest.raises(WrongType, match="ask and options"):
        parse(value, "")
