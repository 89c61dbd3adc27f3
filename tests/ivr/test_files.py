import resource
import signal
from pathlib import Path

import pytest

from ivr.files import read, write
from knowledge.errors import FileUnreadable, NotWritable


def test_what_is_written_is_read_and_replaces_what_was(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write(path, b"first")
    write(path, b"second")
    assert read(path) == b"second"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"")
    link.symlink_to(path)
    write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_what_is_no_file_is_written_into() -> None:
    write(Path("/dev/null"), b"gone")


def test_a_full_disk_leaves_what_was(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write(path, b"old")
    limits, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.SIG_IGN
    before = signal.signal(signal.SIGXFSZ, ignored)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(NotWritable, match="磁盘满了"):
            write(path, b"x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("no/such", "路径写对了吗"), (".", "这是文件夹"), ("长" * 200, "文件名太长")],
)
def test_a_wrong_path_is_one_line_of_chinese(tmp_path: Path, name: str, reason: str) -> None:
    for attempt, error in (
        (lambda path: write(path, b""), NotWritable),
        (read, FileUnreadable),
    ):
        with pytest.raises(error, match=reason) as raised:
            attempt(tmp_path / name)
        assert "\n" not in str(raised.value)
