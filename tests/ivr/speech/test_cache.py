import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.speech import cache as cache_module
from ivr.speech.cache import PromptCache, evict

KEY = ("您好", "kokoro:zf_xiaoxiao", 1.0, 8000)
PCM = bytes(1000)


def stored(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.wav"))


def test_what_is_put_is_found_again_by_the_same_key_only(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, 1)
    cache.put(*KEY, PCM)
    assert PromptCache(tmp_path, 1).get(*KEY) == PCM
    for other in (
        ("您好。", *KEY[1:]),
        (KEY[0], "pyttsx3:cmn", *KEY[2:]),
        (*KEY[:2], 1.1, KEY[3]),
        (*KEY[:3], 16000),
    ):
        assert cache.get(*other) is None


def test_nothing_unfinished_is_left(tmp_path: Path) -> None:
    PromptCache(tmp_path, 1).put(*KEY, PCM)
    assert [f for f in tmp_path.rglob("*") if f.is_file()] == stored(tmp_path)


def test_a_damaged_file_is_dropped(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, 1)
    cache.put(*KEY, PCM)
    (file,) = stored(tmp_path)
    file.write_bytes(file.read_bytes()[:100])
    with capture_logs() as logs:
        assert cache.get(*KEY) is None
    assert len(logs) == 1
    assert not stored(tmp_path)


def test_a_full_disk_costs_a_log_line_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, pcm: bytes, rate: int) -> None:
        file.write_bytes(pcm[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache_module, "write_wav", full)
    cache = PromptCache(tmp_path, 1)
    with capture_logs() as logs:
        cache.put(*KEY, PCM)
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]
    assert cache.get(*KEY) is None


def test_a_folder_that_cannot_be_made_costs_a_log_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    cache = PromptCache(tmp_path / "taken", 1)
    with capture_logs() as logs:
        cache.put(*KEY, PCM)
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert cache.get(*KEY) is None


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, 1)
    files = {}
    for age, text in enumerate("甲乙丙"):
        before = set(stored(tmp_path))
        cache.put(text, *KEY[1:], PCM)
        (files[text],) = set(stored(tmp_path)) - before
        os.utime(files[text], (1000 + age, 1000 + age))
    assert cache.get("甲", *KEY[1:]) == PCM  # now the youngest
    size = files["甲"].stat().st_size
    assert evict(tmp_path, 2 * size) == 2 * size
    assert stored(tmp_path) == sorted((files["甲"], files["丙"]))


def test_the_cache_keeps_to_its_limit(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, 1)
    for number in range(12):
        cache.put(str(number), *KEY[1:], bytes(100_000))
        assert sum(f.stat().st_size for f in stored(tmp_path)) <= 2**20
    assert cache.get("11", *KEY[1:]) is not None
