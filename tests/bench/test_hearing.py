from asr.fake import ScriptedEngine
from asr.recognizer import Hints
from bench.hearing import over_telephone


def test_a_clip_is_one_utterance_with_its_hints() -> None:
    engine = ScriptedEngine(("转人工", "再见"))
    heard = over_telephone(engine, bytes(16_000), Hints(("好",)))
    assert (heard.text, heard.syllables) == ("转人工", ("zhuan", "ren", "gong"))
    assert engine.hinted == [Hints(("好",))]
