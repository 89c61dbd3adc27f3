"""Figures count what they say they count."""

import pytest

from dialog.errors import BadLabels
from dialog.labelling import measure, rows

FILE = (
    "utterance\tlabel\n",
    "很满意\tsatisfied\n",
    "还没修\tunsatisfied\n",
    "很满意\tunresolved\n",
)


def test_accuracy_confusion_and_errors() -> None:
    figures = measure(rows(FILE))
    assert (figures.replies, figures.right) == (3, 1)
    assert figures.accuracy == pytest.approx(1 / 3)
    assert dict(figures.confusion) == {
        ("satisfied", "satisfied"): 1,
        ("unsatisfied", "unresolved"): 1,
        ("unresolved", "satisfied"): 1,
    }
    assert [error.label for error in figures.errors] == ["unsatisfied", "unresolved"]


def test_the_unforgivable_errors_are_told_apart() -> None:
    assert [e.text for e in measure(rows(FILE)).taken_for_satisfied] == ["很满意"]


def test_no_reply_at_all() -> None:
    assert measure(()).accuracy == 0


@pytest.mark.parametrize("line", ["很满意", "很满意\t好"])
def test_the_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(BadLabels, match="line 2"):
        rows((FILE[0], line))
