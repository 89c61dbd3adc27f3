"""What Whisper writes, made into what was said: subtitles, loops and stutters are its own. [P]"""

import re
import zlib

from asr.simplified import simplified

_CREDITS = re.compile(
    r"字幕|請不吝|请不吝|不吝点赞|點贊|点赞订阅|订阅转发|打赏支持|明镜与点点|谢谢(大家)?(观看|收看|收听)"
    r"|感谢(您的)?(观看|收看|收听)|中文字幕|作词|作曲|编曲|优优独播|amara|普通话的句子"
)
"""What Whisper learnt from subtitles and says to noise. Nobody says any of it on a hotline."""
_CJK = r"[\u3400-\u9fff〇]"
_SENTENCE = 5
"""Characters; what is shorter may well be said twice ("好的好的")."""
_STUTTER = re.compile(r"([^\d零〇一二三四五六七八九幺]{1,6}?)\1{3}")
"""Four times the same in a row: noise, where it is not a number."""
_REPEATED = re.compile(r"[嗯你那]?([^\da-zA-Z]{1,3}?)\1{3,}([^\da-zA-Z]{0,2})")
_CLAUSE = re.compile(r"[^，。！？,.!?；]+[，。！？,.!?；]*")
_PUNCTUATION = re.compile(rf"(?:(?!(?<=\d)\.\d{{1,2}}{_CJK})[^\w\u3400-\u9fff])+|_")
"""All of it but the point of 3.5元; in a telephone number points part nothing."""
_SPACE_AT_CJK = re.compile(rf"(?<={_CJK})\s+|\s+(?={_CJK})")


def cleaned(text: str) -> str:
    """A transcript in simplified characters without punctuation; "" for a subtitle credit."""
    text = simplified(text)
    if _CREDITS.search(text.lower()):
        return ""
    words = _PUNCTUATION.sub(" ", text).split()
    return _once(_SPACE_AT_CJK.sub("", " ".join(words)))


def unlooped(text: str) -> str:
    """A transcript whose clauses are not said over and over: "没有解决，没有解决，没有解" once.

    The last clause may be cut off where decoding was stopped. Numbers are left alone.
    """
    kept: list[str] = []
    before: list[str] = []
    for clause in _CLAUSE.findall(text):
        said = _PUNCTUATION.sub("", clause)
        again = any(earlier.startswith(said) for earlier in before)
        if not again or any(character.isnumeric() for character in said):
            kept.append(clause)
            before.append(said)
    return "".join(kept).strip()


def _once(text: str) -> str:
    """A sentence that was written twice, once. Whisper does it on short windows; where it was
    really said twice nothing is lost, except in numbers, which are left alone."""
    half = len(text) // 2
    first, second = text[:half], text[-half:] if half else ""
    differing = sum(a != b for a, b in zip(first, second, strict=True))
    if half < _SENTENCE or differing * 5 > half or any(c.isdigit() for c in text):
        return text
    return first


def repeated(text: str) -> str:
    """The word that a transcript says over and over, "" where it says anything else besides. On a
    short "一般" Whisper may not find the end: "一般一般一般一般一". It hears 嗯 as 你 or 那."""
    found = _REPEATED.fullmatch(text)
    return found[1] if found and found[1].startswith(found[2]) else ""


def loops(text: str, ratio: float) -> bool:
    data = text.encode()
    squeezed = bool(data) and len(data) / len(zlib.compress(data)) > ratio
    return squeezed or _STUTTER.search(text) is not None
