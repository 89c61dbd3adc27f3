from asr.evaluation import Way
from asr.evaluation_run import Clip, hear, peak_rss_mb
from asr.fake import ScriptedEngine


def clip(said: str, way: Way = "clean", samples: int = 16_000) -> Clip:
    return Clip("c", "word", True, way, said, bytes(2 * samples))


def test_each_clip_is_an_utterance_of_its_own() -> None:
    engine = ScriptedEngine(("你好", "再见"))
    first, second = hear(engine, [clip("你好"), clip("再说", "telephone")])
    assert (first.transcript.text, second.transcript.text) == ("你好", "再见")
    assert (first.score.characters.total, second.score.characters.total) == (0, 1)
    assert (first.sound_s, second.clip.way) == (1, "telephone")
    assert first.wall_s > 0
    assert first.core_s >= 0
    assert len(engine.hinted) == 1


def test_every_sample_is_heard() -> None:
    """A tail shorter than a piece still counts: the script gives nothing for no audio."""
    (heard,) = hear(ScriptedEngine(("好",)), [clip("好", samples=1)])
    assert heard.score.characters.total == 0


def test_a_process_holds_some_memory_and_its_peak_never_falls() -> None:
    before = peak_rss_mb()
    held = bytearray(b"x" * 50_000_000)
    after = peak_rss_mb()
    assert 1 < before <= after < 1_000_000
    assert after >= len(held) / 1e6
