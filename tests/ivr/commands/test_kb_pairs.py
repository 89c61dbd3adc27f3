import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.commands.kb import app
from knowledge.errors import EvaluationUnreadable

RUN = CliRunner()
PAIRS = (
    "怎么提取公积金\t公积金怎么取\t1\n身份证丢了怎么补\t身份证不见了怎么补办\t1\n"
    "怎么提取公积金\t公积金怎么贷款\t0\n身份证丢了怎么补\t居住证到期\t0\n"
)


def test_ways_stand_side_by_side_for_each_file(tmp_path: Path) -> None:
    file = tmp_path / "p.tsv"
    file.write_text(PAIRS, "utf-8")
    shown = RUN.invoke(app, ["pairs", str(file)])
    assert shown.exit_code == 0, shown.output
    assert all(way in shown.stdout for way in ("p.tsv", "ours", "BM25", "rapidfuzz", "folds"))
    figures = json.loads(RUN.invoke(app, ["pairs", str(file), "--json"]).stdout)
    assert set(figures["p.tsv"]["rapidfuzz"]) == {"auroc", "accuracy"}


def test_a_file_without_pairs_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EvaluationUnreadable):
        RUN.invoke(app, ["pairs", str(tmp_path / "none.tsv")], catch_exceptions=False)
