"""The models and voices that exist, and those that are on this machine.

`models.yaml` is the table: what each model is, where it comes from, and the hashes of its files.
Installed models live in `<models_dir>/<name>/`, each with a `manifest.json` written by
`asr.install` that lists its files and their SHA-256.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml

from asr.errors import ModelDamaged, ModelNotInstalled, UnknownModel

MANIFEST = "manifest.json"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Part:
    """One member of a package of a package index.

    package: 'pypi:<name>==<version>' or 'npm:<name>@<version>'. member: path inside its archive.
    """

    package: str
    member: str


@dataclass(frozen=True)
class ModelFile:
    """A file put together from parts, in order. path: where it goes, relative to the model."""

    path: str
    bytes: int
    sha256: str
    parts: tuple[Part, ...]

    @property
    def packages(self) -> frozenset[str]:
        return frozenset(part.package for part in self.parts)


@dataclass(frozen=True)
class Archive:
    """A zip or tar on the internet whose single top folder is the model.

    bytes, sha256: None where the publisher does not give them.
    """

    url: str
    bytes: int | None
    sha256: str | None

    @property
    def filename(self) -> str:
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Model:
    """One row of the table: either an archive on the internet, or a pack of files.

    error_rate: Mandarin error in percent as published, None where nobody has; error_rate_on: the
    test set and who measured. language: ISO 639-1.
    """

    name: str
    title: str
    kind: Literal["asr", "voice"]
    engine: Literal["vosk", "sherpa", "whisper", "kokoro"]
    language: str
    licence: str
    error_rate: float | None
    error_rate_on: str
    archive: Archive | None = None
    files: tuple[ModelFile, ...] = ()

    @property
    def pack(self) -> bool:
        """Whether a package index alone is enough to install it."""
        return self.archive is None

    @property
    def packages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.package for file in self.files for part in file.parts))

    @property
    def bytes(self) -> int | None:
        """Size of a pack's files, or of the archive to download; None where unknown."""
        if self.archive is not None:
            return self.archive.bytes
        return sum(file.bytes for file in self.files)

    @property
    def source(self) -> str:
        return self.archive.url if self.archive is not None else ", ".join(self.packages)


@dataclass(frozen=True)
class Installed:
    """A model found on this machine. missing: files of the pack that could not be had yet."""

    model: Model
    path: Path
    bytes: int
    missing: tuple[str, ...] = ()


@cache
def registry() -> dict[str, Model]:
    """Every known model by name, in the order of the table (best first)."""
    rows = yaml.safe_load(resources.files("asr").joinpath("models.yaml").read_text("utf-8"))
    models = tuple(_model(row) for row in rows)
    return {model.name: model for model in models}


def known(name: str) -> Model:
    """The row of a model. Raises UnknownModel."""
    try:
        return registry()[name]
    except KeyError:
        names = ", ".join(registry())
        raise UnknownModel(f"no model is called {name!r}; known models: {names}") from None


def installed(models_dir: Path) -> tuple[Installed, ...]:
    """The models of the table that are in the folder, in the order of the table."""
    return tuple(
        _installed(model, models_dir / model.name)
        for model in registry().values()
        if (models_dir / model.name / MANIFEST).is_file()
    )


def find(models_dir: Path, name: str) -> Path:
    """Folder of an installed model. Raises UnknownModel, ModelNotInstalled."""
    model = known(name)
    folder = models_dir / model.name
    if not (folder / MANIFEST).is_file():
        raise ModelNotInstalled(
            f"model {name} is not installed in {models_dir}: run `hotline models pull {name}`"
        )
    return folder


def verify(models_dir: Path, name: str) -> Installed:
    """Hash every file of an installed model. Raises ModelDamaged (names the first bad file)."""
    folder = find(models_dir, name)
    for path, expected in _hashes(known(name), folder).items():
        file = folder / path
        if not file.is_file():
            raise _damaged(name, f"{path} is missing")
        if sha256(file) != expected:
            raise _damaged(name, f"{path} does not match its SHA-256")
    return _installed(known(name), folder)


def sha256(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an installed model. Raises ModelDamaged where it cannot be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise _damaged(folder.name, f"{MANIFEST} cannot be read") from None
    if not isinstance(content, dict) or not isinstance(content.get("files"), dict):
        raise _damaged(folder.name, f"{MANIFEST} does not list files")
    return content


def _hashes(model: Model, folder: Path) -> dict[str, str]:
    """Expected hashes: the table's for a pack, those recorded at download for an archive."""
    present = {path: str(entry["sha256"]) for path, entry in manifest(folder)["files"].items()}
    pinned = {file.path: file.sha256 for file in model.files}
    return {path: pinned.get(path, recorded) for path, recorded in present.items()}


def _installed(model: Model, folder: Path) -> Installed:
    files = manifest(folder)["files"]
    return Installed(
        model=model,
        path=folder,
        bytes=sum(int(entry["bytes"]) for entry in files.values()),
        missing=tuple(file.path for file in model.files if file.path not in files),
    )


def _damaged(name: str, what: str) -> ModelDamaged:
    return ModelDamaged(f"model {name} is damaged ({what}): run `hotline models pull {name}`")


def _model(row: dict[str, Any]) -> Model:
    archive = row.get("archive")
    return Model(
        name=row["name"],
        title=row["title"],
        kind=row["kind"],
        engine=row["engine"],
        language=row["language"],
        licence=row["licence"],
        error_rate=row["error_rate"],
        error_rate_on=row["error_rate_on"],
        archive=Archive(**archive) if archive else None,
        files=tuple(_file(file) for file in row.get("files", ())),
    )


def _file(row: dict[str, Any]) -> ModelFile:
    parts = tuple(Part(*part.split(" ", 1)) for part in row["parts"])
    return ModelFile(path=row["path"], bytes=row["bytes"], sha256=row["sha256"], parts=parts)
