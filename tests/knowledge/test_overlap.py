from dataclasses import replace

from knowledge.entries import Entry
from knowledge.overlap import LIKENESS, near_duplicates

RENT = Entry("rent", "", "租房怎么提取公积金", ("公积金能付房租吗",), "甲", "甲")
CARD = Entry("card", "", "社保卡丢了怎么补办", ("社保卡掉了",), "乙", "乙")


def test_a_phrasing_under_two_entries_is_found() -> None:
    twice = replace(CARD, variants=("租房子如何提取公积金",))
    pairs = near_duplicates((RENT, twice))
    assert [(pair.first, pair.second) for pair in pairs] == [("rent", "card")]
    assert pairs[0].likeness >= LIKENESS
    assert pairs[0].second_text == "租房子如何提取公积金"


def test_entries_of_their_own_are_left_alone() -> None:
    assert near_duplicates((RENT, CARD)) == ()


def test_what_ships_keeps_its_entries_apart(entries: tuple[Entry, ...]) -> None:
    assert near_duplicates(entries) == ()
