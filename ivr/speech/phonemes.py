"""Mandarin text to the phonemes of Kokoro v1.0's `zf_*` and `zm_*` voices. Pure.

The notation is what these voices were trained on: IPA with affricates as one symbol (ʨ ʦ, and ꭧ
for zh, ch), no mark under a non-syllabic vowel, and the tone as an arrow behind the vowels:
→ 1, ↗ 2, ↓ 3, ↘ 4, nothing for the neutral tone. The values follow the phonology of Standard
Chinese (Duanmu, 2007). Words are set apart by a space, pauses are ASCII punctuation.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache

import jieba
from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

from ivr.speech.sandhi import Syllable, spoken_tones

_INITIALS = {
    "": "", "b": "p", "p": "pʰ", "m": "m", "f": "f",
    "d": "t", "t": "tʰ", "n": "n", "l": "l",
    "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ",
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ",
    "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip

_FINALS = {
    "a": ("a", ""), "o": ("ɔ", ""), "e": ("ɤ", ""), "ê": ("ɛ", ""), "er": ("ɚ", ""),
    "ai": ("ai", ""), "ei": ("ei", ""), "ao": ("au", ""), "ou": ("ou", ""),
    "an": ("a", "n"), "en": ("ə", "n"), "ang": ("a", "ŋ"), "eng": ("ə", "ŋ"), "ong": ("ʊ", "ŋ"),
    "i": ("i", ""), "ia": ("ja", ""), "ie": ("je", ""), "iao": ("jau", ""), "iou": ("jou", ""),
    "ian": ("jɛ", "n"), "in": ("i", "n"), "iang": ("ja", "ŋ"), "ing": ("i", "ŋ"),
    "iong": ("jʊ", "ŋ"),
    "u": ("u", ""), "ua": ("wa", ""), "uo": ("wo", ""), "uai": ("wai", ""), "uei": ("wei", ""),
    "uan": ("wa", "n"), "uen": ("wə", "n"), "uang": ("wa", "ŋ"), "ueng": ("wə", "ŋ"),
    "v": ("y", ""), "ve": ("ɥe", ""), "van": ("ɥɛ", "n"), "vn": ("y", "n"),
}  # fmt: skip
"""Final → (what stands before the tone mark, what stands behind it)."""

_WITHOUT_VOWEL = {"m": "m", "n": "n", "ng": "ŋ", "hm": "hm", "hng": "hŋ"}
"""Interjections such as 嗯."""

_TONES = {1: "→", 2: "↗", 3: "↓", 4: "↘", 5: ""}

_APICAL = frozenset(("zh", "ch", "sh", "r", "z", "c", "s"))
_LABIAL = frozenset(("b", "p", "m", "f"))

_PAUSES = {
    "，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "！": "!", "？": "?",
    "—": "—", "…": "…", "“": "“", "”": "”", "（": "(", "）": ")", "\n": ".", " ": " ",
    ",": ",", ";": ";", ":": ":", ".": ".", "!": "!", "?": "?", "(": "(", ")": ")",
}  # fmt: skip

_FULL_ER = "女儿 婴儿 幼儿 孤儿 少儿 胎儿 健儿 宠儿 新生儿 混血儿 患儿 托儿 弃儿 早产儿 小儿"
_NOT_RHOTIC = frozenset(_FULL_ER.split())
"""Words in which 儿 means a child and keeps its own syllable."""

_READINGS = {"幺": "yao1", "诶": "ei1", "得": "de5", "地": "de5", "个": "ge4"}
"""Where a character alone is read otherwise than its dictionary's first reading."""

_PRONOUNS = frozenset(["我", "你", "您", "他", "她", "咱", "我们", "你们", "他们", "咱们", "大家"])

_HAN = re.compile(r"[㐀-鿿〇]+")


