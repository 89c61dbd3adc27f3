"""Several facts in one breath: none eats another's."""

from collections import Counter
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.amounts import amounts
from dialog.grammar.category import category
from dialog.grammar.dictation import Dictation
from dialog.grammar.plates import plates
from dialog.grammar.times import resolved
from dialog.grammar.utterance import utterance
from knowledge.matters import matter_of

TODAY = date(2026, 11, 18)
LINES = Path(__file__).with_name("facts_heldout.tsv").read_text("utf-8").splitlines()
NAMES = ("category", "matter", "when", "phone", "plate", "yuan")
ROWS = [tuple(line.split("\t")) for line in LINES[2:]]


def told(said: str, matter: str) -> tuple[str, ...]:
    """What each grammar finds, in the order of NAMES; the matter as named where it is right."""
    heard = Dictation().hears(utterance(said))
    when, found = resolved(said, TODAY), matter_of(said)
    return (
        category(said),
        matter if found and matter in found.path else "",
        when.written if when else "",
        heard.number if heard.whole else "",
        "".join(plates(utterance(said))),
        "/".join(str(amount.yuan) for amount in amounts(said)),
    )


@pytest.mark.parametrize("row", ROWS, ids=[row[-1][:12] for row in ROWS])
def test_sentences(row: tuple[str, ...]) -> None:
    assert dict(zip(NAMES, told(row[-1], row[1]), strict=True)) == dict(
        zip(NAMES, row[:-1], strict=True)
    )


PHONES = ("电话一三八零零一三八零零零", "13800138000", "你打我手机幺三八洞洞幺三八三个零")
TIMES = {"上个礼拜三下午三点": "11月11日15时", "昨天晚上": "11月17日晚上", "这几天": "近几天"}
PLACES = ("我住八号楼三单元八零二", "在红锦大道二十七号", "就在轨道三号线出口")
SUMS = {"收了我三千五": "3500", "押金两万块": "20000"}


@given(
    st.sampled_from(PHONES),
    st.sampled_from(sorted(TIMES)),
    st.sampled_from(PLACES),
    st.sampled_from(sorted(SUMS)),
    st.sampled_from(list(permutations(range(4)))),
    st.sampled_from(("，", "")),
)
def test_in_whatever_order(
    phone: str, when: str, place: str, paid: str, order: tuple[int, ...], pause: str
) -> None:
    parts = (phone, when, place, paid)
    said = pause.join(parts[at] for at in order)
    found = dict(zip(NAMES, told(said, ""), strict=True))
    assert found["phone"] == "13800138000"
    assert found["when"] == TIMES[when]
    assert found["yuan"] == SUMS[paid]
    assert found["plate"] == ""


def test_the_sentences_try_every_fact() -> None:
    filled = Counter(name for row in ROWS for name, value in zip(NAMES, row, strict=False) if value)
    assert all(filled[name] for name in NAMES)
