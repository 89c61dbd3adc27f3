"""Questions in between, and calling off."""

import pytest

from dialog.asides import ANSWERS, _tables, aside, cannot_say, gives_up
from dialog.grammar.utterance import utterance
from dialog.prompts import catalogue


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("要多久能办好啊", "how_long"),
        ("你们会不会泄露我信息", "privacy"),
        ("这个归谁管", "who"),
        ("要钱吗", "cost"),
        ("打这个电话有用吗", "useful"),
        ("你问这个干什么", "why"),
        ("那我怎么知道结果呢", "result"),
        ("工单号是多少", "number"),
        ("可以匿名吗", "secret"),
    ],
)
def test_what_callers_want_to_know(text: str, topic: str) -> None:
    assert aside(utterance(text)) == ANSWERS[topic]


@pytest.mark.parametrize(
    "text",
    ["多久了都没人管", "不知道归谁管所以打给你们", "可以", "渝北区松牌路", "昨天晚上",
     "物业一直跟我说这个不归他们管要我去问街道哪个部门我都问了一圈了没人理"],
)  # fmt: skip
def test_an_answer_is_no_aside(text: str) -> None:
    assert aside(utterance(text)) == ""


def test_every_topic_has_its_prompt() -> None:
    assert set(_tables()) == set(ANSWERS)
    assert set(ANSWERS.values()) <= set(catalogue())


@pytest.mark.parametrize(
    "text",
    [
        "算了",
        "算了不登记了",
        "那还是不投诉了",
        "不反映了吧",
        "太麻烦了算了",
        "别登记了",
        "取消登记",
    ],
)
def test_calling_off(text: str) -> None:
    assert gives_up(utterance(text))


@pytest.mark.parametrize(
    "text",
    [
        "算了就用这个号码",
        "物业取消了保安",
        "算了一下有三百块",
        "他说不投诉就给我退",
        "不是",
        "可以",
    ],
)
def test_not_calling_off(text: str) -> None:
    assert not gives_up(utterance(text))


@pytest.mark.parametrize("text", ["我不知道", "随便", "你们自己查嘛", "记不清了", "你们看着办"])
def test_who_cannot_say(text: str) -> None:
    assert cannot_say(utterance(text))


def test_who_can_say() -> None:
    assert not cannot_say(utterance("昨天晚上"))
