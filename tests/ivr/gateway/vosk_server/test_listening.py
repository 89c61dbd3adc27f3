import pytest

from asr.endpoint import EndpointSettings
from asr.fake import ScriptedEngine
from asr.pool import RecognitionPool
from ivr.gateway.vosk_server.listening import Listening


def silence(seconds: float, rate: int = 8000) -> bytes:
    return bytes(round(seconds * rate) * 2)


async def heard(engine, activity, rate: int, chunk: int, pcm: bytes):
    """All utterances, those of the end of the stream apart, and the partials between."""
    async with RecognitionPool(engine, workers=1, capacity=1) as pool:
        hearing = pool.open()
        listening = Listening(hearing, activity, EndpointSettings(), rate, engine.sample_rate)
        ended, partials = [], []
        for at in range(0, len(pcm), chunk):
            ended += await listening.hear(pcm[at : at + chunk])
            partials.append(listening.partial)
        return ended, await listening.finish(), partials


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 44100])
async def test_an_utterance_ends_by_its_pause_at_any_rate(loud, loud_activity, rate) -> None:
    pcm = silence(0.5, rate) + loud(1.0, rate) + silence(1.2, rate)
    ended, last, partials = await heard(
        ScriptedEngine(("你好我想问",)), loud_activity(), rate, rate // 5 * 2, pcm
    )
    (utterance,) = ended
    assert (utterance.text, utterance.confidence) == ("你好我想问", 1.0)
    assert utterance.start_s == pytest.approx(0.5, abs=0.15)
    assert utterance.end_s == pytest.approx(1.5, abs=0.15)
    assert last == ()
    assert partials[0] == partials[-1] == ""
    assert any("你好我想问".startswith(text) for text in partials if text)


async def test_what_goes_on_at_the_end_is_heard_to_the_end(loud, loud_activity) -> None:
    pcm = silence(0.3) + loud(1.0, 8000)
    ended, last, _ = await heard(ScriptedEngine(("再见",)), loud_activity(), 8000, 4000, pcm)
    assert ended == []
    (utterance,) = last
    assert utterance.text == "再见"
    assert utterance.end_s == pytest.approx(1.3)


async def test_two_utterances_in_one_chunk(loud, loud_activity) -> None:
    pcm = (loud(0.5, 8000) + silence(1.0)) * 2
    ended, last, _ = await heard(ScriptedEngine(("一", "二")), loud_activity(), 8000, len(pcm), pcm)
    assert [each.text for each in ended] == ["一", "二"]
    assert last == ()


async def test_silence_is_nothing(loud_activity) -> None:
    engine = ScriptedEngine(("never",))
    assert await heard(engine, loud_activity(), 8000, 1600, silence(2)) == ([], (), [""] * 20)
    assert engine.hinted == []


async def test_an_engine_that_breaks_down_costs_one_utterance(loud, loud_activity) -> None:
    pcm = (loud(0.5, 8000) + silence(1.0)) * 2
    engine = ScriptedEngine((RuntimeError("broken"), "二"))
    ended, _, _ = await heard(engine, loud_activity(), 8000, 1600, pcm)
    assert [each.text for each in ended] == ["", ""]
