import json
from pathlib import Path

import pytest
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from ivr.speech.choose import KOKORO_MODEL
from ivr.speech.phonemes import phonemes, syllable_phonemes


def every_syllable() -> list[str]:
    """All toned syllables of the dictionary, as "nv3"."""
    readings = {r for entry in PINYIN_DICT.values() for r in entry.split(",")}
    return sorted({to_tone3(r, v_to_u=False, neutral_tone_with_five=True) for r in readings})


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("您好，再见。", "ni↗nxau↓, ʦai↘ʨjɛ↘n."),
        ("吃", "ꭧʰɨ→"),
        ("女儿", "ny↓ɚ↗"),
        ("儿子", "ɚ↗ʦɨ"),
        ("哪儿", "na↓ɚ"),
        ("一会儿", "i↗xwe↘ɚ"),
        ("幺三八", "jau→sa→npa→"),
        ("银行", "i↗nxa↗ŋ"),
        ("重庆", "ꭧʰʊ↗ŋʨʰi↘ŋ"),
        ("您得去", "ni↗n tei↓ ʨʰy↘"),
        ("", ""),
        ("，。", ","),
        ("abc123", ""),
    ],
)
def test_text_to_phonemes(text: str, spoken: str) -> None:
    assert phonemes(text).replace(" ", "") == spoken.replace(" ", "")


def test_every_syllable_of_the_dictionary_has_phonemes() -> None:
    for syllable in every_syllable():
        assert syllable_phonemes(syllable[:-1], int(syllable[-1]))


def test_what_is_no_syllable_is_refused() -> None:
    with pytest.raises(KeyError):
        syllable_phonemes("xyz", 1)


@pytest.mark.model
def test_every_symbol_is_known_to_the_voice(models_dir: Path) -> None:
    vocabulary = json.loads((models_dir / KOKORO_MODEL / "vocab.json").read_text("utf-8"))["vocab"]
    symbols = {s for y in every_syllable() for s in syllable_phonemes(y[:-1], int(y[-1]))}
    symbols |= set(phonemes("您好，（一会儿）“是”：好；对！吗？——……。\n"))
    assert symbols <= set(vocabulary)


def test_agrees_with_misaki() -> None:
    misaki = pytest.importorskip("misaki.zh", reason="misaki is only for Python below 3.13")
    syllables = every_syllable()
    # misaki marks non-syllabic vowels first and strips the mark when it joins words.
    same = [
        y
        for y in syllables
        if misaki.ZHG2P.py2ipa(y).replace("\u032f", "") == syllable_phonemes(y[:-1], int(y[-1]))
    ]
    assert len(syllables) > 1000
    assert len(same) / len(syllables) >= 0.95
