"""What makes two questions the same, and the id of an entry that came without one. [P]

The id: the first letters of the question's syllables (at most INITIALS), a hyphen, and HEX digits
of the SHA-256 of its bare text: 租房怎么提取公积金 → `zfzmtqgjj-65a188`. The same question has
the same id in every file and on every machine, whatever stands beside it; another has another.
"""

import re
import unicodedata
from hashlib import sha256

from knowledge.pinyin import syllables

INITIALS = 12
HEX = 6

_NOT_SPOKEN = re.compile(r"[\W_]+")


def bare(question: str) -> str:
    """In one width and case, without blanks and punctuation (unless there is nothing else): equal
    for questions that sound the same. Fixed for good, because ids are made from it."""
    text = unicodedata.normalize("NFKC", question).lower()
    return _NOT_SPOKEN.sub("", text) or text


def id_for(question: str) -> str:
    """question: not empty."""
    text = bare(question)
    initials = "".join(syllable[0] for syllable in syllables(text)[:INITIALS])
    return f"{initials or 'q'}-{sha256(text.encode()).hexdigest()[:HEX]}"
