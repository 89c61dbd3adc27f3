"""Where a text may be broken when it is too long to be spoken in one breath. Pure."""

import re

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’」』）)]*|[^。！？；!?;\n]+$")
_CLAUSE = re.compile(r"[^，、：,:—…]*[，、：,:—…]+|[^，、：,:—…]+$")


def sentences(text: str) -> tuple[str, ...]:
    """Sentences with their closing punctuation; joined they give the text without outer blanks."""
    return tuple(found for found in map(str.strip, _SENTENCE.findall(text)) if found)


def clauses(sentence: str) -> tuple[str, ...]:
    """What stands between commas, each with its closing punctuation."""
    return tuple(found for found in map(str.strip, _CLAUSE.findall(sentence)) if found)
