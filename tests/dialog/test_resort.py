"""What is left when something does not work: never a promise of what is broken."""

from itertools import combinations

import pytest

from dialog.resort import Resort, helpless, nobody_free, not_understood, silent, unheard

PARTS = ("file_ticket", "handoff", "hearing")
ALL = [frozenset(some) for count in range(4) for some in combinations(PARTS, count)]


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: "+".join(sorted(broken)) or "none")
def test_nothing_broken_is_offered(broken: frozenset[str]) -> None:
    ways = [
        helpless(broken, "no_match"),
        *(unheard(broken, again) for again in (False, True)),
        *(silent(broken, begun, "") for begun in (False, True)),
    ]
    assert all(way.to != "person" for way in ways if "handoff" in broken)
    back = nobody_free(broken | {"handoff"})
    assert (back.to == "end") == ("file_ticket" in broken)
    assert all(way.prompts for way in (*ways, back))


def test_what_was_not_understood_becomes_a_ticket_where_there_are_words() -> None:
    assert not_understood(set(), ["量子力学"]).prompts == ("offer_ticket",)
    assert not_understood(set(), []) == helpless(set(), "no_match")
    assert not_understood({"file_ticket"}, ["量子力学"]).to == "person"


def test_keys_are_asked_for_where_nothing_can_be_heard() -> None:
    assert nobody_free({"handoff", "hearing"}).prompts == ("offer_keys",)
    assert unheard({"hearing"}, again=False).prompts == ("hearing_keys",)
    assert unheard({"hearing"}, again=True) == Resort("person", "hearing", ("handoff_unheard",))
    assert unheard({"hearing", "handoff"}, again=True).to == "again"


@pytest.mark.parametrize(
    ("broken", "begun", "ticket", "to", "reason"),
    [
        ((), False, "", "end", "no_input"),
        ((), True, "", "person", "no_input"),
        (("hearing",), False, "", "person", "no_input"),
        (("handoff",), True, "", "end", "no_input"),
        (("handoff",), True, "2026", "end", "ticket"),
    ],
)
def test_a_silent_caller(
    broken: tuple[str, ...], begun: bool, ticket: str, to: str, reason: str
) -> None:
    way = silent(frozenset(broken), begun, ticket)
    assert (way.to, way.reason) == (to, reason)
