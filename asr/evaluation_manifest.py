"""The list of clips that an engine is measured on, and which of them are Mandarin.

A manifest is a table parted by tabs. Its first line names the columns; id, path, transcript, group
and ref_quality are read, others may be there. Paths are relative to the manifest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from asr.errors import EvaluationUnreadable

COLUMNS = ("id", "path", "transcript", "group", "ref_quality")
EDITED = "edited-asr"
"""A reference made from the output of some recogniser flatters whatever resembles that one."""


@dataclass(frozen=True)
class Group:
    """Whether a group counts as Mandarin, and why."""

    mandarin: bool
    because: str


GROUPS: Mapping[str, Group] = {
    "read-clean": Group(True, "standard Mandarin, read in a quiet room"),
    "read-crowd": Group(True, "standard Mandarin, read by volunteers into what they had"),
    "read-emotional": Group(True, "standard Mandarin, acted: angry, happy, sad, surprised"),
    "spontaneous": Group(True, "Mandarin as it is spoken, not read"),
    "command": Group(True, "Mandarin, what people say to machines"),
    "long-form": Group(True, "Mandarin, half a minute at a stretch"),
    "accent": Group(True, "Mandarin words and grammar with a local colour; citizens speak so"),
    "word": Group(True, "Mandarin words by themselves"),
    "digit": Group(True, "Mandarin digits by themselves, recorded at 8 kHz"),
    "digit-misc": Group(True, "Mandarin digits by themselves"),
    "digit-string": Group(True, "Mandarin digits in a row"),
    "syllable": Group(
        True, "Mandarin syllables by themselves; without a word no character is sure"
    ),
    "dialect-cantonese": Group(False, "another language: its own words and sounds"),
    "dialect-sichuan": Group(False, "south-western speech, with words and tones of its own"),
    "dialect-other": Group(False, "Shanghainese: another language"),
}
_OTHERS = ("dialect", "foreign")
"""How groups begin that the table does not know and that are no Mandarin either."""


@dataclass(frozen=True)
class Row:
    """One clip. said: what is said in it. path: of the audio."""

    id: str
    path: Path
    said: str
    group: str
    quality: str

    @property
    def edited(self) -> bool:
        """Also a pair of such clips: `edited-asr-pair`."""
        return self.quality.startswith(EDITED)


def mandarin(group: str) -> bool:
    """Whether a group counts as Mandarin; one that the table does not know does, unless its name
    begins with dialect or foreign."""
    known = GROUPS.get(group)
    return known.mandarin if known is not None else not group.startswith(_OTHERS)


def read_manifest(path: Path) -> tuple[Row, ...]:
    """All rows, in order. Raises EvaluationUnreadable: no table, a column or a file is missing."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise EvaluationUnreadable(f"{path}: {error.strerror}; name the table of clips") from None
    except UnicodeDecodeError:
        raise EvaluationUnreadable(f"{path}: not a text in UTF-8; save it as one") from None
    names = [name.strip() for name in lines[0].split("\t")] if lines else []
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise EvaluationUnreadable(
            f"{path}: line 1 does not name the column {', '.join(missing)}; columns are parted "
            "by tabs"
        )
    return tuple(_rows(path, names, lines))


def _rows(path: Path, names: list[str], lines: list[str]) -> Iterator[Row]:
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != len(names):
            raise EvaluationUnreadable(
                f"{path}: line {number} has {len(fields)} columns, line 1 has {len(names)}; mend it"
            )
        row = dict(zip(names, (field.strip() for field in fields), strict=True))
        audio = path.parent / row["path"]
        if not audio.is_file():
            raise EvaluationUnreadable(
                f"{path}: line {number}: there is no file {audio}; mend the path or take it out"
            )
        yield Row(row["id"], audio, row["transcript"], row["group"], row["ref_quality"])
