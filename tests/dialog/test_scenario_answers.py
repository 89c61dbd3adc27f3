"""What is written is answered, and a mistake in it is named."""

from pathlib import Path

import pytest

from dialog.errors import ScenarioInvalid
from dialog.scenario_answers import WrittenAnswers, read

ENTRY = "{id: %s, question: %s, variants: [%s一下], answer: 好。, sms: 指南, source: 某条例%s}"


def written(tmp_path: Path, text: str) -> WrittenAnswers:
    path = tmp_path / "knowledge.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def entries(*more: str) -> str:
    lines = (ENTRY % ("a", "问甲", "问甲", ""), ENTRY % ("b", "问乙", "问乙", ""), *more)
    return "unit: 某局\nentries:\n" + "".join(f"  - {line}\n" for line in lines)


def test_questions_and_variants_word_by_word(tmp_path: Path) -> None:
    answers = written(tmp_path, entries())
    for text in ("问甲", "问甲一下"):
        match = answers.match(text)
        assert match.kind == "answer"
        assert match.entry
        assert match.entry.id == "a"
    assert answers.match("问").reason == "weak"


def test_pairs_refusals_precedents_and_what_is_out_of_scope(tmp_path: Path) -> None:
    police = ENTRY % ("p", "报警", "报警", ", kind: out_of_scope")
    text = entries(police) + "clarify: {问: [a, b]}\nprivacy: [查别人]\nprecedents: [b]\n"
    answers = written(tmp_path, text)
    pair = answers.match("问")
    assert (pair.kind, pair.entry and pair.entry.id) == ("clarify", "a")
    assert pair.runner_up
    assert answers.match("查别人").reason == "privacy"
    precedent = answers.match("问乙")
    assert (precedent.kind, precedent.reason) == ("answer", "precedent")
    assert precedent.entry
    assert precedent.entry.sms == ""
    assert (answers.match("报警").kind, answers.match("报警").reason) == ("unknown", "out_of_scope")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("clarify: {问: [a, x]}", "no entry x"),
        ("precedents: [x]", "no entry x"),
        ("clarify: {问: [a]}", "between two entries"),
        ("colour: red", "want a mapping"),
        ("clarify: {", "mend the YAML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, more: str, fault: str) -> None:
    with pytest.raises(ScenarioInvalid, match=fault):
        written(tmp_path, entries() + more)


def test_an_entry_without_its_fields(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match="entry 1"):
        written(tmp_path, "entries: [{id: a}]")
