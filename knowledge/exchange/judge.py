"""All rows of a file together: which are taken, and what they would change. [P]"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.entries import Entry
from knowledge.exchange.ids import bare
from knowledge.exchange.rows import Accepted, Record, Rejected, read_row
from knowledge.exchange.rules import Fault, fault
from knowledge.exchange.sheets import Source
from knowledge.exchange.tables import HEADINGS, cells_of
from knowledge.overlap import near_duplicates

MOST_COMPARED = 500
"""New or changed entries up to which each is compared with all others for near duplicates."""


MOST_SEARCHED = 5_000
"""Entries in all up to which that is done at all: it takes about a millisecond each."""


@dataclass(frozen=True)
class Difference:
    """One field that changes: its heading, and what stands in its cell before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """What one row does. differences: of a change, else empty."""

    number: int
    kind: Literal["new", "changed", "unchanged"]
    entry: Entry
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Warned:
    """Something that does not keep a row out, but that its clerk should look at."""

    number: int
    entry: str
    found: str


@dataclass(frozen=True)
class Judgement:
    """steps, rejected, warnings: in the order of rows. notes: about the file as a whole."""

    steps: tuple[Step, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[Warned, ...]
    notes: tuple[str, ...] = ()

    @property
    def to_write(self) -> tuple[Entry, ...]:
        """Entries that are new or changed."""
        return tuple(step.entry for step in self.steps if step.kind != "unchanged")


def judge(source: Source, existing: Sequence[Entry], today: date) -> Judgement:
    """Nothing is written; existing entries that the file does not name stay as they are.

    existing: what the file is compared with. today: to tell what has expired.
    """
    present = {entry.id: entry for entry in existing}
    rejected: list[Rejected] = []
    accepted: list[tuple[Record, Accepted]] = []
    for record in source.records:
        result = read_row(record, present)
        if isinstance(result, Rejected):
            rejected.append(result)
        else:
            accepted.append((record, result))
    single = _without_duplicates(accepted, present, rejected)
    steps = tuple(_step(each, present) for each in single)
    warned, notes = _near(steps, present)
    return Judgement(
        steps,
        tuple(sorted(rejected, key=lambda row: row.number)),
        tuple(sorted((*_expired(steps, today), *warned), key=lambda w: (w.number, w.found))),
        (*source.notes, *notes),
    )


def _without_duplicates(
    accepted: Sequence[tuple[Record, Accepted]],
    present: Mapping[str, Entry],
    rejected: list[Rejected],
) -> list[Accepted]:
    """Of rows with one id or one question the first; the others join the rejected."""
    renewed = {row.entry.id for _, row in accepted if row.named}
    owners = {bare(e.question): e for e in present.values() if e.id not in renewed}
    ids: dict[str, int] = {}
    questions: dict[str, int] = {}
    single: list[Accepted] = []
    for record, row in accepted:
        question = bare(row.entry.question)
        twin = (
            _twin_above(row.entry, question, ids, questions)
            or _twin_there(row.entry, owners.get(question))
            or (None if row.named else _twin_there(row.entry, present.get(row.entry.id)))
        )
        if twin is not None:
            rejected.append(Rejected(row.number, (twin,), record.cells))
            continue
        ids[row.entry.id] = questions[question] = row.number
        single.append(row)
    return single


def _twin_above(
    entry: Entry, question: str, ids: Mapping[str, int], questions: Mapping[str, int]
) -> Fault | None:
    if question in questions:
        found = f"“{entry.question}”和第 {questions[question]} 行重复"
        return fault("question", "duplicate_question", found, "合并成一行，或者删去一行")
    if entry.id in ids:
        found = f"“{entry.id}”和第 {ids[entry.id]} 行重复"
        return fault("id", "duplicate_id", found, "换一个编号，或者删去一行")
    return None


def _twin_there(entry: Entry, present: Entry | None) -> Fault | None:
    """A row that would stand beside a present entry, or change it without saying so."""
    if present is None or present == entry:
        return None
    found = f"“{entry.question}”已有条目 {present.id}"
    remedy = f"要修改它，就在“编号”列填 {present.id}；不然就删去这一行"
    return fault("question", "duplicate_question", found, remedy)


def _step(row: Accepted, present: Mapping[str, Entry]) -> Step:
    before = present.get(row.entry.id)
    if before is None:
        return Step(row.number, "new", row.entry)
    if before == row.entry:
        return Step(row.number, "unchanged", row.entry)
    return Step(row.number, "changed", row.entry, differences(before, row.entry))


def differences(before: Entry, after: Entry) -> tuple[Difference, ...]:
    """The fields that differ, in the order of columns."""
    pairs = zip(HEADINGS, cells_of(before), cells_of(after), strict=True)
    return tuple(
        Difference(heading, _shown(old), _shown(new)) for heading, old, new in pairs if old != new
    )


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)


def _expired(steps: Iterable[Step], today: date) -> Iterable[Warned]:
    for step in steps:
        ends = step.entry.valid_until
        if ends is not None and ends < today:
            yield Warned(step.number, step.entry.id, f"已于 {ends} 失效，机器人不会念")


def _near(
    steps: Sequence[Step], present: Mapping[str, Entry]
) -> tuple[list[Warned], tuple[str, ...]]:
    """Ways of asking that stand almost the same under another entry."""
    numbers = {step.entry.id: step.number for step in steps if step.kind != "unchanged"}
    if not numbers:
        return [], ()
    merged = {**present, **{step.entry.id: step.entry for step in steps}}
    if len(numbers) > MOST_COMPARED or len(merged) > MOST_SEARCHED:
        return [], ("条目太多，没有查找近似的问法：导入后用 hotline kb check 查看",)
    warned: dict[tuple[str, str], Warned] = {}
    for pair in near_duplicates(tuple(merged.values()), numbers.keys()):
        sides = (
            (pair.first, pair.first_text, pair.second, pair.second_text),
            (pair.second, pair.second_text, pair.first, pair.first_text),
        )
        own, text, other, other_text = sides[0] if pair.first in numbers else sides[1]
        found = f"“{text}”和 {other} 的“{other_text}”几乎一样，市民问起时难以分清"
        # The most alike of two entries come first and stand for the others.
        warned.setdefault((own, other), Warned(numbers[own], own, found))
    return list(warned.values()), ()
