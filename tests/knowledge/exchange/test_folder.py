from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.entries import Entry, load
from knowledge.errors import EntriesUnreadable, NotWritable
from knowledge.exchange.folder import entries_in, write_folder


@pytest.fixture
def other(entry: Entry) -> Entry:
    return replace(entry, id="hk-move", field="户籍", question="户口怎么迁", unit="公安局")


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_new_entries_make_a_file_a_field(tmp_path: Path, entry: Entry, other: Entry) -> None:
    folder = tmp_path / "新的"
    assert entries_in(folder) == ()
    nameless = replace(entry, id="x", field="", question="没有类别的问题")
    written = write_folder(folder, [entry, other, nameless])
    assert names(written) == ["gong_ji_jin.yaml", "hu_ji.yaml", "entries.yaml"]
    assert set(load(folder)) == {entry, other, nameless}
    assert entries_in(folder) == load(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["新的"]


def test_only_files_that_change_are_written(tmp_path: Path, entry: Entry, other: Entry) -> None:
    write_folder(tmp_path, [entry, other])
    kept = tmp_path / "hu_ji.yaml"
    kept.write_text(f"# 注释\n{kept.read_text('utf-8')}", encoding="utf-8")
    changed = replace(entry, answer="新的答案。")
    added = replace(entry, id="gjj-buy", question="买房怎么提取公积金")
    assert names(write_folder(tmp_path, [changed, added])) == ["gong_ji_jin.yaml"]
    assert load(tmp_path) == (changed, added, other)
    assert kept.read_text("utf-8").startswith("# 注释")
    assert write_folder(tmp_path, [changed]) == ()


def test_an_entry_that_changes_its_field_moves(tmp_path: Path, entry: Entry, other: Entry) -> None:
    write_folder(tmp_path, [entry, other])
    moved = replace(entry, field="户籍")
    write_folder(tmp_path, [moved])
    assert load(tmp_path) == (other, moved)
    assert names(tuple(tmp_path.glob("*.yaml"))) == ["hu_ji.yaml"]


def test_files_keep_the_names_they_have(tmp_path: Path, entry: Entry) -> None:
    write_folder(tmp_path, [entry])
    (tmp_path / "gong_ji_jin.yaml").rename(tmp_path / "provident_fund.yaml")
    changed = replace(entry, answer="新的答案。")
    assert names(write_folder(tmp_path, [changed])) == ["provident_fund.yaml"]


def test_fields_that_sound_the_same_get_files_of_their_own(tmp_path: Path, entry: Entry) -> None:
    same = replace(entry, id="b", question="另一个问题", field="公积今")
    assert names(write_folder(tmp_path, [entry, same])) == [
        "gong_ji_jin.yaml",
        "gong_ji_jin_2.yaml",
    ]


def test_a_folder_that_is_broken_is_not_written_to(tmp_path: Path, entry: Entry) -> None:
    (tmp_path / "a.yaml").write_text("field: [", encoding="utf-8")
    with pytest.raises(EntriesUnreadable):
        entries_in(tmp_path)
    with pytest.raises(EntriesUnreadable):
        write_folder(tmp_path, [entry])
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, entry: Entry) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    with pytest.raises(NotWritable, match="写不进去"):
        write_folder(tmp_path / "a" / "b", [entry])
