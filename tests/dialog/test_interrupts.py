"""What means the same whatever was asked."""

from pathlib import Path

import pytest

from dialog.grammar.utterance import utterance
from dialog.interrupts import interrupt

HELD_OUT = Path(__file__).parent / "care" / "people_heldout.tsv"
UNSEEN = Path(__file__).parent / "care" / "people_unseen.tsv"
LOTS = Path(__file__).parent / "care" / "people_lots.tsv"


def held_out(table: Path = HELD_OUT) -> list[tuple[str, str]]:
    lines = table.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(name, text) for name, text in pairs]


def meant(text: str) -> str:
    found = interrupt(utterance(text))
    return found[0] if found else "none"


def test_nearly_every_held_out_wish_for_a_person_is_known() -> None:
    lines = [text for name, text in held_out() if name == "agent"]
    missed = [text for text in lines if meant(text) != "agent"]
    assert len(missed) <= 0.02 * len(lines), missed


def test_most_unseen_wishes_for_a_person_are_known() -> None:
    lines = held_out(UNSEEN)
    missed = [text for name, text in lines if name == "agent" and meant(text) != "agent"]
    assert len(missed) <= 0.16 * len(lines), missed
    assert not [text for name, text in lines if name == "none" and meant(text) == "agent"]


def test_wishes_of_three_more_lots_are_known_and_their_near_misses_are_none() -> None:
    lines = held_out(LOTS)
    wishes = [text for name, text in lines if name == "agent"]
    missed = [text for text in wishes if meant(text) != "agent"]
    assert len(missed) <= 0.02 * len(wishes), missed
    assert not [text for name, text in lines if name == "none" and meant(text) == "agent"]


def test_nothing_else_is_a_wish_for_a_person() -> None:
    assert not [t for name, t in held_out() if name == "none" and meant(t) == "agent"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("着火了给我转人工", "emergency"),
        ("我说了半天你也听不懂你就给我叫个真人来接电话行不行", "agent"),
        ("物业说工作人员不够路灯坏了三个月没人管你们找个人来修", "none"),
        ("烦死了", "anger"),
        ("再说一遍", "repeat"),
        ("拜拜", "goodbye"),
        ("护照怎么办理", "none"),
    ],
)
def test_the_first_that_fits(said: str, name: str) -> None:
    assert meant(said) == name


@pytest.mark.parametrize(
    "text",
    [
        "我年纪大了不会跟机器说话",
        "我不晓得咋个跟机器人讲",
        "你们那里有人值班吗我跟他说",
        "有没有人值班我给他讲一下",
        "麻烦您给我接一下值班的同志谢谢",
        "喊当班的同志",
        "客服小姐在不在",
        "客服妹儿来接一哈",
    ],
)
def test_who_cannot_talk_to_a_machine_or_asks_for_who_is_on_duty_wants_a_person(text: str) -> None:
    assert interrupt(utterance(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "派出所晚上有人值班吗",
        "值班的医生态度很差",
        "客服小姐态度不好我要投诉",
        "老年人不会用智能手机怎么办",
        "值班室没有人我反映过两次",
        "小区客服中心的人不管事",
        "不知道怎么用自助机器取号",
    ],
)
def test_duty_desks_and_machines_of_others_are_talk(text: str) -> None:
    assert interrupt(utterance(text)) is None
