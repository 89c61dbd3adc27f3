"""What is said beside the matter, and what only sounds like it."""

from pathlib import Path

import pytest

from dialog.grammar.remarks import in_dialect, remark
from dialog.grammar.utterance import utterance

HELD_OUT = Path(__file__).parents[1] / "care" / "wishes_heldout.tsv"

NAMES = {"both": "manner_both", "slower": "manner_slower", "louder": "manner_louder", "none": None}


def held_out() -> list[tuple[str | None, str]]:
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(NAMES.get(name, name), text) for name, text in pairs]


def test_nearly_all_held_out_remarks_are_known() -> None:
    lines = held_out()
    wrong = [(name, text) for name, text in lines if remark(utterance(text)) != name]
    assert len(wrong) <= 0.03 * len(lines), wrong


def test_no_matter_is_taken_for_a_remark() -> None:
    wrong = [text for name, text in held_out() if name is None and remark(utterance(text))]
    assert not wrong


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("等一下", "hold"),
        ("好的等一下我找找", "hold"),
        ("等一下再打给我", None),
        ("我问一下", None),
        ("你先别说话", "quiet"),
        ("别说了给我转人工", None),
        ("the water is off", "language"),
        ("wifi", None),
        ("傻逼", "abuse"),
        ("傻逼物业不修电梯", None),
        ("", None),
    ],
)
def test_how_much_is_said_decides(said: str, name: str | None) -> None:
    assert remark(utterance(said)) == name


def test_dialect_is_known_by_its_words() -> None:
    assert in_dialect(utterance("屋头水管爆了咋个办嘛"))
    assert in_dialect(utterance("点解咁耐都冇人理"))
    assert not in_dialect(utterance("家里水管爆了怎么办"))
