import pytest

from asr.fake import ScriptedEngine
from asr.recognizer import Hints

TENTH = bytes(3200)


def test_it_hears_its_script_utterance_by_utterance() -> None:
    recognizer = ScriptedEngine(("你好", "转人工")).recognizer()
    heard = []
    for _ in range(3):
        recognizer.accept(TENTH)
        heard.append(recognizer.finish().text)
    assert heard == ["你好", "转人工", ""]


def test_partials_grow_by_a_character_each_tenth_of_a_second() -> None:
    recognizer = ScriptedEngine(("转人工",)).recognizer()
    partials = [recognizer.accept(TENTH) for _ in range(4)]
    assert [partial.text if partial else None for partial in partials] == [
        "转",
        "转人",
        "转人工",
        None,
    ]
    assert recognizer.finish().syllables == ("zhuan", "ren", "gong")


def test_no_audio_is_nothing_and_leaves_the_script_alone() -> None:
    recognizer = ScriptedEngine(("你好",)).recognizer()
    assert recognizer.finish().empty
    recognizer.accept(TENTH)
    assert recognizer.finish().text == "你好"


def test_reset_begins_the_utterance_again() -> None:
    recognizer = ScriptedEngine(("你好",)).recognizer()
    recognizer.accept(TENTH)
    recognizer.reset()
    assert recognizer.accept(TENTH) is not None


def test_it_breaks_down_where_the_script_says_so() -> None:
    recognizer = ScriptedEngine((RuntimeError("boom"), "你好")).recognizer()
    with pytest.raises(RuntimeError, match="boom"):
        recognizer.accept(TENTH)


def test_without_streaming_there_are_no_partials() -> None:
    recognizer = ScriptedEngine(("你好",), streaming=False).recognizer()
    assert recognizer.accept(TENTH * 5) is None
    assert recognizer.finish().text == "你好"


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="half a sample"):
        ScriptedEngine().recognizer().accept(b"\0")


def test_it_keeps_the_hints() -> None:
    engine = ScriptedEngine()
    engine.recognizer(Hints(only=("是", "不是")))
    assert engine.hinted == [Hints(only=("是", "不是"))]
