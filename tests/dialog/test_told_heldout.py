"""What callers tell in one breath, written before the rules: place, number, time, plate, sum."""

from datetime import date
from pathlib import Path

import pytest

from dialog.areas.table import area_table
from dialog.draft import Draft
from dialog.events import Heard
from dialog.grammar.amounts import amounts
from dialog.grammar.dictation import Dictation
from dialog.grammar.plates import plates
from dialog.grammar.times import resolved
from dialog.grammar.utterance import utterance
from dialog.intake import Intake
from dialog.profile import Profile

AREAS = area_table("500000")
TODAY = date(2026, 11, 18)
CALLED = date(2026, 11, 22)
HERE = Path(__file__).parent
MOST_WRONG = 3
"""Of all sentences: what the rules cannot tell, at most."""


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def told(said: str) -> list[str]:
    place = Draft(today=TODAY).hearing(utterance(said), AREAS).place
    number, when = Dictation().hears(utterance(said)), resolved(said, TODAY)
    return [
        place.district.name if place.district else "",
        place.street.name if place.street else "",
        number.text if number.whole else "",
        when.written if when else "",
        "".join(plates(utterance(said))),
        "/".join(str(amount.yuan) for amount in amounts(said)),
    ]


def test_sentences() -> None:
    wrong = [(told(said), said) for *facts, said in rows("told_heldout.tsv") if told(said) != facts]
    assert len(wrong) <= MOST_WRONG, wrong


def repaired(report: str, answer: str) -> dict[str, str]:
    """The slots after an answer to the read-back of a report."""
    draft = Draft("13800138000", today=CALLED).about(utterance(report), AREAS)
    machine = Intake(draft, AREAS, Profile(today=CALLED))
    machine.start()
    machine.receive(Heard("可以"))
    assert machine.state == "read_back"
    machine.receive(Heard(answer))
    draft = machine.draft
    place, number = draft.place, draft.number or draft.contact
    areas = [area.name if area else "" for area in (place.district, place.street)]
    return dict(zip(("district", "street", "phone", "when"), (*areas, number, draft.when.written),
                    strict=True))  # fmt: skip


@pytest.mark.parametrize("row", rows("repair_heldout.tsv"), ids=lambda row: row[1])
def test_repairs_at_the_read_back(row: list[str]) -> None:
    report, answer, *right = row
    found = repaired(report, answer)
    wanted = zip(("district", "street", "phone", "when"), right, strict=True)
    assert {name: found[name] for name in found} | {n: v for n, v in wanted if v} == found
