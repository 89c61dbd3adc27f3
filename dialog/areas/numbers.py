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


_HEARD = (
    (re.compile("附[耳而儿尔]号"), "附二号"),
    (re.compile(rf"(?<=号)[付副富负复父](?={_DIGITS}号)"), "附"),
    (re.compile("(?<=号)[付副富负复父][耳而儿尔](?=号)"), "附二"),
    (re.compile(rf"(?<=[园区苑府湾城]{_DIGITS[:-1]})[洞懂动冻](?=$|，|那|这|的|{_DIGITS})"), "栋"),
    (re.compile("(，[\u4e00-\u9fff]{1,3}[二三四五六七八九]?十[一二三四五六七八九])成"), r"\1城"),
)
"""What recognisers write for the words of an address, as long as what was said."""


def as_address(text: str) -> str:
    """A text with the misheard words beside numbers put right; characters keep their places."""
    for pattern, right in _HEARD:
        text = pattern.sub(right, text)
    return text
