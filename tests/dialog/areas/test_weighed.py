"""District and street by their sounds, whatever was written for them."""

import pytest

from dialog.areas.mentions import Said, mentions
from dialog.areas.names import names_of
from dialog.areas.table import area_table
from dialog.areas.weighed import likeliest, mistaken, weighed
from dialog.grammar.utterance import utterance

TABLE = area_table("500000")
NAMES = names_of(TABLE)


def found(text: str, sounds: str) -> str:
    said = Said.of(utterance(text, tuple(sounds.split())))
    near = likeliest(said, NAMES, mentions(said, NAMES), ())
    return "、".join(each.area.name for each in near)


@pytest.mark.parametrize(
    ("heard", "meant", "wrong"),
    [
        ("qu", "qu", 0.0),
        ("ji", "qu", 1.0),  # j for q, and i for ü
        ("xi", "xie", 0.5),
        ("bao", "ba", 0.5),
        ("len", "yuan", 1.5),
        ("，", "qu", 2.0),
    ],
)
def test_sounds_that_are_taken_for_one_another_weigh_half(
    heard: str, meant: str, wrong: float
) -> None:
    assert mistaken(heard, meant) == wrong == mistaken(meant, heard)


@pytest.mark.parametrize(
    ("written", "heard", "street"),
    [
        ("就在沙坪包机稀有及到江南花园", "jiu zai sha ping bao ji xi you ji dao jiang nan hua yuan",
         "西永街道"),
        ("九龙坡区家庭人民路", "jiu long po yang jia ting ren min lu", "杨家坪街道"),
        ("地址是喃喃区峡口镇城口人员", "di zhi shi nan nan qu xia kou zhen cheng kou ren yuan",
         "峡口镇"),
        ("你好任家镇前天下午", "ni hao tou jia zhen qian tian xia wu", "陶家镇"),
        ("就在山洞街道", "jiu zai shang bei jie dao", "双碑街道"),
        ("同原籍轻轨站出来", "tong yuan ji qing gui zhan chu lai", "铜元局街道"),
    ],
)  # fmt: skip
def test_what_was_heard_counts_where_another_was_written(
    written: str, heard: str, street: str
) -> None:
    assert found(written, heard) == street


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("极坐标方程怎么画", "ji zuo biao fang cheng zen me hua"),  # no place
        ("渝中区长沙镇", "yu zhong qu chang sha zhen"),  # a district was named as it is
        ("渝北区龙溪街道", "yu bei qu long xi jie dao"),  # the text says it
        ("沙坪坝三峡广场", "sha ping ba san xia guang chang"),  # a district, and no street
        ("不是沙坪包机稀有及到", "bu shi sha ping bao ji xi you ji dao"),  # denied
        ("就在双碑街道", "jiu zai xiong bei jie dao"),  # nothing much nearer than what was written
    ],
)
def test_what_the_text_says_stands(written: str, heard: str) -> None:
    assert found(written, heard) == ""


def test_two_that_sound_alike_are_both_told() -> None:
    heard = "pu lin qu li shi jie dao"
    assert found("濮林区新市街道", heard) in ("荔枝街道、蔺市街道", "蔺市街道、荔枝街道")


def test_the_likeliest_comes_first_and_what_was_refused_not_at_all() -> None:
    said = Said.of(utterance("沙坪坝区西永街道"))
    first = weighed(said, NAMES, (), 5.0)[0]
    assert (first.near.area.name, first.wrong, first.alone) == ("西永街道", 0.0, False)
    refused = weighed(said, NAMES, (first.near.area,), 5.0)
    assert first.near.area not in [each.near.area for each in refused]
