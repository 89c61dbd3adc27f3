"""Which entry answers what was said, if any. [P]"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge import lexicon
from knowledge.candidates import Index, index, shortlist
from knowledge.dialect import STANDARD, Dialect
from knowledge.entries import Entry
from knowledge.phrase import Phrase, analyse, clean
from knowledge.repair import Vocabulary, repair, spell, vocabulary
from knowledge.scope import out_of_scope
from knowledge.score import Prepared, likelihood, prepare
from knowledge.thresholds import DEFAULT, Thresholds
from knowledge.weights import of_word


@dataclass(frozen=True)
class Match:
    """The decision for one utterance.

    kind: 'answer' with `entry`; 'clarify' between `entry` and `runner_up`; 'unknown' otherwise.
        An 'unknown' may carry an entry of kind 'out_of_scope', which says whom to turn to.
    score: of the best candidate, 0 to 1.
    candidates: (entry id, score), best first.
    reason: why it is not an answer: '', 'broad', 'close', 'weak', 'privacy', 'report',
        'small_talk', 'out_of_scope', 'empty'.
    """

    kind: Literal["answer", "clarify", "unknown"]
    entry: Entry | None = None
    score: float = 0.0
    runner_up: Entry | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Matcher:
    """Entries prepared for matching. Immutable once built; safe to share between threads.

    owners: for each phrasing the position of its entry. words: of each entry, all its phrasings.
    """

    entries: tuple[Entry, ...]
    phrasings: tuple[Prepared, ...]
    owners: tuple[int, ...]
    words: tuple[frozenset[str], ...]
    index: Index
    vocabulary: Vocabulary
    thresholds: Thresholds

    @classmethod
    def build(
        cls,
        entries: Iterable[Entry],
        today: date,
        thresholds: Thresholds = DEFAULT,
        dialect: Dialect = STANDARD,
    ) -> "Matcher":
        """Prepare the entries that hold today and may be spoken. Takes about a millisecond a
        phrasing. dialect: how callers speak here."""
        current = tuple(e for e in entries if e.holds_on(today) and e.secrecy == "public")
        owned = [(i, text) for i, entry in enumerate(current) for text in entry.phrasings]
        phrasings = tuple(prepare(analyse(text)) for _, text in owned)
        words: list[set[str]] = [set() for _ in current]
        for (owner, _), phrasing in zip(owned, phrasings, strict=True):
            words[owner].update(phrasing.known)
        return cls(
            entries=current,
            phrasings=phrasings,
            owners=tuple(owner for owner, _ in owned),
            words=tuple(map(frozenset, words)),
            index=index(phrasings),
            vocabulary=vocabulary(_words(phrasings), dialect),
            thresholds=thresholds,
        )

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        """Decide. text: characters as heard, homophone errors and all; syllables: toneless pinyin
        of the utterance, used where there are no characters. Never raises, whatever the text."""
        heard = self.vocabulary.dialect.plain(clean(text))
        meant = repair(heard, self.vocabulary) if heard else spell(syllables, self.vocabulary)
        query = analyse(meant)
        if (reason := out_of_scope(query.text)) is not None:
            return Match("unknown", reason=reason)
        return self._decide(self.rank(query), broad=self._broad(query))

    def rank(self, query: Phrase) -> list[tuple[float, int]]:
        """(score, position of the entry), best first, of the entries on the short list."""
        prepared = prepare(query)
        best: dict[int, float] = {}
        for number in shortlist(prepared, self.index, self.thresholds.shortlist):
            phrasing = self.phrasings[number]
            owner = self.owners[number]
            score = likelihood(prepared, phrasing, self.thresholds.veto, self.words[owner])
            best[owner] = max(score, best.get(owner, 0.0))
        return sorted(
            ((score, owner) for owner, score in best.items()), key=lambda p: (-p[0], p[1])
        )

    def _broad(self, query: Phrase) -> bool:
        """Whether only a topic was named (公积金) that several entries speak of."""
        telling = [word for word in query.words if of_word(word) >= self.thresholds.telling]
        if len(telling) != 1 or query.kinds:
            return False
        return sum(telling[0] in words for words in self.words) > 1

    def _decide(self, ranked: list[tuple[float, int]], broad: bool) -> Match:
        limits = self.thresholds
        candidates = tuple((self.entries[i].id, s) for s, i in ranked[: limits.kept])
        if not ranked or ranked[0][0] < limits.clarify:
            return Match("unknown", None, _score(ranked), None, candidates, "weak")
        score, entry = ranked[0][0], self.entries[ranked[0][1]]
        if entry.kind == "out_of_scope":
            return Match("unknown", entry, score, None, candidates, "out_of_scope")
        # Nobody is asked "or did you mean the weather?"
        others = [(s, i) for s, i in ranked[1:] if self.entries[i].kind == "answer"]
        runner_up = self.entries[others[0][1]] if others else None
        lead = score - _score(others)
        certain = score >= limits.answer and lead >= limits.margin
        certain = certain or (score >= limits.likely and lead >= limits.clear)
        if certain and not broad:
            return Match("answer", entry, score, runner_up, candidates)
        if runner_up is None:
            return Match("unknown", None, score, None, candidates, "weak")
        reason = "broad" if broad else "close" if lead < limits.margin else "weak"
        return Match("clarify", entry, score, runner_up, candidates, reason)


def _score(ranked: Sequence[tuple[float, int]]) -> float:
    return ranked[0][0] if ranked else 0.0


def _words(phrasings: Iterable[Prepared]) -> Iterable[str]:
    """What a caller may say: the words of the entries, of the lexicon, and courtesies."""
    for phrasing in phrasings:
        yield from phrasing.phrase.words
    for word, others in lexicon.SYNONYMS.items():
        yield from (word, *others)
    yield from (filler for filler in lexicon.FILLERS if len(filler) > 2)
