"""A person asked for, in words and as recognisers mishear them."""

from pathlib import Path

import pytest

from dialog.grammar.persons import person_wanted
from dialog.grammar.utterance import utterance
from dialog.interrupts import interrupt

HELD_OUT = Path(__file__).parent / "persons_heldout.tsv"


def held_out(name: str) -> list[str]:
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [text for meant, text in pairs if meant == name]


def wanted(text: str) -> bool:
    return (interrupt(utterance(text)) or ("",))[0] == "agent"


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("庄严供服务", "转人工服务"),
        ("给老子转人狗吗", "给老子转人工嘛"),
        ("唔该帮我转盐工", "唔该帮我转人工"),
        ("我还是想找你们的基线元", "我还是想找你们的接线员"),
        ("我要找花务缘", "我要找话务员"),
        ("麻烦您给我进一下值班的同志", "麻烦您给我接一下值班的同志"),
        ("你给我换个枕人来", "你给我换个真人来"),
        ("你给我叫个和人而来被", "你给我叫个活人儿来呗"),
        ("不好意思我想跟这人说话", "不好意思我想跟真人说话"),
        ("我要跟也说不跟你说", "我要跟人说不跟你说"),
        ("我年极大脸不会跟机器手话", "我年纪大了不会跟机器说话"),
        ("你们那里有人去办吗我跟他说", "你们那里有人值班吗我跟他说"),
        ("麻烦你让人来其电话", "麻烦你让人来接电话"),
        ("特还小姐在不再", "客服小姐在不在"),
        ("在员工服务", "转人工服务"),
        ("我要转人服务", "我要转人工服务"),
        ("请一位公务员跟我讲", "请一位话务员跟我讲"),
        ("同我斩去员工客服啦", "同我转去人工客服啦"),
        ("拿凡帮我准一下人公司", "麻烦帮我转一下人工"),
        ("按不来见帮我几个人", "按不来键帮我接个人"),
        ("将你们负责人更我说", "让你们负责人跟我说"),
        ("麻烦转移下你们直办的", "麻烦转一下你们值班的"),
        ("你们那儿有没得越人啊", "你们那儿有没得活人啊"),
        ("能否由工作人员来接请", "能否由工作人员来接听"),
        ("有没有外地人可以跟我说话", "有没有活的人可以跟我说话"),
        ("摩的人她电话塑造个人来", "没得人接电话嗦找个人来"),
        ("麻烦你榜为几桶人股号码", "麻烦你帮我接通人工好吗"),
        ("我不想跟你说的坏人", "我不想跟你说了换人"),
    ],
)
def test_a_wish_for_a_person_is_known_by_its_sound(heard: str, said: str) -> None:
    assert person_wanted(utterance(heard)), said


@pytest.mark.parametrize(
    "text",
    [
        "我要跟他说",
        "我想跟你说一件事",
        "我要找工作",
        "公司员工没发工资",
        "给我转账的人跑了",
        "派个人来通下水道",
        "能不能派个人来看看井盖",
        "换个人名怎么办理",
        "我家的锅炉坏了",
        "人行道的砖松了",
        "这个问题解决了",
        "我想提取公积金",
        "请问有人办理居住证吗",
        "能不能换人代领",
        "外地人员怎么办居住证",
        "我要换个身份证",
        "没得人来过",
        "怎么找人代办",
        "我要投诉那个客服",
        "员工福利",
        "讲个故事吧",
        "就在义和镇那里",
        "满意得很得很",
        "换手机号码",
        "给我换个灯",
        "我要转公司",
        "没给我个说法",
        "没接到通知",
        "可能吧",
        "俺正干活嘞",
        "家里来客人了",
        "你们派工作人员来现场看",
        "找不到管事的人",
        "电话号码",
    ],
)
def test_what_only_resembles_one_is_none(text: str) -> None:
    assert person_wanted(utterance(text)) is None


def test_without_characters_the_sounds_are_enough() -> None:
    assert person_wanted(utterance("", ("wo", "yao", "zhuan", "yan", "gong"))) == "我要转人工"


def test_beside_what_sounds_like_one_and_is_none_its_sound_is_not_asked() -> None:
    assert person_wanted(utterance("人工费给我转盐工")) is None


def test_every_held_out_wish_is_known() -> None:
    assert [text for text in held_out("agent") if not wanted(text)] == []


def test_no_near_miss_is_one() -> None:
    assert [text for text in held_out("none") if wanted(text)] == []
