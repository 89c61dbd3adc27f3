import numpy as np
import pytest

from asr.engines.whisper_pieces import pieces


@pytest.mark.parametrize("seconds", [0, 1, 20, 20.01, 31, 75.3])
def test_long_utterances_are_heard_in_pieces_of_which_nothing_is_lost(seconds: float) -> None:
    samples = np.random.default_rng(1).uniform(0.01, 0.1, round(seconds * 16_000))
    samples = samples.astype(np.float32)
    cut = list(pieces(samples))
    assert np.array_equal(np.concatenate([*cut, samples[:0]]), samples)
    assert all(0 < len(piece) <= 20 * 16_000 for piece in cut)
    assert all(len(piece) >= 10 * 16_000 for piece in cut[:-1])


def test_long_utterances_are_cut_in_a_pause() -> None:
    samples = np.random.default_rng(1).normal(0, 0.1, 30 * 16_000).astype(np.float32)
    samples[13 * 16_000 : 13 * 16_000 + 8000] = 0
    first, _ = pieces(samples)
    assert 13 <= len(first) / 16_000 <= 13.5


def test_dead_silence_after_a_cut_is_left_out() -> None:
    samples = np.zeros(33 * 16_000, np.float32)
    samples[:16_000] = samples[-16_000:] = 0.1
    first, second = pieces(samples)
    assert first[0] == second[-1] == np.float32(0.1)
    assert len(second) == 2 * 16_000
    assert len(list(pieces(samples[: 31 * 16_000]))) == 1
