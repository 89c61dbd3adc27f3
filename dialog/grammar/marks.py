"""Marks that citizens give: out of five stars, ten or a hundred. [P]"""

import re

from dialog.grammar.numerals import number

_NUMBER = r"(\d+|[零〇一二两三四五六七八九十百]+)"
_MARK = re.compile(
    rf"(打|给|评|得|算)?(?:个|它|你们?|他们?)*{_NUMBER}(?:来)?(?:分|颗?(星))(?![钟之局店部公])"
)
_OUT_OF = re.compile(rf"满分(?:是|为)?{_NUMBER}"), re.compile(rf"{_NUMBER}分(?:制|满分|为满分|里)")
_PARTICLES = "吧啊嘛呢的就"
_STARS, _TEN, _HUNDRED = 5, 10, 100


def mark(text: str) -> tuple[str, float] | None:
    """The words of a mark and its share of the best one, 0 to 1 and above; None where none is
    given. "十分满意" holds no mark: a number of points counts where it is given ("打八分"), where
    a best mark is named, or where it is all that was said."""
    best_said = next((found for pattern in _OUT_OF if (found := pattern.search(text))), None)
    for found in _MARK.finditer(text):
        given, points, stars = found.groups()
        names_best = best_said is not None and found.start(2) == best_said.start(1)
        if names_best and found.end() < len(text) - len("满分"):
            continue
        alone = not text.replace(found.group(), "").strip(_PARTICLES)
        value = _value(points)
        if value is None or not (given or stars or best_said or alone):
            continue
        usual = _STARS if stars else _TEN if value <= _TEN else _HUNDRED
        best = (_value(best_said.group(1)) if best_said else None) or usual
        return found.group(), value / best
    return None


def _value(text: str) -> int | None:
    return int(text) if text.isdigit() else number(text)
