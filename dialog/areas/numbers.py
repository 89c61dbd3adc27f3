"""Numbers of houses within an address. [P]"""

import re

_DIGITS = r"[\d零〇一二三四五六七八九十百幺两a-z]+"
_NUMBER = re.compile(rf"({_DIGITS})(号楼|号线|号|栋|幢|座|单元|楼|层|室|组|社|期)")


def with_number(before: str, newer: str) -> str:
    """An address with what was said later: numbers alone take the place of those of their kind, or
    are added; anything else takes the place of the whole, unless it says no more than that."""
    if not newer or newer in before:
        return before or newer
    if _NUMBER.sub("", newer) or not before:
        return newer
    for number, kind in _NUMBER.findall(newer):
        old = re.compile(rf"{_DIGITS}{kind}(?!楼|线)")
        new = number + kind
        before = old.sub(new, before, count=1) if old.search(before) else before + new
    return before
