"""The contract of `Engine` and `Recognizer`, against every real engine."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from asr.recognizer import Engine, Hints, Recognizer, Transcript

FRAME_BYTES = 640
SECOND = 32_000

pytestmark = pytest.mark.model


def frames(pcm: bytes) -> Iterator[bytes]:
    return (pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm), FRAME_BYTES))


def hear(recognizer: Recognizer, pcm: bytes) -> tuple[list[Transcript], Transcript]:
    partials = [partial for frame in frames(pcm) if (partial := recognizer.accept(frame))]
    return partials, recognizer.finish()


@pytest.fixture
def speech(engine: Engine, say) -> bytes:
    voice, text = {"vosk": ("ko", "안녕하세요 감사합니다")}.get(
        engine.name, ("zh", "您好我想问一下公积金怎么提取")
    )
    return say(voice, text)


def test_describes_itself(engine: Engine) -> None:
    assert engine.name in {"sherpa", "whisper", "vosk"}
    assert engine.model
    assert engine.sample_rate == 16_000
    assert engine.streaming is (engine.name != "whisper")


def test_no_audio_is_an_empty_transcript(engine: Engine) -> None:
    assert engine.recognizer().finish().empty


def test_silence_is_an_empty_transcript(engine: Engine) -> None:
    _, heard = hear(engine.recognizer(), bytes(2 * SECOND))
    assert heard.empty


def test_a_single_sample_is_an_empty_transcript(engine: Engine) -> None:
    recognizer = engine.recognizer()
    recognizer.accept(b"\x10\x00")
    assert recognizer.finish().empty


def test_noise_gives_few_words_and_no_error(engine: Engine, noise: bytes) -> None:
    _, heard = hear(engine.recognizer(), noise)
    assert len(heard.syllables) <= 4


def test_speech_is_heard(engine: Engine, speech: bytes) -> None:
    _, heard = hear(engine.recognizer(), speech)
    assert heard.text
    assert heard.confidence is None or 0 <= heard.confidence <= 1


def test_the_same_audio_twice_gives_the_same_transcripts(engine: Engine, speech: bytes) -> None:
    assert hear(engine.recognizer(), speech) == hear(engine.recognizer(), speech)


def test_utterances_follow_each_other_in_one_recogniser(engine: Engine, speech: bytes) -> None:
    recognizer = engine.recognizer()
    _, first = hear(recognizer, speech)
    _, pause = hear(recognizer, bytes(SECOND))
    _, second = hear(recognizer, speech)
    assert first.text
    assert pause.empty
    assert second.text
    # Kaldi goes on adapting to the speaker, so only the others must say the very same again.
    assert engine.name == "vosk" or second == first


def test_reset_forgets_the_utterance(engine: Engine, speech: bytes) -> None:
    recognizer = engine.recognizer()
    for frame in frames(speech):
        recognizer.accept(frame)
    recognizer.reset()
    assert recognizer.finish().empty


def test_two_calls_do_not_hear_each_other(engine: Engine, speech: bytes) -> None:
    alone = hear(engine.recognizer(), speech)[1]
    one, other = engine.recognizer(), engine.recognizer()
    for frame in frames(speech):
        one.accept(frame)
        other.accept(bytes(len(frame)))
    assert one.finish() == alone
    assert other.finish().empty


def test_partials_come_while_the_audio_is_heard(engine: Engine, speech: bytes) -> None:
    partials, heard = hear(engine.recognizer(), speech)
    if not engine.streaming:
        assert partials == []
        return
    assert len(partials) >= 2
    assert all(partial.text for partial in partials)
    assert all(one != next_ for one, next_ in pairwise(partials))
    assert heard.text


def test_chinese_is_written_without_spaces_and_punctuation(engine: Engine, speech: bytes) -> None:
    if engine.name == "vosk":
        pytest.skip("the Vosk model of the tests is Korean")
    heard = hear(engine.recognizer(), speech)[1]
    assert heard.text.isalnum()


def test_hints_are_accepted(engine: Engine, speech: bytes) -> None:
    hints = Hints(phrases=("公积金", "居住证"), only=())
    assert hear(engine.recognizer(hints), speech)[1].text
