"""A ticket's content as a clerk writes it: who, when, where, cause, course; nothing is added. [P]

Five parts as the files of citizens' hotlines ask for them (何人、何时、何地、何因、经过); what is
wanted stands last.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from dialog.events import FileTicket
from dialog.grammar.courtesies import beside_matter
from dialog.grammar.normalise import written, written_address
from dialog.grammar.slips import without_slips
from dialog.grammar.wishes import without_wish

UNKNOWN_PLACE = "来电人说不清地点"

_CLAUSE = re.compile(r"[，。！？；,.!?;\s]+")
_EMPTY = re.compile(
    r"^(?:喂|您好|你好|那个|就是|请问|嗯|呃|啊|哦|我?(?:要|想)?(?:投诉|举报|反映|登记|求助|咨询|建议|表扬)(?:一下|一个|个)?(?:问题|情况|事情|事)?"
    r"|(?:请|要|麻烦)?(?:你们|给我|帮我|为我|一定要?)*(?:保密|匿名)|谢谢你?们?|麻烦你?们?了?)*$"
)
_AROUND = re.compile(
    "您好|你好|喂|我要|我想|我们家?|我家|我|这边|那边|这里|那里|投诉|举报|反映|登记|请问|麻烦|一下|一个|问题|情况|事情|还有就是|就是|还有|在"
)
_SHORTEST_COURSE = 3
"""Pairs of characters that a clause must have beyond what is written already."""


@dataclass(frozen=True)
class Account:
    """The five parts. An empty part was not said."""

    who: str
    when: str
    where: str
    cause: str
    course: str

    @property
    def text(self) -> str:
        told = "，".join(part for part in (self.when, self.where, self.cause) if part)
        course = f"。经过：{self.course}" if self.course else ""
        return f"{self.who}反映：{told}{course}"


def account(ticket: FileTicket) -> Account:
    """The parts of what a ticket says."""
    marks = [ticket.caller_name, "要求保密" if ticket.secret else ""]
    known = "，".join(mark for mark in marks if mark)
    where = "" if ticket.place == UNKNOWN_PLACE else ticket.place
    return Account(
        who=f"来电人（{known}）" if known else "来电人",
        when=ticket.when,
        where=where,
        cause=written(ticket.matter),
        course=written("；".join(_course(ticket))),
    )


def composed(ticket: FileTicket) -> str:
    """The content of a ticket, from its other fields."""
    wants = f"。诉求：{written(ticket.wants)}" if ticket.wants else ""
    return account(ticket).text + wants


def _course(ticket: FileTicket) -> list[str]:
    """What was said about the matter and stands nowhere else, one item an utterance."""
    told = (ticket.matter, ticket.wants, ticket.when, ticket.place)
    known = "".join(told) + "".join(map(written_address, told))
    course = []
    for words in ticket.words:
        clauses = [
            part for part in _CLAUSE.split(without_slips(words)) if part and _adds(part, known)
        ]
        if clauses:
            course.append("，".join(clauses))
    return course


def _adds(clause: str, known: str) -> bool:
    """Whether a clause says more than what is written already."""
    if _EMPTY.match(clause) or clause in known or beside_matter(clause):
        return False
    rest = _AROUND.sub("", without_wish(clause))
    for part in sorted(filter(None, _CLAUSE.split(known)), key=len, reverse=True):
        rest = rest.replace(part, "")
    new = [pair for pair in pairwise(rest) if "".join(pair) not in known]
    return len(new) >= _SHORTEST_COURSE
