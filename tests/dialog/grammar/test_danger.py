"""Danger now, and danger talked about."""

from pathlib import Path

import pytest

from dialog.grammar.danger import OWN_LIFE, danger, doubt, emergency, kinds, severe
from dialog.grammar.utterance import utterance

HELD_OUT = Path(__file__).parents[1] / "care" / "danger_heldout.tsv"


def held_out() -> list[tuple[str, str]]:
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, text in (
        line.split("\t") for line in lines if not line.startswith("#")
    )]  # fmt: skip


def kind_of(text: str) -> str:
    found = danger(utterance(text))
    return found.kind if found else "none"


def test_nearly_all_danger_is_known_and_by_its_kind() -> None:
    lines = [(kind, text) for kind, text in held_out() if kind != "none"]
    missed = [text for _, text in lines if kind_of(text) == "none"]
    mistaken = [text for kind, text in lines if kind_of(text) != kind]
    assert len(missed) <= 0.02 * len(lines), missed
    assert len(mistaken) <= 0.04 * len(lines), mistaken


def test_hardly_anything_is_a_false_alarm() -> None:
    lines = [text for kind, text in held_out() if kind == "none"]
    alarms = [text for text in lines if kind_of(text) != "none"]
    assert len(alarms) <= 0.02 * len(lines), alarms


def test_what_ordinary_callers_say_rings_no_alarm_and_is_seldom_asked_about() -> None:
    """Lines that the table of what resembles danger was not learnt from."""
    text = (HELD_OUT.parent / "plain_unseen.tsv").read_text(encoding="utf-8")
    lines = [utterance(line) for line in text.splitlines() if not line.startswith("#")]
    assert sum(danger(said) is not None for said in lines) <= 0.005 * len(lines)
    assert sum(doubt(said) is not None for said in lines) <= 0.05 * len(lines)


@pytest.mark.parametrize(
    "said",
    ["着火了", "我家燃气泄漏了", "有人要跳楼", "路边有人晕倒了", "有人抢劫", "我被困在电梯里",
     "煤气味好大", "他拿刀砍人", "孩子掉到河里了", "不想活了"],
)  # fmt: skip
def test_danger(said: str) -> None:
    assert emergency(utterance(said))


@pytest.mark.parametrize(
    "said",
    ["楼道堆杂物怕着火", "电瓶车万一着火怎么办", "火灾事故认定书怎么开", "轮胎漏气了", "找活人",
     "老人有困难", "护照怎么办理", "这是救命钱"],
)  # fmt: skip
def test_no_danger(said: str) -> None:
    assert emergency(utterance(said)) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("去年我们楼着过火", None),
        ("去年着过火的那家现在又着火了", "fire"),
        ("昨天晚上闻到煤气味", None),
        ("昨天晚上就有煤气味现在还有", "gas"),
        ("万一漏气怎么办", None),
        ("不享活了", "despair"),
        ("我老公说他不想活了", "crisis"),
        ("我老公不要我了我不想活了", "despair"),
        ("再不解决工人要跳楼了", "crisis"),
        ("再不解决我就跳楼", "despair"),
        ("我吃了一瓶安眠药", "attempt"),
        ("累得想死跑了三趟", None),
        ("听你们这个音乐听得我都想死了", None),
        ("我弟弟碰到高压线了人被电翻了", "medical"),
        ("高压线断了掉在路中间冒火花", "electricity"),
        ("他又打我我脸上都是血", "crime"),
    ],
)
def test_time_and_person_decide(said: str, kind: str | None) -> None:
    found = danger(utterance(said))
    assert (found.kind if found else None) == kind


def test_only_the_callers_own_life_is_own() -> None:
    assert set(OWN_LIFE) <= set(kinds())
    assert danger(utterance("我不想活了")).own_life  # type: ignore[union-attr]
    assert not danger(utterance("有人要跳楼")).own_life  # type: ignore[union-attr]


def test_a_misheard_sign_is_found_by_its_syllables() -> None:
    said = utterance("困再店题里", ("kun", "zai", "dian", "ti", "li"))
    assert danger(said).kind == "rescue"  # type: ignore[union-attr]


def test_what_cannot_wait() -> None:
    assert severe(utterance("井盖没了"))
    assert severe(utterance("路灯不亮")) is None


@pytest.mark.parametrize(
    "text",
    [
        "沙坪坝区山洞街道突然停电了",
        "山洞街道大树倒了把路挡住了",
        "菜市场那个塌塌一楼的住户把绿地围起来，啷个没得人管嘛",
        "木洞镇那个塌塌，出租车绕路多收了钱，啷个没得人管嘛",
    ],
)
def test_names_of_places_are_no_danger(text: str) -> None:
    assert danger(utterance(text)) is None


FRAMES = (
    "{}",
    "喂你好，我反映一下，我们九龙坡区石桥铺街道这边，{}，你们快来看一下",
    "喂你好我反映一下我们九龙坡区石桥铺街道这边{}麻烦尽快解决",
)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    "said",
    [
        "有个老婆婆过马路被撞飞了躺起不动",
        "桥栏杆外面站了个男的手抓着栏杆往下看",
        "我同事手被机器绞进去了拿不出来",
    ],
)
def test_what_stands_around_it_makes_danger_no_less(frame: str, said: str) -> None:
    assert danger(utterance(frame.format(said)))


@pytest.mark.parametrize(
    "said",
    [
        "路面塌了一个大坑，请你们去查一下",
        "楼顶有人搭违章建筑，十一月八号，江北区翠湖小区十二栋二单元",
        "我们渝北区悦来街道轻轨站的，人行道上停满了车，麻烦尽快解决",
        "电梯老是卡在半路",
        "燃气灶打不着火没有气",
    ],
)
def test_a_plain_report_is_not_asked_about(said: str) -> None:
    assert danger(utterance(said)) is None
    assert doubt(utterance(said)) is None


@pytest.mark.parametrize(
    "text",
    ["游戏里的角色被砍死了充值能退吗", "老板拖工资我绝望了社保怎么转"],
)
def test_a_phrase_in_talk_that_is_unlike_danger_is_asked_about(text: str) -> None:
    said = utterance(text)
    assert danger(said) is None
    assert doubt(said)


def test_a_phrase_in_talk_that_is_nothing_like_danger_is_none() -> None:
    said = utterance("那个路口天天出车祸能不能装个红绿灯")
    assert danger(said) is None
    assert doubt(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "我想反映一下小区的路灯不亮还有燃气泄漏了",
        "我要投诉物业收费乱另外三楼着火了",
        "我要投诉物业收费乱，另外三楼着火了",
    ],
)
def test_danger_at_the_end_of_another_matter_is_none_the_less(said: str) -> None:
    assert danger(utterance(said))
