"""What a caller corrects, and to what."""

import pytest

from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.grammar.utterance import utterance
from dialog.repair import applied, mends

AREAS = area_table("500000")
DRAFT = Draft("13800138000", contact="13800138000").about(
    utterance("昨天渝北区松牌路路灯坏了"), AREAS
)


def mended(text: str, asked: bool = False) -> dict[str, str]:
    """Slot to its new value, "?" where it is to be asked."""
    told = {}
    for mend in mends(utterance(text), DRAFT, AREAS, asked):
        value = (mend.change or {}).get(mend.slot, "?")
        told[mend.slot] = getattr(value, "text", getattr(value, "said", value))
    return told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("不是渝北，是江北", {"place": "江北区松牌路"}),
        ("是江北不是渝北", {"place": "江北区松牌路"}),
        ("地点不对", {"place": "?"}),
        ("地点错了，是江北区建新北路", {"place": "江北区建新北路"}),
        ("时间是前天", {"when": "前天"}),
        ("不是昨天是前天", {"when": "前天"}),
        ("时间说错了", {"when": "?"}),
        ("电话不对，是139，1234，5678", {"contact": "13912345678"}),
        ("尾号错了，尾号是九九九九", {"contact": "13800139999"}),
        ("号码不对", {"contact": "?"}),
        ("事情不是这个，是井盖没有了", {"matter": "井盖没有了"}),
        ("不是路灯坏了，是井盖没有了", {"matter": "井盖没有了"}),
        ("事情不对", {"matter": "?"}),
        ("要求不对，应该是换新的路灯", {"wants": "换新的路灯"}),
        ("不是渝北是江北，电话是13912345678", {"place": "江北区松牌路", "contact": "13912345678"}),
        ("地点和电话都不对", {"place": "?", "contact": "?"}),
        ("地点没错，时间错了", {"when": "?"}),
        ("江北，不是渝北", {"place": "江北区松牌路"}),
        ("前天，不是昨天", {"when": "前天"}),
        ("搞错了，我说的是江北区石马河街道", {"place": "江北区石马河街道松牌路"}),
        ("不是渝北，隔壁那个，江北", {"place": "江北区松牌路"}),
    ],
)
def test_corrections(text: str, told: dict[str, str]) -> None:
    assert mended(text) == told


@pytest.mark.parametrize(
    "text",
    ["对", "对的没错", "不对", "对，晚上特别黑", "嗯", "还有就是旁边有个学校", "是的就在路口"],
)
def test_no_corrections(text: str) -> None:
    assert mended(text) == {}


def test_a_value_alone_is_a_correction_only_once_it_was_asked_for() -> None:
    assert mended("前天") == {}
    assert mended("前天", asked=True) == {"when": "前天"}


def test_what_is_to_be_asked_anew_is_forgotten() -> None:
    found = mends(utterance("地点和时间都不对"), DRAFT, AREAS)
    draft = applied(DRAFT, found)
    assert (draft.place.text, draft.when.said) == ("", "")
    assert draft.contact == DRAFT.contact
