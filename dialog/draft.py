"""A ticket while it is being taken down, and what the caller is told once it is filed. [P]"""

import re
from dataclasses import dataclass, field, replace

from dialog.areas.places import Place, find_place, without_place
from dialog.areas.table import AreaTable
from dialog.events import Action, Decision, FileTicket, Heard, SendSms, TicketFiled
from dialog.grammar import danger
from dialog.grammar.category import category
from dialog.grammar.digits import groups
from dialog.grammar.normalise import written, written_address
from dialog.grammar.phrases import find
from dialog.grammar.times import time_said
from dialog.grammar.utterance import Utterance, heard
from dialog.profile import Profile
from dialog.prompts import say

UNKNOWN_PLACE = "来电人说不清地点"
UNHEARD_MATTER = "来电人的话无法识别，请回电"

TITLE_LENGTH = 20
"""Characters."""

SHORTEST_MATTER = 4
"""Characters that must be left of a matter; otherwise the caller's words are kept whole."""

_LEAD_IN = re.compile(
    r"^(?:喂|您好|你好|那个|就是|请问|[，。,\s]|我?(?:要|想)?(?:投诉|举报|反映|登记|说|问|求助)(?:一下|个|一个)?(?:问题|情况|事情|事)?"
    r"|我们家?|我家|咱们|俺们?|我)+"
)
_CLAUSE_END = re.compile(r"[，。！？；,.!?;\s]")


@dataclass(frozen=True)
class Draft:
    """What is known so far. caller: the number on the line, "" where withheld. when: time as it
    was said. words: everything the caller said about the matter, one item an utterance."""

    caller: str = ""
    matter: str = ""
    place: Place = field(default_factory=Place)
    when: str = ""
    contact: str = ""
    secret: bool = False
    words: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        pairs = {
            "matter": self.matter,
            "place": self.place.text,
            "when": self.when,
            "contact": self.contact,
            "secret": "是" if self.secret else "",
        }
        return tuple((name, value) for name, value in pairs.items() if value)

    @property
    def title(self) -> str:
        """The matter in a few words, as the callback will name it."""
        first = _CLAUSE_END.split(_LEAD_IN.sub("", self.matter), maxsplit=1)[0]
        return first[:TITLE_LENGTH] or self.matter[:TITLE_LENGTH]

    def unheard(self) -> "Draft":
        """As much of a ticket as can be filed for a caller whose words cannot be recognised."""
        place = self.place if self.place.text else Place(detail=UNKNOWN_PLACE)
        matter = self.matter or UNHEARD_MATTER
        return replace(self, matter=matter, place=place, contact=self.contact or self.caller)

    def hearing(self, said: Utterance, areas: AreaTable) -> "Draft":
        """With what can be learnt from one utterance about the matter."""
        return replace(
            self,
            place=self.place.merged(find_place(said, areas)),
            when=self.when or time_said(said.text),
            secret=self.secret or find("secret", said) is not None,
            words=(*self.words, said.raw),
        )

    def about(self, said: Utterance, areas: AreaTable) -> "Draft":
        """With an utterance that says what the matter is; its place is kept apart, and polite
        openings are left out, so that it can be read back in one breath."""
        core = _LEAD_IN.sub("", without_place(said, areas)).removeprefix("的")
        matter = core if len(core) >= SHORTEST_MATTER else said.raw
        return replace(self.hearing(said, areas), matter=matter)

    def anew(self) -> "Draft":
        """For another matter of the same caller."""
        return Draft(caller=self.caller, contact=self.contact)

    def settled(self) -> "Draft":
        """With a matter: what was said last, where none was named."""
        return replace(self, matter=self.matter or (self.words[-1] if self.words else ""))

    def ticket(self) -> FileTicket:
        """What is filed: place and content as a clerk writes them; the title, which is spoken in
        the callback, and the matter stay as they were said."""
        everything = "".join(self.words)
        content = "。".join(self.words)
        if self.when and self.when not in content:
            content = f"{content}。时间：{self.when}"
        return FileTicket(
            title=self.title,
            category=category(everything),
            matter=self.matter,
            place=written_address(self.place.text) or UNKNOWN_PLACE,
            content=written(content),
            contact=self.contact,
            urgency="紧急" if danger.severe(heard(Heard(everything))) else "一般",
            secret=self.secret,
            words=self.words,
        )


def receipt(filed: TicketFiled, draft: Draft, profile: Profile) -> tuple[Action, ...]:
    """Tell the number, who will answer and by when; send the same as a text message."""
    told: tuple[Action, ...] = (
        Decision("ticket", filed.number),
        say("filed", ticket=groups(filed.number)),
        say("filed_unit", unit=filed.unit, due=filed.due),
    )
    if draft.secret:
        told += (say("filed_secret"),)
    if profile.sms:
        told += (SendSms(_message(filed, draft, profile.city)), say("filed_sms"))
    return told


def _message(filed: TicketFiled, draft: Draft, city: str) -> str:
    return (
        f"【{city}12345】您反映的“{draft.title}”已登记，工单号{filed.number}，"
        f"查询码{filed.query_code}，由{filed.unit}办理，{filed.due}前答复。"
    )
