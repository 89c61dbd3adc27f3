"""`hotline kb`: check the entries, ask them, measure the matcher."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from ivr.commands import kb_exchange, kb_gaps, kb_look, kb_pairs, kb_publish, kb_shadow
from ivr.commands.kb_look import local_day
from ivr.in_force import entries_in_force
from ivr.settings import load_settings
from knowledge import baselines
from knowledge.dialect import dialect
from knowledge.entries import Entry, load
from knowledge.evaluate import (
    Questions,
    Ranker,
    Scores,
    matcher_for,
    measure,
    read_chatter,
    read_questions,
    refused,
    reliability,
)
from knowledge.learn import learn as learn_weights
from knowledge.learn import read_pairs
from knowledge.matcher import Matcher
from knowledge.overlap import near_duplicates

app = typer.Typer(help="The knowledge base: check it, ask it, measure it.", no_args_is_help=True)
app.command("import")(kb_exchange.import_file)
app.command("export")(kb_exchange.export_file)
app.command("shadow")(kb_shadow.shadow)
app.command()(kb_pairs.pairs)
app.add_typer(kb_gaps.app, name="gaps")
for _command in (kb_look.changes, kb_look.diff, kb_publish.submit, kb_publish.approve,
                 kb_publish.reject, kb_publish.withdraw, kb_publish.retire, kb_publish.publish,
                 kb_look.history, kb_look.audit):  # fmt: skip
    app.command()(_command)
app.command("expiring")(kb_look.expiring_command)

Folder = Annotated[
    Path | None, typer.Option("--dir", help="Folder of entries; default: what is in force.")
]
_HEADINGS = {
    "top1": "right at first place",
    "top3": "right among three",
    "privacy_refused": "privacy refused",
    "near_miss_auroc": "near misses, AUROC",
    "near_miss_fa95": "near misses accepted at 95 %",
    "ood_auroc": "out of domain, AUROC",
    "ood_fa95": "out of domain accepted at 95 %",
    "ms_p50": "ms, median",
    "ms_p95": "ms, 95th percentile",
    "n": "questions",
}


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder of entries; default: what is in force."),
    ] = None,
) -> None:
    """Validate entries, count them by field, list what stands almost alike under two."""
    entries = _entries(folder)
    table = Table("field", "entries", "phrasings", "with city facts")
    for field, count in Counter(entry.field for entry in entries).items():
        own = [entry for entry in entries if entry.field == field]
        phrasings = sum(len(entry.phrasings) for entry in own)
        table.add_row(field, str(count), str(phrasings), str(sum(bool(e.city_facts) for e in own)))
    total = sum(len(entry.phrasings) for entry in entries)
    table.add_row(
        "total", str(len(entries)), str(total), str(sum(bool(e.city_facts) for e in entries))
    )
    console = Console()
    console.print(table)
    pairs = near_duplicates(entries)
    for pair in pairs:
        console.print(
            f"alike {pair.likeness:.2f}: {pair.first}“{pair.first_text}” ↔ "
            f"{pair.second}“{pair.second_text}”",
            markup=False,
        )
    console.print(f"{len(pairs)} pairs almost alike; {_expired(entries)} entries expired.")


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What a citizen says.")], folder: Folder = None
) -> None:
    """Decide on one utterance and list the candidates."""
    callers = dialect(load_settings().knowledge.accents)
    match = Matcher.build(_entries(folder), local_day(), dialect=callers).match(text)
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
    file: Annotated[Path, typer.Argument(help="TSV with the columns cluster_id, role, text.")],
    distractors: Annotated[
        Path | None,
        typer.Option(help="Talk out of the domain, one a line; of a TSV the first column."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    with_baselines: Annotated[
        bool, typer.Option("--baselines", help="Beside: character TF-IDF, BM25, plain rapidfuzz.")
    ] = False,
    with_reliability: Annotated[
        bool, typer.Option("--reliability", help="How often the best is right, by its score.")
    ] = False,
) -> None:
    """Measure finding, refusing and speed on labelled questions."""
    questions = read_questions(file)
    chatter = read_chatter(distractors) if distractors is not None else ()
    figures = _ours(questions, chatter)
    if with_reliability:
        _print_reliability(questions)
    others: dict[str, Scores] = {}
    if with_baselines:
        others = {
            name: measure(baselines.ranker(way, questions.entries), questions, chatter)
            for name, way in baselines.BASELINES.items()
        }
    if as_json:
        baseline = {"baselines": {name: asdict(scores) for name, scores in others.items()}}
        typer.echo(json.dumps(figures | (baseline if others else {}), ensure_ascii=False))
        return
    table = Table("figure", "ours", *others)
    for name, heading in _HEADINGS.items():
        row = (asdict(scores).get(name) for scores in others.values())
        table.add_row(heading, _shown(figures[name]), *map(_shown, row))
    Console().print(table)


@app.command()
def learn(
    files: Annotated[list[Path], typer.Argument(help="Pairs: question, question, 0 or 1.")],
) -> None:
    """Learn the weights of likeness from question pairs; print what knowledge/score.py holds."""
    weights, intercept = learn_weights([read_pairs(file) for file in files])
    for name, weight in weights.items():
        typer.echo(f"{weight:+.2f}  {name}")
    typer.echo(f"{intercept:+.2f}  intercept")


def _print_reliability(questions: Questions) -> None:
    matcher = matcher_for(questions.entries)
    table = Table("score", "mean", "right", "best candidates")
    for tenth in reliability(lambda text: matcher.match(text).candidates, questions):
        table.add_row(
            f"from {tenth.low:.1f}", f"{tenth.score:.2f}", f"{tenth.right:.2f}", str(tenth.n)
        )
    Console(stderr=True).print(table)


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
    return entries_in_force(load_settings()) if folder is None else load(folder)


def _expired(entries: Sequence[Entry]) -> int:
    today = local_day()
    return sum(not entry.holds_on(today) for entry in entries)


def _shown(value: float | int | None) -> str:
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
