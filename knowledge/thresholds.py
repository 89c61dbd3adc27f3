"""Where the matcher draws its lines. [P]"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """All scores are 0 to 1: the likelihood that two phrases ask the same.

    answer: at least this, and the entry is answered with.
    clarify: at least this, and the caller is asked which of the two best was meant; below, the
        question is unknown.
    margin: the best must lead the second by this much, or the caller is asked; a wrong answer
        costs more than a question.
    veto: taken off the logit where two phrases contradict; 3 turns 0.9 into 0.3.
    shortlist: phrasings compared closely; more costs time, fewer lose the right one.
    kept: candidates reported.
    """

    answer: float = 0.55
    clarify: float = 0.35
    margin: float = 0.05
    veto: float = 3.0
    shortlist: int = 40
    kept: int = 5


DEFAULT = Thresholds()
