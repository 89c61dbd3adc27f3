"""What is asked of which matter."""

import pytest

from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.grammar.utterance import utterance
from dialog.intake_slots import SLOTS, missing

AREAS = area_table("500000")


def asked(told: str) -> list[str]:
    """Every slot that a caller is asked for who tells nothing more."""
    draft, settled = Draft("13800138000").about(utterance(told), AREAS), frozenset[str]()
    names = []
    while name := missing(draft, settled):
        names.append(name)
        settled |= {name}
    return names


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("渝北区松牌路路灯坏了", ["contact"]),
        ("渝北区松牌路有人占道摆摊", ["when", "contact"]),
        ("昨天渝北区松牌路的医生态度很差我要投诉", ["wants", "contact", "secret"]),
        ("我要建议增加一个红绿灯", ["place", "contact"]),
        ("我要表扬一个公交司机", ["place", "contact"]),
        ("我要投诉我们单位老板拖欠工资", ["place", "when", "contact", "secret"]),
        ("我要投诉我们单位老板拖欠工资，请保密", ["place", "when", "contact"]),
        ("路灯坏了", ["place", "contact"]),
    ],
)
def test_only_what_matters_is_asked(told: str, names: list[str]) -> None:
    assert asked(told) == names


def test_a_ticket_can_do_without_all_but_the_matter_and_the_number() -> None:
    assert {slot.name for slot in SLOTS if slot.needed} == {"matter", "contact"}
