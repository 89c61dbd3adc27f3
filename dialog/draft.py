"""A ticket while it is being taken down, and what the caller is told once it is filed. [P]"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from dialog.account import UNKNOWN_PLACE, composed
from dialog.areas.places import Place, find_place
from dialog.areas.table import AreaTable
from dialog.events import Action, Decision, FileTicket, SendSms, TicketFiled
from dialog.gist import gist
from dialog.grammar import danger
from dialog.grammar.category import Category, category
from dialog.grammar.courtesies import without_opening
from dialog.grammar.digits import digits
from dialog.grammar.normalise import written_address
from dialog.grammar.phone_numbers import groups, is_phone
from dialog.grammar.phrases import find
from dialog.grammar.slips import without_slips
from dialog.grammar.time_sounds import as_meant
from dialog.grammar.utterance import Utterance, part_of, utterance
from dialog.grammar.wishes import name_said, wish_said
from dialog.moments import Moment, moment
from dialog.profile import Profile
from dialog.prompts import say
from knowledge.matters import Matter, matter_of

UNHEARD_MATTER = "来电人的话无法识别，请回电"

TITLE_LENGTH = 20
"""Characters."""

SHORTEST_MATTER = 4
"""Characters that must be left of a matter; otherwise the caller's words are kept whole."""

_CLAUSE_END = re.compile(r"[，。！？；,.!?;\s]")
_NOT_MATTER = ("secret", "no_callback", "no_recording")
"""Tables of phrases; a short clause with one of them says nothing of the matter."""

_LONGEST_ASIDE, _BESIDE_IT = 10, 5
"""Characters of such a clause, and in a longer one those beside that."""


@dataclass(frozen=True)
class Draft:
    """What is known so far.

    caller: the number on the line, "" where withheld. today: the local day, None where it is not
    known. when: as it was said and as it is written. wants: as it was said. number: a telephone
    number that was named and not yet confirmed; contact: the one to be called. name: as the caller
    gave it. words: everything said about the matter, one item an utterance. question: it is one
    that the robot could not answer.
    """

    caller: str = ""
    matter: str = ""
    place: Place = field(default_factory=Place)
    when: Moment = field(default_factory=Moment)
    contact: str = ""
    secret: bool = False
    words: tuple[str, ...] = ()
    wants: str = ""
    callback_wanted: bool = True
    number: str = ""
    name: str = ""
    question: bool = False
    today: date | None = None

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        pairs = {
            "matter": self.matter,
            "place": self.place.text,
            "when": self.when.said,
            "wants": self.wants,
            "contact": self.contact,
            "name": self.name,
            "secret": "是" if self.secret else "",
            "callback": "" if self.callback_wanted else "不用回电",
        }
        return tuple((name, value) for name, value in pairs.items() if value)

    @property
    def begun(self) -> bool:
        """Whether something was told for a ticket; who is told of already is no part of it."""
        return any(name not in ("contact", "name") for name, _ in self.slots)

    @property
    def everything(self) -> str:
        return "".join(self.words) or self.matter

    @property
    def category(self) -> Category:
        told = without_slips(self.everything)
        asks = find("question", utterance(self.matter or told)) is not None
        named = category(told)
        if self.question and named == "求助":
            return "咨询" if asks else named
        return "求助" if named == "咨询" and not asks else named

    @property
    def title(self) -> str:
        """The matter in a few words, as the callback will name it."""
        first = _CLAUSE_END.split(without_opening(self.matter), maxsplit=1)[0]
        return first[:TITLE_LENGTH] or self.matter[:TITLE_LENGTH]

    def unheard(self) -> "Draft":
        """As much of a ticket as can be filed for a caller whose words cannot be recognised."""
        place = self.place if self.place.text else Place(detail=UNKNOWN_PLACE)
        matter = self.matter or UNHEARD_MATTER
        return replace(self, matter=matter, place=place, contact=self.contact or self.caller)

    def overheard(self, said: Utterance) -> "Draft":
        """With what holds for any ticket of this caller, from an utterance about whatever: how
        they can be reached, and what they do not want."""
        number = digits(said.raw)
        return replace(
            self,
            secret=self.secret or find("secret", said) is not None,
            callback_wanted=self.callback_wanted and find("no_callback", said) is None,
            name=self.name or name_said(said.raw),
            number=number if is_phone(number) and number != self.caller else self.number,
        )

    def hearing(self, said: Utterance, areas: AreaTable) -> "Draft":
        """With what can be learnt from one utterance about the matter."""
        meant = _meant(said)
        return replace(
            self.overheard(said),
            place=self.place.merged(find_place(meant, areas, self.place)),
            when=self.when if self.when.said else moment(meant.raw, self.today),
            wants=self.wants or wish_said(meant.raw),
            words=(*self.words, said.raw),
        )

    def adding(self, more: str) -> "Draft":
        """With something that the caller adds to an answer; it stands in the course, unless it is
        of what is noted elsewhere."""
        noted = not more or _wishes(utterance(more))
        return self if noted else replace(self, words=(*self.words, more))

    def about(self, said: Utterance, areas: AreaTable, told: str = "") -> "Draft":
        """With an utterance that says what the matter is; its place, what is wanted, and polite
        openings are left out, so that it can be read back in one breath. told: `told_of` it, where
        that is known already."""
        core = told or told_of(said, areas)
        matter = core if len(core) >= SHORTEST_MATTER else said.raw
        return replace(self.hearing(said, areas), matter=matter)

    def anew(self) -> "Draft":
        """For another matter of the same caller."""
        return Draft(caller=self.caller, contact=self.contact, name=self.name, today=self.today)

    def answered(self) -> "Draft":
        """After a question was answered: what was not understood before is no ticket's matter."""
        return replace(self, words=(), when=Moment(), wants="")

    def settled(self) -> "Draft":
        """With a matter: what was said last, where none was named."""
        if self.matter or not self.words:
            return self
        complains = find("complaint", utterance(self.everything)) is not None
        return replace(self, matter=self.words[-1], question=not complains)

    @property
    def matter_path(self) -> tuple[str, ...]:
        """Its names in the matter tree, () where it has no place there. What is wished for is the
        matter of a suggestion; what else was said may tell it more closely."""
        wish = self.wants if self.category == "建议" else ""
        told = (wish, self.matter, self.matter + self.wants, self.everything)
        found = [matter for text in told if (matter := matter_of(text))]
        known = [matter for matter in found if not self._placed(matter)] or found
        if not known:
            return ()
        closer = known[-1].path[:2] == known[0].path[:2]
        return known[-1 if closer else 0].path

    def _placed(self, found: Matter) -> bool:
        """Whether all that speaks for a matter is where it happened: at a school."""
        words = [part for word in found.words for part in word.split("+")]
        return all(word in self.place.detail for word in words)

    def ticket(self) -> FileTicket:
        """What is filed: place and content as a clerk writes them; the title, which is spoken in
        the callback, and the matter stay as they were said."""
        place = self.place
        areas = (place.district, place.street, place.community)
        ticket = FileTicket(
            title=self.title,
            category=self.category,
            matter=self.matter,
            place=written_address(place.text) or UNKNOWN_PLACE,
            content="",
            contact=self.contact,
            urgency="紧急" if danger.severe(utterance(self.everything)) else "一般",
            secret=self.secret,
            words=self.words,
            when=self.when.written,
            wants=self.wants,
            callback_wanted=self.callback_wanted,
            matter_path=self.matter_path,
            areas=tuple(area.name for area in areas if area),
            caller_name=self.name,
        )
        return replace(ticket, content=composed(ticket))


