import json
import re
from pathlib import Path

import pytest

from asr.errors import ModelDamaged, ModelNotInstalled, UnknownModel
from asr.models import MANIFEST, find, installed, known, registry, sha256, verify

HASH = re.compile(r"[0-9a-f]{64}")
NAME = "zipformer-zh-pinyin-3.3M"


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    """A folder with one small 'model', as `asr.install` leaves it."""
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "tokens.txt").write_text("a 0\n", "utf-8")
    entry = {"bytes": 4, "sha256": sha256(folder / "tokens.txt")}
    (folder / MANIFEST).write_text(json.dumps({"files": {"tokens.txt": entry}}), "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", registry())
def test_every_row_is_complete(name: str) -> None:
    model = known(name)
    assert model.title
    assert model.licence
    assert model.error_rate_on
    assert (model.archive is None) == bool(model.files)
    for file in model.files:
        assert HASH.fullmatch(file.sha256)
        assert file.bytes > 0
        assert file.parts
        assert all(re.match(r"(pypi:\S+==|npm:\S+@)\S+$", part.package) for part in file.parts)
    if model.archive is not None:
        assert model.archive.url.startswith("https://")
        assert model.archive.sha256 is None or HASH.fullmatch(model.archive.sha256)


def test_the_packs_join_to_the_published_hashes() -> None:
    whisper = {file.path: file for file in known("whisper-base").files}["model.bin"]
    assert whisper.bytes == 145_217_532
    assert whisper.sha256.startswith("d01c3014881c9c6f")
    assert len(whisper.parts) == 2
    kokoro = {file.path: file for file in known("kokoro-82m-zh").files}
    assert kokoro["model.onnx"].bytes == 92_361_271
    assert len([path for path in kokoro if path.startswith("voices/z")]) == 8


def test_every_mandarin_voice_has_the_shape_of_510_styles() -> None:
    voices = [file for file in known("kokoro-82m-zh").files if file.path.startswith("voices/")]
    assert {file.bytes for file in voices} == {510 * 256 * 4}


def test_parts_are_listed_in_the_order_their_packages_are_fetched() -> None:
    for model in registry().values():
        order = model.packages
        for file in model.files:
            positions = [order.index(part.package) for part in file.parts]
            assert positions == sorted(positions)


def test_an_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(UnknownModel, match="whisper-base"):
        known("whisper-huge")


def test_a_model_that_is_not_here_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelNotInstalled, match="hotline models pull whisper-base"):
        find(tmp_path, "whisper-base")


def test_installed_models_are_found(models_dir: Path) -> None:
    assert find(models_dir, NAME) == models_dir / NAME
    assert [(found.model.name, found.bytes) for found in installed(models_dir)] == [(NAME, 4)]
    assert verify(models_dir, NAME).missing == ()


def test_nothing_is_installed_in_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert installed(tmp_path / "nowhere") == ()


def test_a_changed_file_is_found(models_dir: Path) -> None:
    (models_dir / NAME / "tokens.txt").write_text("b 0\n", "utf-8")
    with pytest.raises(ModelDamaged, match=r"tokens\.txt does not match"):
        verify(models_dir, NAME)


def test_a_file_that_is_gone_is_found(models_dir: Path) -> None:
    (models_dir / NAME / "tokens.txt").unlink()
    with pytest.raises(ModelDamaged, match=r"tokens\.txt is missing"):
        verify(models_dir, NAME)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}'])
def test_a_broken_manifest_is_one_line(models_dir: Path, content: str) -> None:
    (models_dir / NAME / MANIFEST).write_text(content, "utf-8")
    with pytest.raises(ModelDamaged, match="manifest"):
        verify(models_dir, NAME)


def test_a_pack_is_checked_against_the_table_not_its_own_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "whisper-base"
    folder.mkdir()
    (folder / "config.json").write_text("{}", "utf-8")
    entry = {"bytes": 2, "sha256": sha256(folder / "config.json")}
    (folder / MANIFEST).write_text(json.dumps({"files": {"config.json": entry}}), "utf-8")
    with pytest.raises(ModelDamaged, match=r"config\.json does not match"):
        verify(tmp_path, "whisper-base")
