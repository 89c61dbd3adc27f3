"""What callers say out of turn, in words that were written down before the rules."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from dialog.asides import aside
from dialog.grammar.phrases import find
from dialog.grammar.remarks import remark
from dialog.grammar.utterance import Utterance, utterance
from dialog.grammar.wishes import bare_wish
from dialog.intake_answers import agrees_within, bare_time
from dialog.interrupts import interrupt

TODAY = date(2026, 11, 20)
ROWS = [
    row.split("\t")
    for row in Path(__file__).with_name("citizens_heldout.tsv").read_text("utf-8").splitlines()[2:]
]

KINDS: Mapping[str, Callable[[Utterance], bool]] = {
    "again": lambda said: (interrupt(said) or ("",))[0] == "repeat",
    "yes_among": agrees_within,
    "secret": lambda said: find("secret", said) is not None,
    "privacy": lambda said: aside(said) == "faq_privacy",
    "why": lambda said: aside(said) == "faq_why",
    "hold": lambda said: remark(said) == "hold",
    "wish": lambda said: bool(bare_wish(said.raw)),
    "resume": lambda said: find("resume", said) is not None,
    "wrong_call": lambda said: find("dialled_wrong", said) is not None,
    "robot": lambda said: remark(said) == "robot",
    "time": lambda said: bool(bare_time(said.raw, TODAY).said),
}


@pytest.mark.parametrize(("kind", "said"), ROWS)
def test_what_is_said_out_of_turn_is_understood(kind: str, said: str) -> None:
    meant = KINDS[kind.removeprefix("not_")](utterance(said))
    assert meant is not kind.startswith("not_")
