"""Which of a few things a reply means."""

import pytest

from dialog.grammar.options import named, picked
from dialog.grammar.utterance import utterance

OWNERS = (("个人", "自己交的", "灵活就业"), ("单位", "公司交的"))
HAVE = (("有", "办过"), ("没有", "没办过"))
HOMES = (("首套", "第一套"), ("二套", "第二套"), ("三套及以上", "第三套"))
CITY = (("本市", "本地"), ("外地", "异地"), ("国外", "境外"))


@pytest.mark.parametrize(
    ("said", "options", "wanted"),
    [
        # by words, however many are around them
        ("个人", OWNERS, 0), ("我是单位上班的", OWNERS, 1), ("公司交的", OWNERS, 1),
        ("灵活就业人员自己交的", OWNERS, 0), ("第二套", HOMES, 1), ("外地户口", CITY, 1),
        # a short word within a longer one, and in a long utterance
        ("有", HAVE, 0), ("没有", HAVE, 1), ("没有办过", HAVE, 1), ("有的", HAVE, 0),
        ("有个事情要麻烦你们", HAVE, None),
        # two, none, nothing
        ("个人和单位都想知道", OWNERS, None), ("今天太阳好大", OWNERS, None), ("", OWNERS, None),
        # denied
        ("不是单位", OWNERS, 0), ("不是个人是单位", OWNERS, 1), ("没有单位", OWNERS, 0),
        ("不是本市的", CITY, None),
        ("不是本市是外地", CITY, 1),
        # by its place
        ("第一个", OWNERS, 0), ("后者", OWNERS, 1), ("第三个", CITY, 2), ("最后那个", CITY, 2),
        ("最后那个", OWNERS, 1), ("第三个", OWNERS, None), ("一", OWNERS, 0),
        ("第四个", CITY, None),
        # by yes and no
        ("对", HAVE, 0), ("没得", HAVE, 1), ("是的", HAVE, 0), ("是的", OWNERS, None),
    ],
)  # fmt: skip
def test_a_reply(said: str, options: tuple[tuple[str, ...], ...], wanted: int | None) -> None:
    assert picked(utterance(said), options) == wanted


@pytest.mark.parametrize(
    ("syllables", "wanted"),
    [
        ("ge ren", 0),
        ("dan wei", 1),
        ("wo si dan wei", 1),
        ("gong shi jiao de", 1),
        ("gong si jiao di", None),
        ("lin huo jiu ye", 0),
        ("di er ge", 1),
        ("wo men zhe li you yi ge dan wei de ren", None),
    ],
)
def test_a_reply_by_sound_and_accent(syllables: str, wanted: int | None) -> None:
    assert picked(utterance("", tuple(syllables.split())), OWNERS) == wanted


def test_the_words_of_an_option_in_a_question() -> None:
    assert named(utterance("单位的公积金怎么提取"), OWNERS) == 1
    assert named(utterance("第一个月的公积金怎么提取"), OWNERS) is None
    assert named(utterance("公积金怎么提取"), OWNERS) is None


def test_nothing_is_named_where_there_are_no_words() -> None:
    assert named(utterance("单位的公积金怎么提取"), ((), ())) is None
