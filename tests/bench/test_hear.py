from pathlib import Path

import pytest

from asr.fake import ScriptedEngine
from bench.hear import MARGIN_S, Clip, clips, hear
from ivr.errors import SidecarError
from ivr.speech.metered import SYLLABLE_S

SAID = ("公积金怎么提取", "没有了", "转人工")


def test_every_spoken_turn_is_a_clip_of_its_length(recorded: Path) -> None:
    found = list(clips(recorded, 16_000))
    assert [(clip.call, len(clip.reference)) for clip in found] == [("a", 7), ("a", 3), ("b", 3)]
    assert found[2].reference == ("zhuan", "ren", "gong")
    for clip in found:
        wanted = len(clip.reference) * SYLLABLE_S + 2 * MARGIN_S
        assert len(clip.pcm) / 2 / 16_000 == pytest.approx(wanted, abs=0.001)


def test_a_perfect_ear_makes_no_error(recorded: Path) -> None:
    heard = hear(ScriptedEngine(SAID), clips(recorded, 16_000))
    assert (heard.engine, heard.model, heard.turns) == ("scripted", "scripted", 3)
    assert (heard.syllable_error, heard.lost) == (0, 0)
    assert heard.rtf > 0


def test_errors_are_counted_by_syllable_and_by_turn(recorded: Path) -> None:
    # 7 syllables with one wrong; 3 with two missing: lost; 3 with one too many: not lost.
    heard = hear(ScriptedEngine(("公积金怎么支取", "没", "转人工吧")), clips(recorded, 16_000))
    assert heard.syllable_error == pytest.approx((1 + 2 + 1) / 13)
    assert heard.lost == pytest.approx(1 / 3)


def test_an_ear_that_hears_nothing_loses_everything(recorded: Path) -> None:
    heard = hear(ScriptedEngine(), clips(recorded, 16_000))
    assert (heard.syllable_error, heard.lost) == (1, 1)


def test_no_clips_give_figures_of_nothing() -> None:
    heard = hear(ScriptedEngine(), ())
    assert (heard.turns, heard.syllable_error, heard.lost, heard.finish_p95_ms) == (0, 0, 0, 0)


def test_every_byte_of_a_clip_is_heard() -> None:
    pcm = bytes(2 * 16_000 // 10 * 3 + 2)  # not a whole number of tenths
    heard = hear(ScriptedEngine(("一",)), [Clip("x", ("yi",), pcm)])
    assert heard.syllable_error == 0


def test_a_recording_older_than_its_sidecar_is_explained(recorded: Path) -> None:
    sidecar = recorded / "b.yaml"
    sidecar.write_text(sidecar.read_text("utf-8").replace("[转人工]", "[转人工, 喂]"), "utf-8")
    with pytest.raises(SidecarError, match="fixtures make"):
        list(clips(recorded, 16_000))
