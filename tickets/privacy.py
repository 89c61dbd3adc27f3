"""Masking of what identifies a citizen [P]."""

import re

_DIGITS = re.compile(r"(?<![0-9])[0-9]{7,17}[0-9Xx]?(?![0-9])")
_ID_LENGTHS = (15, 18)
_SPOKEN = "[零〇一二两三四五六七八九幺洞]"
_DICTATED = re.compile(rf"(?<!{_SPOKEN}){_SPOKEN}(?:[，、,\s]?{_SPOKEN}){{6,17}}(?!{_SPOKEN})")
"""A number as a recogniser writes what was dictated: 幺三八零零一三，八零零零."""


def mask_phone(phone: str) -> str:
    """`13812345678` → `138****5678`; a short number keeps its last two digits; "" stays ""."""
    if len(phone) >= 11:
        return f"{phone[:-8]}****{phone[-4:]}"
    if len(phone) >= 7:
        return f"{phone[:-6]}****{phone[-2:]}"
    return "*" * len(phone)


def mask_id(number: str) -> str:
    """An identity number keeps its first three and last two characters."""
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def mask_name(name: str) -> str:
    """`王小明` → `王**`."""
    return name[:1] + "*" * (len(name) - 1)


def mask_text(text: str) -> str:
    """Mask every telephone and identity number inside a text, in figures or as it was dictated."""

    def masked(match: re.Match[str]) -> str:
        number = match.group()
        return mask_id(number) if len(number) in _ID_LENGTHS else mask_phone(number)

    return _DICTATED.sub(_starred, _DIGITS.sub(masked, text))


def _starred(match: re.Match[str]) -> str:
    """The same digits hidden as in figures; what stands between them stays."""
    places = [at for at, char in enumerate(match[0]) if re.match(_SPOKEN, char)]
    hidden = set(places[3:-2] if len(places) in _ID_LENGTHS else places[-8:-4] or places)
    return "".join("*" if at in hidden else char for at, char in enumerate(match[0]))
