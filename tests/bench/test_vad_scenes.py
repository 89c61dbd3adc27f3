from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr.errors import EvaluationUnreadable
from bench.vad_scenes import (
    IDLE_DB,
    NOISES,
    SPEECH_DB,
    Noise,
    Scene,
    Voice,
    babble,
    hum,
    idle_line,
    music,
    scene,
    voice_of,
    voices,
    white,
)
from ivr.recorded.sound import RATE, Samples


def clip(seconds: float, sounding: tuple[tuple[float, float], ...], floor: float = 0.0) -> bytes:
    time = np.arange(round(seconds * RATE)) / RATE
    loud = sum(((a <= time) & (time < b)).astype(float) for a, b in sounding)
    noise = np.random.default_rng(3).normal(0, floor, len(time)) if floor else 0.0
    samples = 6000 * np.sin(2 * np.pi * 700 * time) * loud + noise
    return bytes(samples.round().astype("<i2").tobytes())


def said(name: str = "a") -> Voice:
    voice = voice_of(name, clip(2.0, ((0.5, 1.5),)))
    assert voice is not None
    return voice


def level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(samples**2)))


def samples_of(made: Scene) -> Samples:
    return np.frombuffer(made.pcm, "<i2").astype(np.float64) / 32768


def test_speech_is_where_a_clip_is_loud() -> None:
    ((begin, end),) = said().spans
    assert begin == pytest.approx(0.5, abs=0.03)
    assert end == pytest.approx(1.5, abs=0.03)


def test_short_gaps_are_closed_long_ones_stay_and_bursts_go() -> None:
    voice = voice_of("a", clip(4.0, ((0.5, 1.0), (1.1, 1.5), (2.5, 3.0), (3.6, 3.62))))
    assert voice is not None
    rounded = [(round(a, 1), round(b, 1)) for a, b in voice.spans]
    assert rounded == [(0.5, 1.5), (2.5, 3.0)]


def test_active_speech_is_brought_to_the_telephone_level() -> None:
    voice = said()
    ((begin, end),) = voice.spans
    active = voice.samples[round(begin * RATE) : round(end * RATE)]
    assert level_db(active) == pytest.approx(SPEECH_DB, abs=0.1)


@pytest.mark.parametrize(
    "pcm",
    [
        clip(2.0, ()),
        clip(2.0, ((0.5, 1.5),), floor=400),
        clip(0.2, ((0.0, 0.2),)),
        clip(20.0, ((1.0, 2.0),)),
    ],
    ids=["silent", "noisy", "short", "long"],
)
def test_clips_whose_speech_cannot_be_told_are_not_taken(pcm: bytes) -> None:
    assert voice_of("a", pcm) is None


def test_a_scene_knows_where_its_speech_is() -> None:
    made = scene([said(), said()], [said()], "none", None, seed=1)
    sound = samples_of(made)
    assert made.seconds > 2 * 2 + 3 * 1.5
    for ((begin, end),) in made.utterances:
        inner = sound[round((begin + 0.1) * RATE) : round((end - 0.1) * RATE)]
        before = sound[round((begin - 1.0) * RATE) : round((begin - 0.1) * RATE)]
        assert level_db(inner) == pytest.approx(SPEECH_DB, abs=1)
        assert np.abs(before).max() < 0.001


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("snr_db", [20.0, 0.0])
def test_noise_lies_as_far_under_speech_as_it_should(noise: Noise, snr_db: float) -> None:
    made = scene([said()] * 4, [said("b"), said("c")], noise, snr_db, seed=1)
    sound = samples_of(made)
    quiet = np.ones(len(sound), bool)
    for ((begin, end),) in made.utterances:
        quiet[round((begin - 0.1) * RATE) : round((end + 0.1) * RATE)] = False
    assert level_db(sound[quiet]) == pytest.approx(SPEECH_DB - snr_db, abs=2.0)


def test_the_same_seed_gives_the_same_scene_and_the_same_places_under_any_noise() -> None:
    first, again = (scene([said()] * 2, [said("b")], "white", 5, seed=7) for _ in range(2))
    assert first == again
    hummed = scene([said()] * 2, [said("b")], "hum", 5, seed=7)
    assert hummed.utterances == first.utterances
    assert scene([said()] * 2, [said("b")], "white", 5, seed=8) != first


@pytest.mark.parametrize("make", [white, hum, babble, music])
def test_noises_fill_the_time_they_are_asked_for(
    make: Callable[[int, Sequence[Voice], np.random.Generator], Samples],
) -> None:
    made = make(12_345, [said("b"), said("c")], np.random.default_rng(1))
    assert len(made) == 12_345
    assert np.isfinite(made).all()
    tenths = made[: 12_345 // 800 * 800].reshape(-1, 800)
    assert (np.abs(tenths).max(axis=1) > 0).all()


def test_hum_is_fifty_hertz_and_its_harmonics() -> None:
    spectrum = np.abs(np.fft.rfft(hum(RATE, [], np.random.default_rng(1))))
    loud = np.flatnonzero(spectrum > spectrum.max() / 100)
    assert set(loud % 50) == {0}
    assert len(loud) == 40


def test_an_idle_line_hisses_at_its_level() -> None:
    hiss = np.frombuffer(idle_line(2.0, seed=1), "<i2").astype(np.float64) / 32768
    assert len(hiss) == 2 * RATE
    assert level_db(hiss) == pytest.approx(IDLE_DB, abs=1.5)


def manifest(folder: Path, pcms: dict[str, bytes]) -> Path:
    lines = ["id\tpath\ttranscript\tgroup\tref_quality"]
    for name, pcm in pcms.items():
        soundfile.write(folder / f"{name}.wav", np.frombuffer(pcm, "<i2"), RATE)
        lines.append(f"{name}\t{name}.wav\t好\tword\tcorpus")
    path = folder / "manifest.tsv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_foreground_and_background_are_different_clips(tmp_path: Path) -> None:
    sounds = {f"c{n}": clip(2.0, ((0.5, 1.0 + n / 10),)) for n in range(6)}
    noisy = {"n": clip(2.0, ((0.5, 1.5),), floor=400)}
    front, back = voices(manifest(tmp_path, sounds | noisy), most=2, seed=1)
    assert (len(front), len(back)) == (2, 2)
    names = {voice.id for voice in (*front, *back)}
    assert len(names) == 4
    assert "n" not in names
    assert voices(tmp_path / "manifest.tsv", most=2, seed=1)[0][0].id == front[0].id


def test_files_that_cannot_be_read_are_passed_over_and_too_few_are_an_error(
    tmp_path: Path,
) -> None:
    path = manifest(tmp_path, {"a": clip(2.0, ((0.5, 1.5),)), "b": clip(2.0, ((0.5, 1.5),))})
    assert len(voices(path, most=5, seed=1)[0]) == 1
    (tmp_path / "b.wav").write_bytes(b"nothing")
    with pytest.raises(EvaluationUnreadable, match="quiet"):
        voices(path, most=5, seed=1)
