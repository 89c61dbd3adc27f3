"""`hotline prompts`: checked, listed, and on a sheet for the studio."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dialog.errors import PromptsInvalid
from dialog.prompts import builtin, lay_over, say
from ivr.commands import prompts
from ivr.errors import PromptsFaulty


@pytest.fixture(autouse=True)
def _as_shipped() -> Iterator[None]:
    yield
    lay_over({})


def hotline(*arguments: str) -> Result:
    return CliRunner().invoke(prompts.app, list(arguments))


def own(tmp_path: Path, text: str) -> str:
    path = tmp_path / "prompts.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_what_ships_is_sound() -> None:
    result = hotline("check")
    assert result.exit_code == 0, result.output
    assert result.output == f"{len(builtin())} prompts, 0 faults\n"


def test_a_wording_of_ones_own(tmp_path: Path) -> None:
    result = hotline("check", own(tmp_path, "goodbye: 感谢来电，祝您顺心，再见。"))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("goodbye: 拜拜OK", "goodbye: unspeakable 'OK'"),
        ("greeting_legal: 您好，这里是{service}，我是智能助手。", "must say '录音'"),
    ],
)
def test_a_faulty_one_is_named(tmp_path: Path, text: str, fault: str) -> None:
    result = hotline("check", own(tmp_path, text))
    assert isinstance(result.exception, PromptsFaulty)
    assert fault in result.output


def test_an_unknown_id(tmp_path: Path) -> None:
    result = hotline("check", own(tmp_path, "good_by: 再见。"))
    assert isinstance(result.exception, PromptsInvalid)


def test_recordings_are_checked_as_well(tmp_path: Path) -> None:
    (tmp_path / "goodbye.wav").write_bytes(b"no")
    result = hotline("check", "--recordings", str(tmp_path))
    assert isinstance(result.exception, PromptsFaulty)
    assert "goodbye.wav: " in result.output
    assert "not recorded, the voice speaks it: go_ahead.wav" in result.output


def test_the_list_says_where_and_how_long() -> None:
    rows = {row["id"]: row for row in json.loads(hotline("list", "--json").stdout)}
    assert rows.keys() == builtin().keys()
    assert "dialog.draft" in rows["filed"]["said_in"]
    assert "dialog.survey" in rows["survey_solved"]["said_in"]
    assert rows["filed"]["variables"] == "ticket"
    assert float(rows["go_ahead"]["seconds"]) == pytest.approx(1.3)
    assert [row["id"] for row in rows.values() if not row["said_in"]] == []


def test_the_list_is_a_table() -> None:
    assert "go_ahead" in hotline("list").output


def test_the_sheet_and_its_index(tmp_path: Path) -> None:
    result = hotline("script", str(tmp_path / "script.csv"))
    assert result.exit_code == 0, result.output
    with (tmp_path / "script.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    by_file = {row["文件名"]: row for row in rows}
    assert by_file["goodbye.wav"]["录什么"] == say("goodbye").text
    lines = (tmp_path / "index.tsv").read_text(encoding="utf-8").splitlines()
    assert "办理，\tfiled_unit.2.wav" in lines
