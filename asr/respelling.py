"""A transcript in Chinese written anew by its sounds, with the words of the domain. [P]

A small model of characters hears the sounds far better than it spells them: 异地就医 comes back as
一例就已, 社保卡 as 塩薄卡. What `asr.writing` does for a model of pinyin mends that, too.
"""

import re

from pypinyin import Style, lazy_pinyin

from asr.pinyin import syllables
from asr.sounds import sound
from asr.writing import Writer

_AS_HEARD = frozenset("嘛吗呢吧啊呀他她它的地得")
"""Little words of one sound, which tell a question from a complaint: the model's own choice
stays."""

_CHINESE = re.compile(r"[\u3400-\u9fff〇]+")


def respelled(text: str, writer: Writer) -> str:
    """Chinese words as `writer` would write their sounds; digits, letters and spaces stay, and so
    does a run of characters of which one has no reading."""
    return _CHINESE.sub(lambda run: _anew(run[0], writer), text)


def _anew(chinese: str, writer: Writer) -> str:
    readings = lazy_pinyin(chinese, style=Style.TONE, errors="ignore")
    if len(readings) != len(chinese):
        return chinese
    written = writer.write([sound(reading) for reading in readings])
    if len(written) != len(chinese):
        return written
    return "".join(map(_kept, chinese, written))


def _kept(before: str, after: str) -> str:
    little = before in _AS_HEARD and after in _AS_HEARD
    return before if little and syllables(before) == syllables(after) else after
