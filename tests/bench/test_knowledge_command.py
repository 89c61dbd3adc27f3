import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from bench.knowledge_command import bench_knowledge

APP = typer.Typer()
APP.command()(bench_knowledge)


def test_a_table_and_json_with_and_without_a_crowd(tmp_path: Path) -> None:
    out = tmp_path / "new" / "k.json"
    sizes = ["--entries", "30", "--queries", "5", "--json", str(out)]
    done = CliRunner().invoke(APP, sizes)
    assert done.exit_code == 0, done.output
    assert "load_s" in done.output
    alone = json.loads(out.read_text("utf-8"))
    assert alone["entries"] == 30
    assert "top1_among_0" not in alone
    questions = tmp_path / "q.tsv"
    questions.write_text(
        "cluster_id\trole\ttext\nA\tstd\t怎么提取公积金\nA\tquery\t公积金怎么取\n"
        "B\tstd\t身份证丢了怎么办\nB\tquery\t身份证不见了怎么补\n",
        "utf-8",
    )
    others = tmp_path / "o.tsv"
    others.write_text("question_hans\n怎么报税\n如何离婚\n", "utf-8")
    crowded = ["--questions", str(questions), "--crowd", str(others), "--most", "2"]
    done = CliRunner().invoke(APP, [*sizes, *crowded])
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text("utf-8"))["top1_among_2"] == 1.0
