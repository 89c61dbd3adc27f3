"""Entries into a folder of YAML files, one a field, as `knowledge.entries.load` reads it.

Files that nothing changes in are left alone; others are written anew, so comments in them are lost.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.entries import Entry, load
from knowledge.errors import NotWritable
from knowledge.exchange.documents import documents, to_yaml
from knowledge.pinyin import syllables

_UNNAMED = "entries"


def entries_in(folder: Path) -> tuple[Entry, ...]:
    """What the folder holds; () where it is not there or has no file yet.

    Raises EntriesUnreadable or a kind of EntryInvalid.
    """
    return load(folder) if any(folder.glob("*.yaml")) else ()


def write_folder(folder: Path, incoming: Sequence[Entry]) -> tuple[Path, ...]:
    """Put new and changed entries into their field's file; the files written.

    An entry that changed its field moves. Everything is written beside the folder, read back, and
    only then put in place. Raises NotWritable, and what `entries.load` raises.
    """
    present = {file: load(file) for file in sorted(folder.glob("*.yaml"))}
    planned = _planned(folder, present, incoming)
    changed = {file: own for file, own in planned.items() if present.get(file, ()) != own}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".import-") as beside:
            for file, own in planned.items():
                text = to_yaml(documents(own)[0]) if file in changed and own else ""
                kept = text or (file.read_text("utf-8") if file not in changed else "")
                if kept:
                    (Path(beside) / file.name).write_text(kept, encoding="utf-8")
            load(Path(beside))
            for file, own in changed.items():
                if own:
                    os.replace(Path(beside) / file.name, file)
                else:
                    file.unlink()
    except OSError as error:
        raise NotWritable(f"{folder}：写不进去（{error.strerror}），检查文件夹和权限") from None
    return tuple(changed)


def _planned(
    folder: Path, present: Mapping[Path, tuple[Entry, ...]], incoming: Iterable[Entry]
) -> dict[Path, tuple[Entry, ...]]:
    """What each file shall hold: present entries in their places, new ones at the end."""
    planned = {file: list(own) for file, own in present.items()}
    fields = {own[0].field: file for file, own in present.items() if own}
    places = {entry.id: file for file, own in present.items() for entry in own}
    for entry in incoming:
        file = fields.get(entry.field)
        if file is None:
            file = fields[entry.field] = _new_file(folder, entry.field, planned)
            planned[file] = []
        before = places.get(entry.id)
        if before == file:
            planned[file] = [entry if e.id == entry.id else e for e in planned[file]]
            continue
        if before is not None:
            planned[before] = [e for e in planned[before] if e.id != entry.id]
        planned[file].append(entry)
    return {file: tuple(own) for file, own in planned.items()}


def _new_file(folder: Path, field: str, taken: Mapping[Path, object]) -> Path:
    """Named by the field's sounds: 公积金 → gong_ji_jin.yaml, or gong_ji_jin_2.yaml."""
    stem = "_".join(syllables(field)[:8]) or _UNNAMED
    names = (f"{stem}.yaml" if n == 1 else f"{stem}_{n}.yaml" for n in range(1, len(taken) + 2))
    return next(folder / name for name in names if folder / name not in taken)