def told_of(said: Utterance, areas: AreaTable) -> str:
    """What is meant to be said of the matter, see `dialog.gist`."""
    meant = _meant(said)
    told = gist(utterance(as_meant(meant.raw), meant.syllables), areas)
    return "，".join(clause for clause in told.split("，") if not _noted_elsewhere(clause))


def _meant(said: Utterance) -> Utterance:
    """Without what was taken back in the same breath."""
    meant = without_slips(said.raw)
    return said if meant == said.raw else part_of(said, meant)


def _noted_elsewhere(clause: str) -> bool:
    said = utterance(clause)
    wished = max((len(find(table, said) or "") for table in _NOT_MATTER), default=0)
    short = len(said.text) <= max(_LONGEST_ASIDE, wished + _BESIDE_IT)
    return clause in _PARTICLES or (short and wished > 0)


def _wishes(said: Utterance) -> bool:
    """Whether something is said of the call and not of the matter."""
    return any(find(table, said) for table in _NOT_MATTER)


_PARTICLES = frozenset(
    (
        "",
        "你们",
        "你",
        "请",
        "在",
        "是",
        "的",
        "这里",
        "那里",
        "这边",
        "那边",
        "有",
        "谢谢",
        "麻烦了",
    )
)


def receipt(filed: TicketFiled, draft: Draft, profile: Profile) -> tuple[Action, ...]:
    """Tell the number, who will answer and by when; send the same as a text message."""
    told: tuple[Action, ...] = (
        Decision("ticket", filed.number),
        say("filed", ticket=groups(filed.number)),
        say("filed_unit", unit=filed.unit, due=filed.due),
    )
    if filed.joined:
        told += (say("filed_joined", people=str(filed.people)),)
    if draft.secret:
        told += (say("filed_secret"),)
    if profile.sms:
        told += (SendSms(_message(filed, draft, profile.sms_signature)), say("filed_sms"))
    return told


def _message(filed: TicketFiled, draft: Draft, signature: str) -> str:
    return (
        f"【{signature}】您反映的“{draft.title}”已登记，工单号{filed.number}，"
        f"查询码{filed.query_code}，由{filed.unit}办理，{filed.due}前答复。"
    )
