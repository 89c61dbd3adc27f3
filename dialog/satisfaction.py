"""What a callback reply means: satisfied or not, solved or not, or something else altogether. [P]

Rules read first; the order of `_READERS` is the heart of them: everything that could be unhappy is
looked for before anything happy, and a happy word counts only if nothing doubtful is left beside
it. What citizens say who answer so (`reply_likeness`) is weighed against them, because no list of
rules ends; but it makes nobody satisfied easily. Where in doubt the robot asks again, because an
unhappy citizen noted as satisfied is the one unforgivable error.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Literal, get_args

from dialog.grammar.documents import document
from dialog.grammar.marks import mark
from dialog.grammar.persons import person_wanted
from dialog.grammar.phrases import find
from dialog.grammar.plain import plain
from dialog.grammar.reply_likeness import likely, telling
from dialog.grammar.utterance import Utterance, utterance

Label = Literal[
    "satisfied", "unsatisfied", "unresolved", "neutral", "busy-later", "wrong-number", "refuse",
    "repeat", "transfer-human", "unclear",
]  # fmt: skip

_LABELS: Mapping[str, Label] = {label: label for label in get_args(Label)}

UNKNOWN_ALLOWED = 0
"""Characters of unknown words a satisfied reply may hold."""


@dataclass(frozen=True)
class Reply:
    """label: what the reply means; reason: the words that decided, "" where nothing did."""

    label: Label
    reason: str = ""


@dataclass(frozen=True)
class _Reading:
    """said: the utterance; text: plain Mandarin; bare: the same with idioms masked."""

    said: Utterance
    text: str
    bare: str


def classify(text: str, syllables: tuple[str, ...] = ()) -> Reply:
    """Label one reply. syllables: toneless pinyin where the recogniser gives it."""
    said = utterance(text, syllables)
    if not said.text:
        return Reply("unclear")
    plainly = plain(said)
    reading = _Reading(said, plainly, _masked(plainly))
    return _weighed(reading, _read(reading))


def _read(reading: _Reading) -> Reply:
    for reader in _READERS:
        if reply := reader(reading):
            return reply
    return Reply("unclear")


@cache
def _cue(name: str) -> re.Pattern[str]:
    groups = document("replies")[name].values()
    return re.compile("|".join(_filled(str(part)) for group in groups for part in group))


def _filled(pattern: str) -> str:
    for name, words in document("replies")["fragments"].items():
        pattern = pattern.replace("{" + name + "}", f"(?:{'|'.join(words)})")
    return pattern


@cache
def _masks() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_filled(pattern)), sign) for pattern, sign in document("replies")["mask"]
    )


def _masked(text: str) -> str:
    for pattern, sign in _masks():
        text = pattern.sub(sign, text)
    return text


def _first(name: str, text: str) -> re.Match[str] | None:
    return _cue(name).search(text)


# --- what the rules say and what the reply is like, weighed ---

RULED, UNRULED = 2.0, 0.5
"""What the rules add for their label, as a logarithm; and for `unclear`, where none read."""

DENIED = 0.6
"""How likely unhappy a reply may be that the rules read as satisfied."""

SATISFIED = 0.7
"""How likely satisfied a reply must be that the rules do not read so."""

BARRED = 0.6
"""How likely a wrong number must be that the rules do not read so: it is never called again. Where
they find anything unhappy, nothing makes it satisfied or a wrong number."""


TOLD, SHORT = 4, 0.9
"""Characters of a reply that is like others by itself; how likely a label must be of a shorter one,
where no rule reads it: it may mean what the question makes of it (没有)."""

UNREAD = 0.45
"""How likely any label must be of a reply that no rule reads."""

_MASKS = frozenset("+≈")

CALLED = 0.6
"""How likely a person must be wished for, where no rule reads it: "派了两个人来" is an answer."""


def _weighed(reading: _Reading, ruled: Reply) -> Reply:
    # A double negation sounds like a single one to whoever counts words.
    shares = likely(reading.bare if _MASKS & set(reading.bare) else reading.text)
    if len(reading.text) < TOLD and (ruled.reason or max(shares.values()) < SHORT):
        return ruled
    scores = {label: log(max(share, 1e-9)) for label, share in shares.items()}
    scores[ruled.label] += RULED if ruled.reason else UNRULED
    first, second = sorted(scores, key=lambda label: -scores[label])[:2]
    if not _surely(first, reading, ruled, shares):
        first = second if first == ruled.label else ruled.label
    if first == ruled.label:
        return ruled
    return Reply(_LABELS[first], telling(reading.text, first))


def _surely(label: str, reading: _Reading, ruled: Reply, shares: Mapping[str, float]) -> bool:
    """Whether a reply that is likeliest of a label may be noted so."""
    if label == ruled.label:
        return label != "satisfied" or shares["unsatisfied"] + shares["unresolved"] < DENIED
    if label == "satisfied" and _first("doubt", _settled(reading.bare)):
        return False
    if not ruled.reason and shares[label] < UNREAD:
        return False
    if label in ("transfer-human", "busy-later"):
        return shares[label] > CALLED
    enough = {"satisfied": SATISFIED, "wrong-number": BARRED}.get(label)
    return enough is None or (shares[label] > enough and not _unhappy_words(reading.bare))


# --- readers, in the order in which they are asked ---


def _agent(reading: _Reading) -> Reply | None:
    sign = person_wanted(reading.said) or find("agent", utterance(reading.text))
    return Reply("transfer-human", sign) if sign else None


def _cue_reader(name: Label) -> Callable[[_Reading], Reply | None]:
    def reader(reading: _Reading) -> Reply | None:
        match = _first(name, reading.bare)
        return Reply(name, match.group()) if match else None

    return reader


def _conceded(reading: _Reading) -> Reply | None:
    """ "虽然慢了点但是解决了": what comes after the contrast counts, if nothing is left undone."""
    concession = _first("concession", reading.bare)
    if not concession or _unhappy_words(reading.bare[: concession.start()]):
        return None
    contrast = _cue("contrast").search(reading.bare, concession.end())
    contrast = contrast or _cue("now").search(reading.bare, concession.end())
    if not contrast:
        return None
    before, after = reading.bare[: contrast.start()], reading.bare[contrast.end() :]
    if _unhappy_words(after):
        return None
    if _first("turned", before) or "没" in before or "不" in before:
        return None
    return _satisfied(_Reading(reading.said, after, after))


def _turned_out_well(reading: _Reading) -> Reply | None:
    """ "以前没人管，这次第二天就修好了": what it was like before does not count."""
    before = _first("past", reading.bare)
    then = _cue("then").search(reading.bare, before.end()) if before else None
    if not then:
        return None
    after = reading.bare[then.end() :]
    if _unhappy_words(after) or _first("contrast", after):
        return None
    return _satisfied(_Reading(reading.said, after, after))


def _unhappy_words(text: str) -> bool:
    return any(_first(name, text) for name in ("turned", "unresolved", "unsatisfied"))


def _unhappy(reading: _Reading) -> Reply | None:
    """Taken back, undone, or complained of.

    What is undone outweighs a complaint about it; against "不满意" the first that is said counts.
    """
    turned = _first("turned", reading.bare)
    undone = _first("unresolved", reading.bare)
    complaint = _first("unsatisfied", reading.bare)
    if undone and (reply := _thrown_back(reading, undone)):
        return reply
    if turned and (undone is None or turned.start() < undone.end()):
        return Reply("unsatisfied", turned.group())
    if undone:
        return Reply("unresolved", undone.group())
    against = _first("hypothetical", reading.bare) or complaint
    return Reply("unsatisfied", against.group()) if against else None


_PRAISE = re.compile(
    r"(?:太|真是|真|可|非常|特别|十分|相当|好)(?:满意|安逸|好)|满意得|谢谢|感谢|可太"
)


def _thrown_back(reading: _Reading, undone: re.Match[str]) -> Reply | None:
    """Loud praise straight before a complaint, without "but" between them, is sarcasm."""
    praise = _PRAISE.search(reading.bare, 0, undone.start())
    if praise and not _first("contrast", reading.bare[praise.end() :]):
        return Reply("unsatisfied", praise.group())
    return None


def _half_hearted(reading: _Reading) -> Reply | None:
    """Praise with a reservation that names nothing undone."""
    contrast = _first("contrast", reading.bare)
    if contrast and _first("satisfied", reading.bare):
        return Reply("neutral", contrast.group())
    return None


def _satisfied(reading: _Reading) -> Reply | None:
    match = _first("satisfied", reading.bare)
    if not match or _first("doubt", _settled(reading.bare)):
        return None
    if _first("ends_well", _settled(reading.bare)):
        return Reply("satisfied", match.group())
    unknown = _cue("benign").sub("", _cue("satisfied").sub("", reading.bare))
    return Reply("satisfied", match.group()) if len(unknown) <= UNKNOWN_ALLOWED else None


_GOOD_MARK, _HALF = 0.9, 0.5


def _marked(reading: _Reading) -> Reply | None:
    given = mark(reading.said.text)
    if given is None:
        return None
    words, share = given
    if share >= _GOOD_MARK:
        return None if _first("doubt", reading.bare) else Reply("satisfied", words)
    return Reply("neutral" if share > _HALF else "unsatisfied", words)


def _undone(reading: _Reading) -> Reply | None:
    match = _first("undone", reading.bare)
    return Reply("unresolved", match.group()) if match else None


_SETTLING = re.compile(r"(?:吧|嘛|呢|哈|啊|呀|哦|了)+$")


def _settled(text: str) -> str:
    """Without particles at the end, which colour but do not deny."""
    return _SETTLING.sub("", text)


_READERS: tuple[Callable[[_Reading], Reply | None], ...] = (
    _agent,
    _cue_reader("wrong-number"),
    _conceded,
    _turned_out_well,
    _unhappy,
    _marked,
    _cue_reader("busy-later"),
    _cue_reader("refuse"),
    _cue_reader("repeat"),
    _half_hearted,
    _cue_reader("neutral"),
    _satisfied,
    _undone,
)
