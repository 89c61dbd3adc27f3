import sys

import numpy as np
import pytest

from asr import silero
from asr.activity import SileroActivity
from asr.silero import SharedSilero, new_activity


def windows(seed: int, count: int = 60) -> list[bytes]:
    """Noise that swells and fades, with something voiced in it."""
    random = np.random.default_rng(seed)
    time = np.arange(count * 512) / 16_000
    voice = sum(np.sin(2 * np.pi * 140 * n * time) / n for n in range(1, 12))
    loud = np.abs(np.sin(2 * np.pi * 1.5 * time))
    samples = (voice * 4000 * loud + random.normal(0, 300, time.size)).astype("<i2")
    return [samples[at : at + 512].tobytes() for at in range(0, samples.size, 512)]


@pytest.fixture
def shared() -> SharedSilero:
    pytest.importorskip("onnxruntime", reason="needs onnxruntime (extra `voice`)")
    found = new_activity()
    assert isinstance(found, SharedSilero)
    return found


def test_it_judges_as_the_one_that_each_call_loads(shared: SharedSilero) -> None:
    alone = SileroActivity()
    alone.reset()
    heard = [(shared.probability(w), alone.probability(w)) for w in windows(1)]
    assert max(abs(ours - theirs) for ours, theirs in heard) < 1e-4
    assert max(ours for ours, _ in heard) - min(ours for ours, _ in heard) > 0.05


def test_calls_that_share_it_do_not_hear_each_other(shared: SharedSilero) -> None:
    first, second = windows(1), windows(2)
    alone = [shared.probability(w) for w in first]
    shared.reset()
    other = new_activity()
    together = []
    for one, two in zip(first, second, strict=True):
        together.append(shared.probability(one))
        other.probability(two)
    assert together == alone


def test_only_whole_windows_are_taken(shared: SharedSilero) -> None:
    with pytest.raises(ValueError, match="1024 bytes"):
        shared.probability(bytes(640))


def test_without_onnxruntime_each_call_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    silero._net.cache_clear()
    try:
        assert isinstance(new_activity(), SileroActivity)
    finally:
        silero._net.cache_clear()
