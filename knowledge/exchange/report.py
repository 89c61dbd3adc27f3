"""What an import would do, or did, for a clerk to read and for programs. [P]"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from knowledge.exchange.judge import Difference, Judgement, Step, Warned
from knowledge.exchange.rows import Rejected

MOST_LISTED = 50
"""Rows of one kind that a person is shown; programs get all."""

_LONGEST = 300
"""Characters of a value that a person is shown."""

_KINDS = {"new": "新增", "changed": "修改", "unchanged": "不变"}


def counts(judged: Judgement) -> dict[str, int]:
    """How many rows came to what."""
    kinds: list[str] = [step.kind for step in judged.steps]
    return {
        **{kind: kinds.count(kind) for kind in _KINDS},
        "rejected": len(judged.rejected),
        "warnings": len(judged.warnings),
    }


def as_data(judged: Judgement) -> dict[str, Any]:
    """All of it as JSON has it; entries that stay as they are count, but are not listed."""
    return {
        "counts": counts(judged),
        "steps": [
            {
                "row": step.number,
                "kind": step.kind,
                "id": step.entry.id,
                "question": step.entry.question,
                "differences": [asdict(each) for each in step.differences],
            }
            for step in judged.steps
            if step.kind != "unchanged"
        ],
        "rejected": [
            {"row": row.number, "faults": [asdict(fault) for fault in row.faults]}
            for row in judged.rejected
        ],
        "warnings": [
            {"row": warned.number, "id": warned.entry, "found": warned.found}
            for warned in judged.warnings
        ],
        "notes": list(judged.notes),
    }


def as_lines(judged: Judgement) -> Iterator[str]:
    """All of it for a terminal, the longest lists cut."""
    number = counts(judged)
    yield "  ".join(
        [
            *(f"{word} {number[kind]}" for kind, word in _KINDS.items()),
            f"拒绝 {number['rejected']}",
            f"提醒 {number['warnings']}",
        ]
    )
    yield from (f"注意：{note}" for note in judged.notes)
    for kind in ("new", "changed"):
        steps = [step for step in judged.steps if step.kind == kind]
        yield from _listed(_KINDS[kind], [list(_step(step)) for step in steps])
    yield from _listed("拒绝", [list(_rejected(row)) for row in judged.rejected])
    yield from _listed("提醒", [[_warned(each)] for each in judged.warnings])


def _listed(heading: str, blocks: Sequence[Sequence[str]]) -> Iterator[str]:
    if not blocks:
        return
    yield ""
    yield f"{heading}："
    for block in islice(blocks, MOST_LISTED):
        yield from block
    if len(blocks) > MOST_LISTED:
        yield f"  …… 还有 {len(blocks) - MOST_LISTED} 行，加 --json 可以看到全部"


def _step(step: Step) -> Iterator[str]:
    yield f"  第 {step.number} 行  {step.entry.id}  {step.entry.question}"
    for each in step.differences:
        yield from _difference(each)


def _difference(each: Difference) -> Iterator[str]:
    yield f"      {each.column}"
    yield f"        - {_short(each.before)}"
    yield f"        + {_short(each.after)}"


def _rejected(row: Rejected) -> Iterator[str]:
    for each in row.faults:
        yield f"  第 {row.number} 行  {each}"


def _warned(each: Warned) -> str:
    return f"  第 {each.number} 行  {each.entry}  {each.found}"


def _short(text: str) -> str:
    """On one line, and not endless."""
    line = text.replace("\n", " ⏎ ") or "（空）"
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}……（共 {len(text)} 个字）"
