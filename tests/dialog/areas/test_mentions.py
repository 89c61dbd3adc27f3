"""Names within an utterance."""

import pytest

from dialog.areas.mentions import Said, mentions
from dialog.areas.names import names_of
from dialog.areas.table import area_table
from dialog.grammar.utterance import utterance

NAMES = names_of(area_table("500000"))


def named(said: str) -> list[str]:
    return [m.name.text for m in mentions(Said.of(utterance(said)), NAMES)]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("江北区观音桥街道", ["江北区", "观音桥街道"]),
        ("江北机场", ["江北机场"]),
        ("我住涪陵区江北街道", ["涪陵区", "江北街道"]),
        ("石柱县南宾街道", ["石柱县", "南宾街道"]),
        ("于北区隆西街道", ["渝北区", "龙溪街道"]),
        # roads and other things that are called after an area
        ("龙山路的灯", []),
        ("五里店路", []),
        ("江北大道", []),
        ("渝北中学", []),
        # words of everyday that are names or sound so
        ("打通电话没人接", []),
        ("驾驶证扣分怎么查", []),
        ("你找打是吧", []),
        ("祝你平安", []),
        ("手机游戏怎么退钱", []),
        # but names where a place may stand
        ("在龙水那边", ["龙水"]),
        ("巴川街道", ["巴川街道"]),
    ],
)
def test_names(said: str, names: list[str]) -> None:
    assert list(dict.fromkeys(named(said))) == names


def test_what_is_denied_and_what_was_taken_back() -> None:
    said = Said.of(utterance("不是渝北，是不是江北，说错了是南岸"))
    assert said.denied(2)
    assert not said.denied(said.text.index("江北"))
    assert said.text.index("江北") < said.retracted < said.text.index("南岸")


def test_sounds_of_the_engine_hold_where_they_fit_the_text() -> None:
    assert Said.of(utterance("语北区", ("yu", "bei", "qu"))).plain == ("yu", "bei", "qu")
    assert Said.of(utterance("语北区", ("yu",))).plain == ("yu", "bei", "qu")
    assert Said.of(utterance("渝北，龙溪")).plain == ("yu", "bei", "，", "long", "xi")
