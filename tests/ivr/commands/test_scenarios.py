"""`hotline scenarios`: what passes, what does not, what is never tried."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ivr.commands import scenarios
from ivr.errors import ScenariosFailed

KNOWLEDGE = """
unit: 某局
entries:
  - {id: passport, question: 护照怎么办, variants: [办护照], answer: 到大厅办。,
     sms: 指南, source: 某法}
"""
GOOD = "- {name: asked, rule: enquiry, turns: [{say: 办护照, state: more}]}\n"
BAD = "- {name: wrong, rule: enquiry, turns: [{say: 办护照, state: offer}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "knowledge.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    return tmp_path


def hotline(*arguments: str) -> Result:
    return CliRunner().invoke(scenarios.app, list(arguments))


def written(folder: Path, text: str) -> str:
    (folder / "hotline_own.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def test_all_pass(folder: Path) -> None:
    result = hotline("run", written(folder, GOOD))
    assert result.exit_code == 0, result.output
    assert result.output == "1 of 1 scenarios pass\n"


def test_one_fails_and_says_where(folder: Path) -> None:
    result = hotline("run", written(folder, GOOD + BAD))
    assert isinstance(result.exception, ScenariosFailed)
    assert "hotline_own.yaml: 'wrong', turn 1 (say '办护照'): state: want offer" in result.output
    assert "1 of 2 scenarios pass" in result.output


def test_as_json(folder: Path) -> None:
    result = hotline("run", written(folder, GOOD + BAD), "--json")
    told = json.loads(result.stdout.splitlines()[0])
    assert told["failed"] == 1
    assert [row["passed"] for row in told["scenarios"]] == [True, False]


def test_what_is_never_tried(folder: Path) -> None:
    result = hotline("coverage", written(folder, GOOD))
    assert isinstance(result.exception, ScenariosFailed)
    assert "never tried: hotline, filing × TicketFiled" in result.output
    assert "never tried: hotline, enquiry × Heard" not in result.output
    assert "1 scenarios" in result.output


def test_what_is_never_tried_as_json(folder: Path) -> None:
    result = hotline("coverage", written(folder, GOOD), "--json")
    told = json.loads(result.stdout.splitlines()[0])
    assert told["complete"] is False
    assert told["rules"]["enquiry"] == {"ok": 1, "failure": 0}
    machines = {one["machine"]: one for one in told["machines"]}
    assert ["filing", "TicketFiled"] in machines["hotline"]["missing"]


def test_without_knowledge_of_its_own_a_folder_is_tried_with_what_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE__URL", f"sqlite:///{tmp_path / 'own.db'}")
    text = "- {name: card, turns: [{say: 身份证丢了怎么补办, says: 派出所, state: more}]}"
    result = hotline("run", written(tmp_path, text))
    assert result.exit_code == 0, result.output
