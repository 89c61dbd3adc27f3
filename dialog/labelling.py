"""How well replies are labelled, measured on replies whose labels are known. [P]"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from dialog.errors import BadLabels
from dialog.satisfaction import Label, classify

UNHAPPY: tuple[Label, ...] = ("unsatisfied", "unresolved")
"""Nobody of these may ever be noted as satisfied."""

HEADER = "utterance\tlabel"


@dataclass(frozen=True)
class Mislabelled:
    """A reply that got another label than its own."""

    text: str
    label: str
    got: str
    reason: str


@dataclass(frozen=True)
class Figures:
    """confusion: (label, label given) to how many. errors: in the order of the replies."""

    replies: int
    right: int
    confusion: tuple[tuple[tuple[str, str], int], ...]
    errors: tuple[Mislabelled, ...]

    @property
    def accuracy(self) -> float:
        return self.right / self.replies if self.replies else 0.0

    @property
    def taken_for_satisfied(self) -> tuple[Mislabelled, ...]:
        """Unhappy, unresolved and uncontacted citizens noted as satisfied: must be none."""
        return tuple(e for e in self.errors if e.label in UNHAPPY and e.got == "satisfied")


def rows(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(reply, label) of a TSV with the heading `utterance<TAB>label`.

    Raises BadLabels, with the line, for what is no such file.
    """
    labels = get_args(Label)
    found = []
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n").removeprefix("\ufeff")
        if not text or (number == 1 and text == HEADER):
            continue
        reply, tab, label = text.partition("\t")
        if not tab or label not in labels:
            wanted = ", ".join(labels)
            raise BadLabels(f"line {number}: write a reply, a tab, and one of: {wanted}")
        found.append((reply, label))
    return tuple(found)


def measure(replies: Iterable[tuple[str, str]]) -> Figures:
    """Label each reply and compare."""
    confusion: Counter[tuple[str, str]] = Counter()
    errors = []
    for text, label in replies:
        reply = classify(text)
        confusion[label, reply.label] += 1
        if reply.label != label:
            errors.append(Mislabelled(text, label, reply.label, reply.reason))
    total = confusion.total()
    return Figures(total, total - len(errors), tuple(sorted(confusion.items())), tuple(errors))
