from ivr.speech.metered import SAMPLE_RATE, SYLLABLE_S, MeteredVoice


def test_a_tone_as_long_as_the_words() -> None:
    spoken = MeteredVoice().speak("您好，再见。")
    assert len(spoken) == 2 * round(4 * SYLLABLE_S * SAMPLE_RATE)
    assert spoken == MeteredVoice().speak("您好再见")


def test_speed_and_silence() -> None:
    voice = MeteredVoice()
    assert len(voice.speak("您好", 2.0)) * 2 == len(voice.speak("您好"))
    assert voice.speak("……") == b""