def phonemes(text: str) -> str:
    """Phonemes of a text that is ready to be read: characters and punctuation.

    What is neither is left out: `ivr.speech.reading` has already turned digits and letters into
    characters.
    """
    spoken = []
    phrase: list[Syllable] = []
    for word in _words(text):
        if _HAN.fullmatch(word):
            phrase += _syllables(word, phrase)
            continue
        spoken.append(_phrase(tuple(phrase)))
        spoken.append(_PAUSES.get(word, ""))
        phrase = []
    spoken.append(_phrase(tuple(phrase)))
    return _tidy(spoken)


def syllable_phonemes(pinyin: str, tone: int) -> str:
    """One syllable. pinyin: toneless, ü as v or ü ("nv"); tone: 1 to 5.

    Raises KeyError for what is no syllable of Mandarin.
    """
    if pinyin in _WITHOUT_VOWEL:
        return _WITHOUT_VOWEL[pinyin] + _TONES[tone]
    initial, final = to_initials(pinyin), to_finals(pinyin)
    nucleus, coda = _FINALS[final]
    if final == "i" and initial in _APICAL:
        nucleus = "ɨ"
    if (final == "o" and initial in _LABIAL) or pinyin == "yo":
        nucleus = "wo"
    return _INITIALS[initial] + nucleus + _TONES[tone] + coda


@cache
def _segmenter() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def _words(text: str) -> Iterator[str]:
    yield from _segmenter().cut(text)


def _syllables(word: str, before: list[Syllable]) -> list[Syllable]:
    number = before[-1].word + 1 if before else 0
    readings = _word_readings(word, before)
    found = [
        Syllable(character, reading.rstrip("12345"), int(reading[-1]), number)
        for character, reading in zip(word, readings, strict=True)
    ]
    if len(word) > 1 and word.endswith("儿") and word not in _NOT_RHOTIC:
        last = found[-2]
        found[-2:] = [Syllable(last.character, last.pinyin, last.tone, number, rhotic=True)]
    return found


def _word_readings(word: str, before: list[Syllable]) -> list[str]:
    """Toned pinyin of each character; 一 and 不 in the tone of the dictionary."""
    if word == "得" and before and _last_word(before) in _PRONOUNS:
        return ["dei3"]
    if len(word) == 1 and word in _READINGS and (before or word not in "得地"):
        return [_READINGS[word]]
    readings = lazy_pinyin(
        word, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False, errors="ignore"
    )
    if len(readings) != len(word):
        readings = [r for c in word for r in lazy_pinyin(c, style=Style.TONE3) or ["5"]]
    fixed = {"一": "yi1", "不": "bu4", "幺": "yao1"}
    return [fixed.get(c, r) for c, r in zip(word, readings, strict=True)]


def _last_word(syllables: list[Syllable]) -> str:
    return "".join(s.character for s in syllables if s.word == syllables[-1].word)


def _phrase(phrase: tuple[Syllable, ...]) -> str:
    spoken = []
    word = None
    for syllable, tone in zip(phrase, spoken_tones(phrase), strict=True):
        if syllable.word != word and word is not None:
            spoken.append(" ")
        word = syllable.word
        spoken.append(_rhotic(syllable, tone) if syllable.rhotic else _plain(syllable, tone))
    return "".join(spoken)


def _plain(syllable: Syllable, tone: int) -> str:
    return syllable_phonemes(syllable.pinyin, tone)


def _rhotic(syllable: Syllable, tone: int) -> str:
    """The tongue curls back instead of closing: an n and the i of ai, ei fall away."""
    return re.sub(r"(?:(?<=[ae])i)?([→↗↓↘]?)n?$", r"\1ɚ", _plain(syllable, tone), count=1)


def _tidy(spoken: list[str]) -> str:
    """Join, with one space behind each pause and no two pauses in a row."""
    joined = re.sub(r"([,;:.!?])[,;:.!?]+", r"\1", "".join(spoken))
    return re.sub(r"([,;:.!?)…])(?=[^,;:.!?)…])", r"\1 ", joined).strip()
