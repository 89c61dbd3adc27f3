import threading

import numpy as np
import pytest

from ivr.speech.errors import UnknownVoice
from ivr.speech.fallback import SAMPLE_RATE, Pyttsx3

LONG = "您好，这里是市民服务热线，请直接说您要咨询的事，随时可以说转人工。"


@pytest.fixture(scope="module")
def voice() -> Pyttsx3:
    return Pyttsx3.load()


def seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / SAMPLE_RATE


def test_it_speaks_without_any_system_package(
    voice: Pyttsx3, capfd: pytest.CaptureFixture[str]
) -> None:
    pcm = voice.speak(LONG)
    samples = np.frombuffer(pcm, "<i2")
    assert 4 < seconds(pcm) < 15
    assert np.abs(samples.astype(int)).max() > 3000
    assert capfd.readouterr().out == ""


def test_it_speaks_mandarin_not_letter_names(voice: Pyttsx3) -> None:
    # An English voice says "Chinese letter" for each character.
    assert seconds(voice.speak("好")) < 1.2


def test_again_and_again_and_faster(voice: Pyttsx3) -> None:
    usual = [seconds(voice.speak(LONG)) for _ in range(3)]
    assert max(usual) - min(usual) < 0.1
    for _ in range(3):
        assert seconds(voice.speak(LONG, 1.5)) < 0.8 * min(usual)
        assert seconds(voice.speak(LONG)) > 0.9 * min(usual)


def test_a_second_one_speaks_beside_the_first(voice: Pyttsx3) -> None:
    assert Pyttsx3.load().speak("你好")
    assert voice.speak("你好")


def test_nothing_to_say(voice: Pyttsx3) -> None:
    assert voice.speak(" ") == b""


def test_from_several_threads_at_once(voice: Pyttsx3) -> None:
    said: dict[str, float] = {}

    def speak(text: str) -> None:
        said[text] = seconds(voice.speak(text))

    texts = ["好", LONG, "请再说一遍", LONG * 2]
    threads = [threading.Thread(target=speak, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert said["好"] < said["请再说一遍"] < said[LONG] < said[LONG * 2]


def test_a_strange_voice_is_refused() -> None:
    with pytest.raises(UnknownVoice):
        Pyttsx3.load("zz")
