from dataclasses import replace
from datetime import date

from bench.intake import Held, Turn
from bench.intake_corpus import Case, Truth
from bench.intake_figures import as_json, detail_likeness, figures, judges, wrong
from dialog.events import FileTicket

SAID = {"times": {"昨天晚上": ["11月19日", "晚上"]}}
PATH = ("市政设施", "路灯照明", "路灯不亮")
BY_NAME = judges(date(2026, 11, 20), SAID)
TRUTH = Truth(
    "求助",
    "light",
    "路灯坏了",
    PATH,
    "渝北区",
    "龙溪街道",
    "松石路十八号",
    "昨天晚上",
    "13908265517",
)
CASE = Case("000", "zm_yunxi", 1.0, "路灯坏了", "渝北区", "换一个，幺三九", TRUTH)
TICKET = FileTicket(
    category="求助",
    matter="路灯坏了",
    place="渝北区龙溪街道松石路18号",
    content="路灯坏了",
    contact="13908265517",
    when="11月19日晚上",
    matter_path=PATH,
)
TURNS = (Turn("open", "路灯坏了", "路灯坏了"), Turn("intake.contact", "可以", "可以"))
GOOD = Held(CASE, TURNS, {"phone": "13908265517"}, (), False, TICKET, "ticket")
NONE = replace(GOOD, ticket=None, end="handoff: no_match", shown={})


def test_a_ticket_that_is_right_in_everything() -> None:
    assert wrong(GOOD, BY_NAME) == []
    assert detail_likeness(GOOD) == 100.0


def test_without_a_ticket_nothing_is_right() -> None:
    assert set(wrong(NONE, BY_NAME)) == BY_NAME.keys() - {
        "taken for a report at once",
        "right phone, keypad unused",
    }


def test_each_slot_by_itself() -> None:
    for name, change in {
        "address": {"place": "渝北区龙溪街道"},
        "time": {"when": "11月18日晚上"},
        "category": {"category": "投诉"},
        "phone after repair": {"contact": "13908265519"},
        "matter, level 3": {"matter_path": (*PATH[:2], "路灯增设")},
    }.items():
        assert wrong(replace(GOOD, ticket=replace(TICKET, **change)), BY_NAME) == [name]
    other = replace(TICKET, place="渝北区龙山街道松石路18号")
    assert wrong(replace(GOOD, ticket=other), BY_NAME) == [
        "place to street",
        "place to street, after repair",
    ]


def test_who_typed_is_counted() -> None:
    assert wrong(replace(GOOD, keyed=True), BY_NAME) == ["right phone, keypad unused"]


def test_what_was_repaired_was_wrong_before() -> None:
    mended = replace(GOOD, repaired=("phone", "place"), shown={"phone": "13908265519"})
    assert wrong(mended, BY_NAME) == ["place to street", "phone as first read back"]


def test_what_was_not_said_is_not_asked_for() -> None:
    truth = replace(TRUTH, category="", street="", detail="", when="")
    short = replace(GOOD, case=replace(CASE, truth=truth, dictation=""))
    made = figures([short], BY_NAME)
    assert [name for name, share in made.items() if share.tried] == [
        "filed",
        "taken for a report at once",
        "district",
        "matter, level 1",
        "matter, level 2",
        "matter, level 3",
    ]
    assert detail_likeness(short) is None


def test_shares_of_all() -> None:
    found = as_json("e", "m", [GOOD, NONE], BY_NAME)
    assert found["place to street"] == {"right": 1, "asked": 2, "rate": 0.5}
    assert (found["reports"], found["address_likeness"]) == (2, 50.0)
    assert figures([], BY_NAME)["filed"].rate == 0.0
