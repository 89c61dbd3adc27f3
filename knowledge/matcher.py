"""Which entry answers what was said, if any. [P]"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, chain
from typing import Literal

import numpy as np

from knowledge import lexicon
from knowledge.candidates import Index, index_words, revised, shortlist
from knowledge.dialect import STANDARD, Dialect
from knowledge.entries import Entry
from knowledge.phrase import Phrase, analyse, clean, words_of
from knowledge.repair import Vocabulary, in_context, of_counts, repair, spell
from knowledge.scope import out_of_scope
from knowledge.score import likelihood, prepare, prepared
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
        'small_talk', 'out_of_scope', 'empty'; 'precedent': see `knowledge.precedents`.
    """

    kind: Literal["answer", "clarify", "unknown"]
    entry: Entry | None = None
    score: float = 0.0
    runner_up: Entry | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    reason: str = ""


Words = tuple[str, ...]
"""Canonical words of a phrasing."""


@dataclass(frozen=True)
class Matcher:
    """Entries prepared for matching. Immutable; safe to share between threads.

    today: the day for which it holds. words: of each phrasing, all of an entry next to each other;
    those of entry i are words[firsts[i]:firsts[i + 1]]. owners: for each phrasing the position of
    its entry. spread: in how many entries each word stands; said: how often in all of them.
    """

    entries: tuple[Entry, ...]
    today: date
    words: tuple[Words, ...]
    firsts: tuple[int, ...]
    owners: tuple[int, ...]
    index: Index
    spread: Counter[str]
    said: Counter[str]
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
        """Prepare the entries that hold today and may be spoken. Takes some 50 µs a phrasing; the
        rest of the preparation waits until a phrasing is first compared. dialect: how callers
        speak here."""
        current = [entry for entry in entries if _is_spoken(entry, today)]
        own = [_words_of(entry) for entry in current]
        spread, said = _counts(own)
        words, firsts, owners = _layout(own)
        return cls(
            entries=tuple(current),
            today=today,
            words=words,
            firsts=firsts,
            owners=owners,
            index=index_words(words),
            spread=spread,
            said=said,
            vocabulary=of_counts(said + _COMMON, dialect),
            thresholds=thresholds,
        )

    def updated(
        self, changed: Iterable[Entry], removed: Iterable[str] = (), today: date | None = None
    ) -> "Matcher":
        """The matcher after a change, the same as if built anew, made from what this one has; this
        one stays as it is for the calls that hold it.

        changed: entries that take the place of those of the same id, or come last where they are
        new; one that may not be spoken takes the old one away. removed: ids; one that is not here
        is no error. today: given where the day has changed; what no longer holds drops out.
        """
        day = self.today if today is None else today
        later = [
            (entry, old) for entry, old in self._after(changed, removed) if _is_spoken(entry, day)
        ]
        own = [_words_of(e) if old is None else self._phrasings(old) for e, old in later]
        stay = {old for _, old in later if old is not None}
        left = _counts(map(self._phrasings, set(range(len(self.entries))) - stay))
        come = _counts(p for p, (_, old) in zip(own, later, strict=True) if old is None)
        spread, said = self.spread + come[0] - left[0], self.said + come[1] - left[1]
        words, firsts, owners = _layout(own)
        known = np.array([old is not None for _, old in later], dtype=bool)[list(owners)]
        places = np.concatenate([np.flatnonzero(known), np.flatnonzero(~known)])
        kept = np.array([owner in stay for owner in self.owners], dtype=bool)
        added = [words[place] for place in places[int(kept.sum()) :].tolist()]
        return replace(
            self,
            entries=tuple(entry for entry, _ in later),
            today=day,
            words=words,
            firsts=firsts,
            owners=owners,
            index=revised(self.index, kept, places, added),
            spread=spread,
            said=said,
            vocabulary=of_counts(said + _COMMON, self.vocabulary.dialect),
        )

    def _after(
        self, changed: Iterable[Entry], removed: Iterable[str]
    ) -> Iterator[tuple[Entry, int | None]]:
        """The entries after a change, with the position of those whose phrasings stay."""
        news = {entry.id: entry for entry in changed}
        gone = set(removed)
        for position, entry in enumerate(self.entries):
            new = news.pop(entry.id, entry)
            if entry.id not in gone:
                yield new, position if new.phrasings == entry.phrasings else None
        for entry in news.values():
            if entry.id not in gone:
                yield entry, None

    def _phrasings(self, entry: int) -> tuple[Words, ...]:
        return self.words[self.firsts[entry] : self.firsts[entry + 1]]

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        """Decide. text: characters as heard, homophone errors and all; syllables: toneless pinyin
        of the utterance, used where there are no characters. Never raises, whatever the text."""
        query = self.understood(text, syllables)
        if (reason := out_of_scope(query.text)) is not None:
            return Match("unknown", reason=reason)
        ranked = self._reheard(query, self.rank(query))
        return self._decide(ranked, broad=self._broad(query))

    def _reheard(self, query: Phrase, ranked: list[tuple[float, int]]) -> list[tuple[float, int]]:
        """Ranked anew where the words of the best entries explain what was heard better."""
        near = [owner for score, owner in ranked[:3] if score >= self.thresholds.clarify]
        words = {w for owner in near for own in self._phrasings(owner) for w in own}
        meant = in_context(query.text, sorted(words), self.vocabulary)
        if meant == query.text:
            return ranked
        again = self.rank(analyse(meant))
        return again if _score(again) > _score(ranked) else ranked

    def understood(self, text: str, syllables: Sequence[str] = ()) -> Phrase:
        """What was said, in canonical words, with mishearings put right. Arguments as `match`."""
        heard = self.vocabulary.dialect.plain(clean(text))
        meant = repair(heard, self.vocabulary) if heard else spell(syllables, self.vocabulary)
        return analyse(meant)

    def rank(self, query: Phrase) -> list[tuple[float, int]]:
        """(score, position of the entry), best first, of the entries on the short list."""
        asked = prepare(query)
        best: dict[int, float] = {}
        words: dict[int, frozenset[str]] = {}
        for number in shortlist(asked, self.index, self.thresholds.shortlist):
            owner = self.owners[number]
            if owner not in words:
                words[owner] = frozenset().union(*self._phrasings(owner))
            phrasing = prepared(self.words[number])
            score = likelihood(asked, phrasing, self.thresholds.veto, words[owner])
            best[owner] = max(score, best.get(owner, 0.0))
        return sorted(
            ((score, owner) for owner, score in best.items()), key=lambda p: (-p[0], p[1])
        )

    def _broad(self, query: Phrase) -> bool:
        """Whether only a topic was named (公积金) that several entries speak of."""
        telling = [word for word in query.words if of_word(word) >= self.thresholds.telling]
        if len(telling) != 1 or query.kinds:
            return False
        return self.spread.get(telling[0], 0) > 1

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


