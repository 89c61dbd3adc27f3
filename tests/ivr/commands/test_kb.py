import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.commands.kb import app
from ivr.database import opened
from knowledge.approval import Actor, Role
from knowledge.entries import load_default
from knowledge.errors import EntriesUnreadable, EvaluationUnreadable
from knowledge.publishing import seed
from knowledge.score import FEATURES

RUN = CliRunner()

QUESTIONS = """\
cluster_id\trole\ttext
A\tstd\t怎么提取公积金
A\tquery\t公积金怎么取
B\tstd\t身份证丢了怎么办
B\tquery\t身份证不见了怎么补
REFUSE\tprivacy\t怎么查别人的身份证号码
"""

KEYS = {
    "top1",
    "top3",
    "privacy_refused",
    "near_miss_auroc",
    "near_miss_fa95",
    "ood_auroc",
    "ood_fa95",
    "ms_p50",
    "ms_p95",
    "n",
}


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE__URL", f"sqlite:///{tmp_path}/hotline.db")


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "q.tsv"
    path.write_text(QUESTIONS, encoding="utf-8")
    return str(path)


@pytest.fixture
def chatter(tmp_path: Path) -> str:
    path = tmp_path / "c.tsv"
    path.write_text("讲个笑话\t甲\t0\n你几岁了\t乙\t1\n", encoding="utf-8")
    return str(path)


def test_eval_prints_every_figure_as_json(questions: str, chatter: str) -> None:
    result = RUN.invoke(app, ["eval", questions, "--distractors", chatter, "--json"])
    figures = json.loads(result.stdout)
    assert set(figures) == KEYS
    assert figures["top1"] == figures["privacy_refused"] == 1.0
    assert figures["n"] == 2
    assert figures["ms_p95"] >= figures["ms_p50"] > 0


def test_eval_without_chatter_leaves_it_open(questions: str) -> None:
    figures = json.loads(RUN.invoke(app, ["eval", questions, "--json"]).stdout)
    assert figures["ood_auroc"] is None
    assert figures["ood_fa95"] is None


def test_eval_puts_baselines_beside(questions: str) -> None:
    table = RUN.invoke(app, ["eval", questions, "--baselines"]).stdout
    assert "TF-IDF" in table
    assert "rapidfuzz" in table
    figures = json.loads(RUN.invoke(app, ["eval", questions, "--baselines", "--json"]).stdout)
    assert set(figures) == KEYS | {"baselines"}


def test_check_counts_what_ships() -> None:
    result = RUN.invoke(app, ["check"])
    assert result.exit_code == 0
    assert "公积金" in result.stdout
    assert "total" in result.stdout
    assert "0 pairs almost alike" in result.stdout


def test_check_lists_what_stands_almost_alike_and_what_has_expired(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        """\
field: 甲
unit: 乙
entries:
  - {id: a, question: 租房怎么提取公积金, variants: [房租一, 房租二, 房租三, 房租四],
     answer: 甲, sms: 甲, source: 甲, valid_until: 2020-01-01}
  - {id: b, question: 租房子如何提取公积金, variants: [路灯一, 路灯二, 路灯三, 路灯四],
     answer: 甲, sms: 甲, source: 甲}
""",
        encoding="utf-8",
    )
    result = RUN.invoke(app, ["check", str(tmp_path)])
    assert "1 pairs almost alike; 1 entries expired" in result.stdout
    assert "租房子如何提取公积金" in result.stdout


def test_ask_prints_the_decision_and_the_candidates() -> None:
    answered = RUN.invoke(app, ["ask", "租房怎么提取公鸡金"]).stdout
    assert answered.startswith("answer")
    assert "gjj-rent" in answered
    assert RUN.invoke(app, ["ask", "喂"]).stdout.startswith("unknown 0.000 small_talk")
    assert RUN.invoke(app, ["ask", "公积金"]).stdout.startswith("clarify")


def test_ask_answers_from_what_is_published_or_from_a_folder(tmp_path: Path) -> None:
    entry = replace(load_default()[0], id="new", question="风筝节几号开幕", answer="四月五号开幕。")
    with opened(f"sqlite:///{tmp_path}/hotline.db") as database, database.session() as session:
        seed(session, (entry,), Actor("赵督", Role.SUPERVISOR), datetime.now(UTC))
    assert "四月五号开幕。" in RUN.invoke(app, ["ask", "风筝节几号开幕"]).stdout
    assert (
        len([line for line in RUN.invoke(app, ["check"]).stdout.splitlines() if "│" in line]) == 2
    )
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "a.yaml").write_text(
        """\
unit: 乙
entries:
  - {id: a, question: 灯会在哪里看, variants: [灯会一, 灯会二, 灯会三, 灯会四],
     answer: 在东湖。, sms: 甲, source: 甲}
""",
        encoding="utf-8",
    )
    of_folder = ["ask", "灯会在哪里看", "--dir", str(tmp_path / "kb")]
    assert "在东湖。" in RUN.invoke(app, of_folder).stdout
    assert "在东湖。" not in RUN.invoke(app, of_folder[:2]).stdout


def test_learn_prints_a_weight_a_line(tmp_path: Path) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_text(
        "怎么提取公积金\t公积金怎么取\t1\n身份证丢了\t居住证到期\t0\n", encoding="utf-8"
    )
    lines = RUN.invoke(app, ["learn", str(pairs)]).stdout.splitlines()
    assert lines[-1].endswith("intercept")
    assert len(lines) == len(FEATURES) + 1


def test_bad_files_raise_what_the_command_line_turns_into_one_line(tmp_path: Path) -> None:
    for arguments, error in (
        (["eval", str(tmp_path / "none.tsv")], EvaluationUnreadable),
        (["check", str(tmp_path)], EntriesUnreadable),
        (["learn", str(tmp_path / "none.tsv")], EvaluationUnreadable),
    ):
        assert isinstance(RUN.invoke(app, arguments).exception, error)
