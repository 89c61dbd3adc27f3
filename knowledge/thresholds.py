"""Where the matcher draws its lines. [P]"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """All scores are 0 to 1: the likelihood that two phrases ask the same.

    answer, margin: at least this, leading the second by this much, and the entry is answered
        with; a wrong answer costs more than a question.
    likely, clear: a lower score is enough where the lead is clear.
    clarify: at least this, and the caller is asked which of the two best was meant; below, the
        question is unknown.
    telling: weight from which a word names a matter; one such word alone is no question yet.
    veto: taken off the logit where two phrases contradict; 3 turns 0.9 into 0.3.
    shortlist: phrasings compared closely; more costs time, fewer lose the right one.
    kept: candidates reported.
    """

    answer: float = 0.55
    margin: float = 0.05
    likely: float = 0.4
    clear: float = 0.2
    clarify: float = 0.33
    telling: float = 0.3
    veto: float = 3.0
    shortlist: int = 14
    kept: int = 5


DEFAULT = Thresholds()
