"""`hotline survey classify`: lines in, JSON lines out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.commands.survey import app


def run(lines: bytes, *options: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(app, ["classify", *options], input=lines)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_object_a_line_in_order() -> None:
    rows = run("很满意\n不满意\n还没修\n".encode())
    assert rows == [
        {"text": "很满意", "label": "satisfied"},
        {"text": "不满意", "label": "unsatisfied"},
        {"text": "还没修", "label": "unresolved"},
    ]


def test_an_empty_line_is_unclear() -> None:
    assert run(b"\n") == [{"text": "", "label": "unclear"}]


def test_no_input_gives_no_output() -> None:
    assert run(b"") == []


def test_characters_are_written_as_they_are() -> None:
    result = CliRunner().invoke(app, ["classify"], input="满意\n".encode())
    assert "满意" in result.stdout


def test_damaged_utf8_and_a_byte_order_mark_do_not_break_it() -> None:
    assert run(b"\xff\xfe\n")[0]["label"] == "unclear"
    assert run("\ufeff满意\n".encode()) == [{"text": "满意", "label": "satisfied"}]


def test_windows_line_ends_are_not_part_of_the_text() -> None:
    assert run("满意\r\n".encode())[0]["text"] == "满意"


def test_the_words_that_decided() -> None:
    assert run("谈不上满意\n".encode(), "--reasons")[0]["reason"]


# --- measuring ---


def labelled(folder: Path, *lines: str) -> str:
    path = folder / "labels.tsv"
    path.write_text("utterance\tlabel\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_figures_as_one_object(tmp_path: Path) -> None:
    path = labelled(tmp_path, "很满意\tsatisfied", "还没修\tunresolved", "还没修\trefuse")
    [figures] = run(b"", "--labels", path, "--json")
    assert figures["replies"] == 3
    assert figures["right"] == 2
    assert figures["unhappy_taken_for_satisfied"] == 0
    assert figures["confusion"] == {
        "refuse": {"unresolved": 1},
        "satisfied": {"satisfied": 1},
        "unresolved": {"unresolved": 1},
    }


def test_an_unhappy_one_taken_for_satisfied_fails(tmp_path: Path) -> None:
    path = labelled(tmp_path, "很满意\tunsatisfied")
    result = CliRunner().invoke(app, ["classify", "--labels", path])
    assert result.exit_code == 1
    assert "unhappy taken for satisfied: 1" in result.output


@pytest.mark.parametrize("line", ["很满意", "很满意\tglad"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    result = CliRunner().invoke(app, ["classify", "--labels", labelled(tmp_path, line)])
    assert result.exit_code == 2
    assert "line 2" in result.output
