"""[P] Telephone numbers as the product writes them."""

import re


def subscriber_digits(number: str) -> str:
    """Digits only, without China's country code: '+86 138-0013-8000' → '13800138000'."""
    digits = re.sub(r"\D", "", number)
    international = re.match(r"\s*(?:\+|00)\s*86", number)
    return digits[digits.index("86") + 2 :] if international else digits
