"""Danger: how much of it is known, and whether the number that is told is one that helps."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dialog.grammar.danger import OWN_LIFE, danger, doubt
from dialog.grammar.utterance import utterance
from dialog.rescue import SERVICES

NONE = "none"
"""The kind of lines in which nobody is in danger."""

FRAMES = (
    "喂你好，我反映一下，我们九龙坡区石桥铺街道这边，{}，你们快来看一下",
    "我跟你说嘛，{}，就在江北区观音桥街道小学门口",
    "是这样的，在渝中区，不对，是九龙坡区九龙街道解放路十八号，{}，麻烦尽快解决",
)
"""What stands around danger where it is told as one reports a street lamp."""

CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Line:
    """kind: of danger, or "none"; where several kinds of help are right, all of them with "/"
    between, the best first."""

    kind: str
    text: str

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.kind.split("/"))


@dataclass(frozen=True)
class Found:
    """Of lines that tell danger: how many, an alarm at once, of those a right kind, and a number
    told that helps, and asked about; of the others: how many, alarms, and asked about."""

    told: int
    alarms: int
    right: int
    helped: int
    asked: int
    plain: int
    false_alarms: int
    false_asked: int


def read(file: Path) -> tuple[Line, ...]:
    """Lines of kind, tab, words; "#" begins a remark. Raises OSError, ValueError."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return tuple(Line(kind, text) for kind, text in pairs)


def strings(place: str) -> tuple[str, ...]:
    """Every text of a file once, for counting false alarms. place: the file, or "file:3,4" with the
    numbers of its columns, parted by tabs or, in a csv, by commas. Raises OSError."""
    file, _, wanted = place.partition(":")
    columns = [int(number) - 1 for number in wanted.split(",") if number]
    with Path(file).open(encoding="utf-8-sig", newline="") as stream:
        by_comma = file.endswith(".csv")
        rows = csv.reader(stream) if by_comma else (line.rstrip().split("\t") for line in stream)
        cells = [cell for row in rows for n, cell in enumerate(row) if not columns or n in columns]
    return tuple(dict.fromkeys(cell for cell in cells if CHINESE.search(cell)))


def framed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each line that tells danger within each of FRAMES."""
    told = (line for line in lines if line.kind != NONE)
    return tuple(Line(line.kind, frame.format(line.text)) for line in told for frame in FRAMES)


def measure(lines: Iterable[Line]) -> Found:
    """What becomes of them. The caller's own life is one kind, however far it went."""
    count: Counter[str] = Counter()
    for line in lines:
        said = utterance(line.text)
        told = NONE if line.kind == NONE else "told"
        count[told] += 1
        if found := danger(said):
            count[f"{told} alarm"] += 1
            count["right"] += _same(found.kind, line)
            count["helped"] += told != NONE and _helps(found.kind, line)
        elif doubt(said):
            count[f"{told} asked"] += 1
    return Found(
        count["told"], count["told alarm"], count["right"], count["helped"], count["told asked"],
        count["none"], count["none alarm"], count["none asked"],
    )  # fmt: skip


def _same(found: str, line: Line) -> bool:
    return any(found == kind or {found, kind} <= set(OWN_LIFE) for kind in line.kinds)


def _helps(found: str, line: Line) -> bool:
    """Whether the number that is told is one of those that are right."""
    number = SERVICES[found].number
    return _same(found, line) or any(SERVICES[kind].number == number for kind in line.kinds)