def _is_spoken(entry: Entry, today: date) -> bool:
    return entry.holds_on(today) and entry.secrecy == "public"


def _words_of(entry: Entry) -> tuple[Words, ...]:
    return tuple(words_of(text) for text in entry.phrasings)


def _layout(
    own: Sequence[tuple[Words, ...]],
) -> tuple[tuple[Words, ...], tuple[int, ...], tuple[int, ...]]:
    """words, firsts and owners of a matcher, from the phrasings of each entry."""
    words = tuple(chain.from_iterable(own))
    firsts = tuple(accumulate(map(len, own), initial=0))
    owners = tuple(owner for owner, phrasings in enumerate(own) for _ in phrasings)
    return words, firsts, owners


def _counts(own: Iterable[Sequence[Words]]) -> tuple[Counter[str], Counter[str]]:
    """(in how many entries each word stands, how often in all), of the phrasings of each entry."""
    entries = [list(chain.from_iterable(phrasings)) for phrasings in own]
    return Counter(chain.from_iterable(map(set, entries))), Counter(chain.from_iterable(entries))


_COMMON = Counter(
    chain(
        lexicon.SYNONYMS,
        *lexicon.SYNONYMS.values(),
        (filler for filler in lexicon.FILLERS if len(filler) > 2),
    )
)
"""What a caller may say besides the words of the entries: the lexicon's, and courtesies."""
