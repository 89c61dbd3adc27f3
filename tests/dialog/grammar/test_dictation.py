"""Telephone numbers over several utterances, on lines written before the rules."""

from pathlib import Path

import pytest

from dialog.grammar.dictation import Dictation
from dialog.grammar.utterance import utterance

LINES = Path(__file__).with_name("dictation_heldout.tsv").read_text("utf-8").splitlines()[2:]
ROWS = [tuple(line.split("\t")) for line in LINES]


def understood(before: str, said: str) -> Dictation:
    heard = Dictation(before)
    for part in said.split("|"):
        heard = heard.hears(utterance(part))
    return heard


@pytest.mark.parametrize(("before", "said", "number"), ROWS)
def test_numbers(before: str, said: str, number: str) -> None:
    heard = understood(before, said)
    assert (heard.text if heard.whole else "") == number
