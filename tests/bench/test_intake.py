from dataclasses import replace

import pytest

from asr.recognizer import Hints
from bench.intake import SLOW, Held, as_dict, hold
from bench.intake_corpus import OWN_NUMBER, Case, Truth, parts
from dialog.conversations import inbound
from dialog.events import Heard
from dialog.profile import Profile
from knowledge.matcher import Match

CORRECTIONS = parts()["corrections"]
CASE = Case(
    "000",
    "zm_yunxi",
    1.0,
    "渝北区龙溪街道松石路+的路灯坏了，昨天晚上就不亮",
    "渝北区龙溪街道松石路",
    "",
    Truth("", "light", "路灯坏了", (), "渝北区", "龙溪街道", "松石路", "", OWN_NUMBER),
)
OTHER = replace(
    CASE,
    dictation="幺三九，零八二六，五五幺七",
    truth=replace(CASE.truth, phone="13908265517"),
)


class Nothing:
    """Answers no question."""

    def match(self, text: str, syllables: object = ()) -> Match:
        return Match("unknown", score=0.0, reason="weak")


def held(case: Case, mishear: dict[str, str] | None = None) -> Held:
    """Every text is heard as it was said, but for what is misheard the first time."""
    wrong = dict(mishear or {})

    def hear(clean: bytes, hints: Hints) -> Heard:
        said = clean.decode().replace("+", "").replace("\0", "")
        return Heard(wrong.pop(next((k for k in wrong if k in said), ""), said))

    def speak(text: str, voice: str, speed: float) -> bytes:
        return text.encode()

    return hold(case, inbound(Profile(), Nothing()), CORRECTIONS, speak, hear)


def test_a_report_that_is_heard_well_is_filed_as_it_was_said() -> None:
    done = held(CASE)
    assert done.end == "ticket"
    assert done.ticket is not None
    assert done.ticket.contact == OWN_NUMBER
    assert "渝北区龙溪街道" in done.ticket.place
    assert done.repaired == ()
    assert done.turns[0].said == CASE.said.replace("+", "")


def test_another_number_is_dictated() -> None:
    done = held(OTHER)
    assert done.ticket is not None
    assert done.ticket.contact == "13908265517"
    assert done.shown["phone"] == "13908265517"


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_a_number_heard_wrong_is_put_right_in_every_way(name: str) -> None:
    done = held(replace(OTHER, name=name), {"五五幺七": "幺三九，零八二六，五五幺九"})
    assert done.ticket is not None
    assert done.shown["phone"] == "13908265519"
    assert done.repaired == ("phone",)
    assert done.ticket.contact == "13908265517"


def test_a_place_heard_wrong_is_put_right() -> None:
    done = held(CASE, {"松石路": "渝北区龙山街道松石路的路灯坏了"})
    assert done.ticket is not None
    assert "龙溪街道" in done.ticket.place
    assert done.repaired == ("place",)


def test_whoever_is_never_understood_is_handed_over() -> None:
    def deaf(clean: bytes, hints: Hints) -> Heard:
        return Heard("")

    done = hold(CASE, inbound(Profile(), Nothing()), CORRECTIONS, lambda t, v, s: t.encode(), deaf)
    assert done.ticket is None
    assert done.end.startswith("handoff") or done.end == "never ended"


def test_an_error_tells_the_whole_story() -> None:
    told = as_dict(held(CASE))
    assert told["said"] == CASE.said.replace("+", "")
    assert told["truth"]["street"] == "龙溪街道"
    assert told["ticket"]["contact"] == OWN_NUMBER
    assert told["turns"][0].startswith("open: ")


def test_a_landline_read_back_is_wrong_too() -> None:
    done = held(OTHER, {"五五幺七": "六七八九一二三四"})
    assert done.shown["phone"] == "67891234"
    assert done.ticket is not None
    assert done.ticket.contact == "13908265517"


def test_who_is_misheard_says_the_number_in_groups_and_types_it_in_the_end() -> None:
    def hear(clean: bytes, hints: Hints) -> Heard:
        said = clean.decode().replace("+", "").replace("\0", "")
        return Heard(said.replace("五五幺七", "五幺七"))

    spoken: list[tuple[str, float]] = []

    def speak(text: str, voice: str, speed: float) -> bytes:
        spoken.append((text, speed))
        return text.encode()

    done = hold(OTHER, inbound(Profile(), Nothing()), CORRECTIONS, speak, hear)
    assert ("零八二六", SLOW) in spoken
    assert done.keyed
    assert done.ticket is not None
    assert done.ticket.contact == "13908265517"
