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
