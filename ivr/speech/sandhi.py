"""Tones as they are spoken: the sandhi of 一, 不 and of the third tone. Pure.

Source of the rules: 《普通话水平测试实施纲要》 (tone change of 一, 不 and 上声).
"""

from dataclasses import dataclass

NEUTRAL = 5

_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿幺两点第")
_POWERS = frozenset("百千万亿")
_ORDINAL_COUNTERS = frozenset("月号日楼级")
"""After 一 these count an order (一月, 一号楼), and 一 keeps its first tone."""


@dataclass(frozen=True)
class Syllable:
    """One character as it is read.

    pinyin: toneless, ü written v. tone: 1 to 4, or 5 for the neutral tone.
    word: number of the word it belongs to, counted from the start of the phrase.
    rhotic: an 儿 melts into this syllable.
    """

    character: str
    pinyin: str
    tone: int
    word: int
    rhotic: bool = False


def spoken_tones(phrase: tuple[Syllable, ...]) -> tuple[int, ...]:
    """The tone of each syllable of a phrase (what is said without a pause) as it is spoken."""
    tones = [syllable.tone for syllable in phrase]
    for index, syllable in enumerate(phrase):
        if syllable.character == "不":
            tones[index] = _bu(phrase, index)
        elif syllable.character == "一":
            tones[index] = _yi(phrase, index)
    for start, end in _third_tone_runs(tones):
        _soften(phrase, tones, start, end)
    return tuple(tones)


def _doubled(phrase: tuple[Syllable, ...], index: int) -> bool:
    """Whether it stands inside a doubled word: 是不是, 看一看."""
    return (
        0 < index < len(phrase) - 1
        and phrase[index - 1].character == phrase[index + 1].character
        and phrase[index - 1].character not in _NUMERALS
    )


def _bu(phrase: tuple[Syllable, ...], index: int) -> int:
    if _doubled(phrase, index):
        return NEUTRAL
    following = phrase[index + 1].tone if index + 1 < len(phrase) else 0
    return 2 if following == 4 else 4


def _yi(phrase: tuple[Syllable, ...], index: int) -> int:
    if _doubled(phrase, index):
        return NEUTRAL
    if index + 1 == len(phrase):
        return 1
    following = phrase[index + 1]
    counted = index > 0 and phrase[index - 1].character in _NUMERALS
    in_number = following.character in _NUMERALS and following.character not in _POWERS
    if counted or in_number or following.character in _ORDINAL_COUNTERS:
        return 1
    # 个 is neutral on paper in 一个, but the change is that before its fourth tone.
    return 2 if following.tone == 4 or following.character == "个" else 4


def _third_tone_runs(tones: list[int]) -> list[tuple[int, int]]:
    """Stretches (start, end) of two or more third tones."""
    runs = []
    start = 0
    for index in range(len(tones) + 1):
        if index < len(tones) and tones[index] == 3:
            continue
        if index - start >= 2:
            runs.append((start, index))
        start = index + 1
    return runs


def _soften(phrase: tuple[Syllable, ...], tones: list[int], start: int, end: int) -> None:
    """Turn third tones into second ones inside words, then where a short word meets the next.

    A run is read word by word: all but the last third tone of a word rise (展览馆 2-2-3). A word of
    one syllable leans on what follows (我想 2-3); a longer one ends a foot and keeps its last tone.
    """
    for index in range(start, end - 1):
        same_word = phrase[index].word == phrase[index + 1].word
        alone = index == 0 or phrase[index - 1].word != phrase[index].word
        if same_word or alone:
            tones[index] = 2
