import json
from pathlib import Path

from typer.testing import CliRunner

from bench.cli import app


def test_the_figures_are_shown_and_written(tmp_path: Path) -> None:
    out = tmp_path / "new" / "publish.json"
    asked = ["publish", "--entries", "20", "--changes", "2", "--json", str(out)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    figures = json.loads(out.read_text("utf-8"))
    assert (figures["entries"], figures["changes"]) == (20, 2)
    assert all(name in result.stdout for name in figures)
