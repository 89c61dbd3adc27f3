from pathlib import Path

import pytest

from asr.errors import EvaluationUnreadable
from asr.evaluation_manifest import GROUPS, Row, mandarin, read_manifest

HEADER = "id\tpath\tduration_s\ttranscript\tgroup\tref_quality"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clips").mkdir()
    for name in ("a", "b"):
        (tmp_path / "clips" / f"{name}.wav").write_bytes(b"x")
    return tmp_path


def manifest(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "manifest.tsv"
    path.write_text("\n".join((header, *lines)) + "\n", "utf-8")
    return path


def test_rows_come_in_order_with_paths_beside_the_manifest(folder: Path) -> None:
    path = manifest(
        folder,
        "a\tclips/a.wav\t1.0\t你好\tword\tcorpus",
        "",
        "b\tclips/b.wav\t1.0\t好\tdialect-other\tedited-asr-pair",
    )
    first, second = read_manifest(path)
    assert first == Row("a", folder / "clips" / "a.wav", "你好", "word", "corpus")
    assert (first.edited, second.edited) == (False, True)


def test_the_columns_may_stand_in_any_order(folder: Path) -> None:
    header = "ref_quality\tgroup\tid\tpath\ttranscript"
    path = manifest(folder, "corpus\tword\ta\tclips/a.wav\t你好", header="\ufeff" + header)
    assert [row.said for row in read_manifest(path)] == ["你好"]


@pytest.mark.parametrize(
    ("header", "line", "why"),
    [
        ("id\tpath\tgroup\tref_quality", "", "transcript"),
        ("", "", "id, path, transcript, group, ref_quality"),
        (HEADER, "a\tclips/a.wav\t1.0\t你好\tword", "line 2 has 5 columns, line 1 has 6"),
        (HEADER, "a\tclips/c.wav\t1.0\t你好\tword\tcorpus", "clips/c.wav"),
    ],
)
def test_a_bad_manifest_is_told_in_one_line(folder: Path, header: str, line: str, why: str) -> None:
    with pytest.raises(EvaluationUnreadable, match=why) as caught:
        read_manifest(manifest(folder, line, header=header))
    assert "\n" not in str(caught.value)
    assert "manifest.tsv" in str(caught.value)


def test_a_manifest_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationUnreadable, match="No such file"):
        read_manifest(tmp_path / "none.tsv")
    (tmp_path / "zip.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvaluationUnreadable, match="UTF-8"):
        read_manifest(tmp_path / "zip.tsv")


def test_dialects_are_not_mandarin_and_accents_are() -> None:
    assert mandarin("accent")
    assert mandarin("calls-of-our-city")
    assert not mandarin("dialect-cantonese")
    assert not mandarin("dialect-min")
    assert not mandarin("foreign-accented")


def test_every_group_has_its_reason() -> None:
    assert all(group.because for group in GROUPS.values())
