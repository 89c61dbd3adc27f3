"""`hotline kb`: check the entries, ask them, measure the matcher."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from knowledge import baselines
from knowledge.entries import Entry, load, load_default
from knowledge.evaluate import (
    Questions,
    Ranker,
    Scores,
    matcher_for,
    measure,
    read_chatter,
    read_questions,
    refused,
)
from knowledge.learn import learn as learn_weights
from knowledge.learn import read_pairs
from knowledge.matcher import Matcher
from knowledge.overlap import near_duplicates

app = typer.Typer(help="知识库：校验、试问、评测。", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option("--dir", help="条目文件夹；不给则用随产品发布的条目。")
]
_HEADINGS = {
    "top1": "首位正确",
    "top3": "前三正确",
    "privacy_refused": "隐私拒答",
    "near_miss_auroc": "近似拒答 AUROC",
    "near_miss_fa95": "近似误收@95%",
    "ood_auroc": "域外 AUROC",
    "ood_fa95": "域外误收@95%",
    "ms_p50": "毫秒 p50",
    "ms_p95": "毫秒 p95",
    "n": "问句数",
}


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="条目文件夹。")] = None,
) -> None:
    """校验条目，按领域计数，列出不同条目间几乎相同的问法。"""
    entries = _entries(folder)
    table = Table("领域", "条目", "问法", "本地事项")
    for field, count in Counter(entry.field for entry in entries).items():
        own = [entry for entry in entries if entry.field == field]
        phrasings = sum(len(entry.phrasings) for entry in own)
        table.add_row(field, str(count), str(phrasings), str(sum(bool(e.city_facts) for e in own)))
    total = sum(len(entry.phrasings) for entry in entries)
    table.add_row(
        "合计", str(len(entries)), str(total), str(sum(bool(e.city_facts) for e in entries))
    )
    console = Console()
    console.print(table)
    pairs = near_duplicates(entries)
    for pair in pairs:
        console.print(
            f"相近 {pair.likeness:.2f}：{pair.first}“{pair.first_text}” ↔ "
            f"{pair.second}“{pair.second_text}”",
            markup=False,
        )
    console.print(f"{len(pairs)} 对相近问法；{_expired(entries)} 条已过有效期。")


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="市民说的一句话。")], folder: Folder = None
) -> None:
    """对一句话作出判断，列出候选。"""
    match = Matcher.build(_entries(folder), date.today()).match(text)
    console = Console()
    console.print(f"{match.kind} {match.score:.3f} {match.reason}".rstrip(), markup=False)
    if match.entry is not None:
        console.print(f"{match.entry.id} {match.entry.question}", markup=False)
        if match.kind == "answer" or match.reason == "out_of_scope":
            console.print(match.entry.answer, markup=False)
    if match.kind == "clarify" and match.runner_up is not None:
        console.print(f"{match.runner_up.id} {match.runner_up.question}", markup=False)
    for entry, score in match.candidates:
        console.print(f"  {score:.3f} {entry}", markup=False, highlight=False)


@app.command(name="eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="cluster_id、role、text 三列的 TSV。")],
    distractors: Annotated[
        Path | None, typer.Option(help="域外语句，每行一句；TSV 取第一列。")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    with_baselines: Annotated[
        bool, typer.Option("--baselines", help="并列字 TF-IDF 与 rapidfuzz。")
    ] = False,
) -> None:
    """评测匹配：找得准、拒得住、答得快。"""
    questions = read_questions(file)
    chatter = read_chatter(distractors) if distractors is not None else ()
    figures = _ours(questions, chatter)
    others: dict[str, Scores] = {}
    if with_baselines:
        others = {
            "字 TF-IDF": measure(baselines.character_tfidf(questions.entries), questions, chatter),
            "rapidfuzz": measure(baselines.plain_rapidfuzz(questions.entries), questions, chatter),
        }
    if as_json:
        baseline = {"baselines": {name: asdict(scores) for name, scores in others.items()}}
        typer.echo(json.dumps(figures | (baseline if others else {}), ensure_ascii=False))
        return
    table = Table("指标", "本产品", *others)
    for name, heading in _HEADINGS.items():
        row = (asdict(scores).get(name) for scores in others.values())
        table.add_row(f"{heading} {name}", _shown(figures[name]), *map(_shown, row))
    Console().print(table)


@app.command()
def learn(
    files: Annotated[list[Path], typer.Argument(help="问句对文件：问句、问句、0 或 1。")],
) -> None:
    """从问句对学习相似度权重，打印应写入 knowledge/score.py 的数。"""
    weights, intercept = learn_weights([read_pairs(file) for file in files])
    for name, weight in weights.items():
        typer.echo(f"{weight:+.2f}  {name}")
    typer.echo(f"{intercept:+.2f}  intercept")


def _ours(questions: Questions, chatter: Sequence[str]) -> dict[str, float | int | None]:
    matcher = matcher_for(questions.entries)
    took: list[float] = []

    def timed(rank: Ranker) -> Ranker:
        def run(text: str) -> tuple[tuple[str, float], ...]:
            started = perf_counter()
            answer = rank(text)
            took.append((perf_counter() - started) * 1000)
            return answer

        return run

    scores = measure(timed(lambda text: matcher.match(text).candidates), questions, chatter)
    return {
        **asdict(scores),
        "privacy_refused": refused(matcher.match(text) for text in questions.privacy),
        "ms_p50": float(np.percentile(took, 50)),
        "ms_p95": float(np.percentile(took, 95)),
        "n": len(questions.queries),
    }


def _entries(folder: Path | None) -> tuple[Entry, ...]:
    return load_default() if folder is None else load(folder)


def _expired(entries: Sequence[Entry]) -> int:
    today = date.today()
    return sum(not entry.holds_on(today) for entry in entries)


def _shown(value: float | int | None) -> str:
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
