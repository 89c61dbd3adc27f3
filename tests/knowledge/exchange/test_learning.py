from datetime import date

import pytest

from knowledge.errors import FileUnreadable
from knowledge.exchange.formats import read_file
from knowledge.exchange.judge import judge
from knowledge.exchange.learning import practice, template
from knowledge.exchange.tables import HEADINGS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_has_every_heading_and_no_row(form: str) -> None:
    source = read_file(template(form), f"x.{form}")
    assert source.headings == HEADINGS
    assert source.records == ()
    assert source.notes == ()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_practice_has_two_right_rows_and_five_typical_mistakes(form: str) -> None:
    judged = judge(read_file(practice(form), f"x.{form}"), (), TODAY)
    assert [step.number for step in judged.steps] == [2, 3]
    assert [(row.number, [fault.rule for fault in row.faults]) for row in judged.rejected] == [
        (4, ["missing_unit"]),
        (5, ["too_long"]),
        (6, ["table"]),
        (7, ["duplicate_question"]),
        (8, ["bad_date"]),
    ]
    assert judged.warnings == ()


def test_only_tables_are_to_be_filled_in() -> None:
    for make in (template, practice):
        with pytest.raises(FileUnreadable, match=r"\.yaml"):
            make("yaml")
