from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.errors import SidecarError
from ivr.recorded.make import GAP_S, make_all, make_recording
from ivr.recorded.sidecar import Span, load_sidecar, read_manifest
from ivr.speech.metered import SYLLABLE_S, MeteredVoice

CALL = """
about: x
sound: {{voice: {voice}, noise: pink, snr_db: 25}}
turns: [楼下半夜施工, {{keys: 1}}, {{pause_s: 3}}, 没有了]
expect: {{}}
"""


class LoudVoice:
    """A 600 Hz tone in the telephone band, as long as the text; MeteredVoice hums below it."""

    name = "test:tone"
    sample_rate = 24000

    def speak(self, text: str, speed: float = 1.0) -> bytes:
        t = np.arange(round(len(text) * SYLLABLE_S / speed * self.sample_rate)) / self.sample_rate
        return (9000 * np.sin(2 * np.pi * 600 * t)).astype("<i2").tobytes()


def write(folder: Path, name: str, voice: str = "zf_xiaoxiao") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(CALL.format(voice=voice), "utf-8")
    return path


def test_each_spoken_turn_lies_where_its_span_says(tmp_path: Path) -> None:
    text = CALL.format(voice="x").replace(", noise: pink, snr_db: 25", "")
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    pcm, spans = make_recording(load_sidecar(path), LoudVoice())
    first = round(GAP_S * 8000)
    second = first + round((6 * SYLLABLE_S + GAP_S) * 8000)
    assert spans == (
        Span(first, first + round(6 * SYLLABLE_S * 8000)),
        Span(second, second + round(3 * SYLLABLE_S * 8000)),
    )
    loud = np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 1500
    spoken = np.zeros(len(loud), bool)
    for span in spans:
        assert loud[span.start : span.end].mean() > 0.8
        spoken[span.start - 40 : span.end + 40] = True
    assert not loud[~spoken].any()
    assert len(pcm) // 2 == spans[-1].end + first


def test_the_speaking_rate_is_the_sidecars(tmp_path: Path) -> None:
    path = write(tmp_path, "a")
    path.write_text(path.read_text("utf-8").replace("noise: pink", "speed: 2.0"), "utf-8")
    _, spans = make_recording(load_sidecar(path), LoudVoice())
    assert spans[0].end - spans[0].start == round(6 * SYLLABLE_S / 2 * 8000)


def test_the_same_name_gives_the_same_noise(tmp_path: Path) -> None:
    a, b = load_sidecar(write(tmp_path, "a")), load_sidecar(write(tmp_path, "b"))
    assert make_recording(a, LoudVoice()) == make_recording(a, LoudVoice())
    assert make_recording(a, LoudVoice())[0] != make_recording(b, LoudVoice())[0]


def test_every_sidecar_becomes_a_recording_in_the_manifest(tmp_path: Path) -> None:
    write(tmp_path, "b", "zm_yunxi")
    write(tmp_path, "a")
    asked: list[str] = []
    shown: list[str] = []

    def voice_named(name: str) -> MeteredVoice:
        asked.append(name)
        return MeteredVoice()

    assert make_all(tmp_path, voice_named, shown.append) == 2
    assert asked == ["zf_xiaoxiao", "zm_yunxi"]
    assert shown == ["a", "b"]
    manifest = read_manifest(tmp_path)
    for name in ("a", "b"):
        info = soundfile.info(tmp_path / f"{name}.wav")
        assert (info.samplerate, info.channels, info.subtype) == (8000, 1, "ULAW")
        assert len(manifest[name]) == 2
        assert manifest[name][-1].end < info.frames


def test_the_file_holds_what_was_made(tmp_path: Path) -> None:
    path = write(tmp_path, "a")
    make_all(tmp_path, lambda _: LoudVoice(), lambda _: None)
    pcm, _ = make_recording(load_sidecar(path), LoudVoice())
    samples, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    made = np.frombuffer(pcm, "<i2").astype(int)
    # Companding what has been companded changes nothing.
    assert np.array_equal(samples, made)


def test_a_folder_without_sidecars_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match="no sidecars"):
        make_all(tmp_path, lambda _: MeteredVoice(), lambda _: None)


def test_one_broken_sidecar_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path, "a")
    (tmp_path / "b.yaml").write_text("about: x\n")
    with pytest.raises(SidecarError, match=r"b\.yaml"):
        make_all(tmp_path, lambda _: MeteredVoice(), lambda _: None)
    assert not list(tmp_path.glob("*.wav"))
