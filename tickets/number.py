"""Ticket numbers and query codes [P].

A number is YYYYMMDD + 6-digit area + 6-digit sequence of that day and area + check digit: 21
digits. The check digit is ISO/IEC 7064 MOD 11,10, the hybrid system that ends a purely decimal
string in one decimal digit; it catches every single wrong digit and nearly every swap of
neighbours, the slips people make when they read a number over the telephone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tickets.errors import InvalidNumber

NUMBER_DIGITS = 21
QUERY_CODE_DIGITS = 6
LAST_SEQUENCE = 999_999


@dataclass(frozen=True)
class NumberParts:
    """What a ticket number says. sequence counts from 1 within a day and an area."""

    day: date
    area: str
    sequence: int


def check_digit(digits: str) -> str:
    """ISO/IEC 7064 MOD 11,10 of a string of decimal digits."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = 2 * total % 11
    return str((11 - product) % 10)


def format_number(parts: NumberParts) -> str:
    """Raises InvalidNumber where the area is not six digits or the day has no number left."""
    if not re.fullmatch(r"[0-9]{6}", parts.area):
        raise InvalidNumber(f"area code '{parts.area}' is not six digits; set service.area_code")
    if not 1 <= parts.sequence <= LAST_SEQUENCE:
        raise InvalidNumber(f"no ticket number left for area {parts.area} on {parts.day}")
    body = f"{parts.day:%Y%m%d}{parts.area}{parts.sequence:06d}"
    return body + check_digit(body)


def parse_number(number: str) -> NumberParts:
    """Raises InvalidNumber that says which part is wrong."""
    if not re.fullmatch(rf"[0-9]{{{NUMBER_DIGITS}}}", number):
        raise InvalidNumber(f"'{number}' is not a ticket number: it has {NUMBER_DIGITS} digits")
    if check_digit(number[:-1]) != number[-1]:
        raise InvalidNumber(f"ticket number {number} has a wrong check digit; read it again")
    try:
        day = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        raise InvalidNumber(f"ticket number {number} does not begin with a date") from None
    return NumberParts(day, number[8:14], int(number[14:20]))


def query_code(randbelow: Callable[[int], int]) -> str:
    """Six digits by which a citizen proves that a ticket is theirs.

    randbelow: as `secrets.randbelow`; anything predictable would let strangers read tickets.
    """
    return f"{randbelow(10**QUERY_CODE_DIGITS):0{QUERY_CODE_DIGITS}d}"
