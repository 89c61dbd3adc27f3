"""Hot words for sherpa-onnx: names that a transducer of characters should rather hear.

For a pinyin model they were tried and left out: what its syllables mean is decided by
`asr.writing`, which knows the same names and more (docs/decisions/0011).
"""

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

SCORE = 1.5
"""Added, log, to each token of a hot word that has been begun; sherpa-onnx's own default."""

SHORTEST, LONGEST = 3, 12
"""Characters of a hot word; a shorter one is part of too much that is said."""


def hotwords(phrases: Iterable[str], tokens: Collection[str]) -> tuple[str, ...]:
    """The phrases that a model with these tokens can spell, a token a character. sherpa-onnx looks
    for a Latin word as a whole, however its letters are spelt: no phrase with one."""
    known = frozenset(token for token in tokens if not token.isascii())
    fitting = (phrase for phrase in phrases if SHORTEST <= len(phrase) <= LONGEST)
    return tuple(dict.fromkeys(phrase for phrase in fitting if known.issuperset(phrase)))


@contextmanager
def written(hot: Collection[str]) -> Iterator[dict[str, object]]:
    """What a transducer that follows several paths is loaded with to hear them, nothing where there
    are none; the file is read while it loads."""
    if not hot:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="hotline-hotwords-") as folder:
        words = Path(folder) / "hotwords.txt"
        words.write_text("".join(f"{word}\n" for word in hot), "utf-8")
        yield {
            "hotwords_file": str(words),
            "hotwords_score": SCORE,
        }
