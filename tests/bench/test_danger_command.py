import json
from pathlib import Path

from typer.testing import CliRunner

from bench.cli import app

LINES = "fire\t我家着火了\nnone\t路灯坏了\n"


def test_the_figures_are_shown_and_written(tmp_path: Path) -> None:
    lines, out = tmp_path / "told.tsv", tmp_path / "danger.json"
    lines.write_text(LINES, "utf-8")
    asked = ["danger", str(lines), "--plain", f"{lines}:2", "--json", str(out)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    figures = json.loads(out.read_text("utf-8"))
    assert (figures["told.tsv"]["told"], figures["told.tsv"]["alarms"]) == (1, 1)
    assert (figures["plain"]["plain"], figures["plain"]["false_alarms"]) == (2, 1)


def test_spoken_reports_count_as_plain_and_danger_may_stand_within_one(tmp_path: Path) -> None:
    lines, out = tmp_path / "told.tsv", tmp_path / "danger.json"
    lines.write_text(LINES, "utf-8")
    asked = ["danger", str(lines), "--reports", "5", "--framed", "--json", str(out)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    figures = json.loads(out.read_text("utf-8"))
    assert (figures["told.tsv"]["told"], figures["told.tsv"]["plain"]) == (3, 0)
    assert figures["plain"]["plain"] >= 5


def test_the_tables_are_learnt(tmp_path: Path) -> None:
    lines, kinds = tmp_path / "told.tsv", tmp_path / "kinds.tsv"
    lines.write_text(LINES, "utf-8")
    result = CliRunner().invoke(app, ["danger", str(lines), "--learn-kinds", str(kinds)])
    assert result.exit_code == 0, result.output
    head, bias, *rest = kinds.read_text("utf-8").splitlines()
    assert head.startswith("# Feature")
    assert bias.startswith("bias\t")
    assert rest
