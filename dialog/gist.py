"""What an utterance says of the matter itself. [P]

Courtesies, the place, the time and what is wanted are noted elsewhere. Recognisers write no
commas, so that what is known cuts the rest into clauses.
"""

import re

from dialog.areas.places import beside_place
from dialog.areas.table import AreaTable
from dialog.asides import aside
from dialog.grammar.courtesies import (
    after_place,
    before_place,
    beside_matter,
    without_closing,
    without_opening,
)
from dialog.grammar.utterance import Utterance, utterance
from dialog.grammar.wishes import without_wish

_N = "[0-9一二两三四五六七八九十半几]+"
_TIME = (
    r"(?:从|自从|打从|就是|大概)?(?:"
    rf"大前天|前天|昨天|今天|昨晚|今晚|前晚|今早|昨儿个?|今儿个?|[这前近](?:几|两|些|段)个?(?:天|日|时间|月)|最近(?:这)?(?:{_N}个?(?:天|月|周|星期|年))?|近期|近来|刚才|刚刚"
    rf"|(?:这个?|上上?个?|本)(?:周|星期|礼拜)[一二三四五六日天末]?|(?:上上?个|这个|本)月(?:[初底末]|{_N}[号日])?|(?:去年|今年|前年)(?:{_N}月)?|{_N}月{_N}[日号]|{_N}月份|{_N}[日号](?![楼线院栋门])"
    rf"|{_N}个?(?:天|月|周|星期|礼拜|年)(?:前|以前|之前|以来)|(?:国庆|春节|中秋|端午|清明|五一|元旦|十一|过年)节?(?=期间|过后|之后|以后|前|后|那)"
    rf"|早上|早晨|上午|中午|下午|晚上|夜里|夜晚|半夜|凌晨|深夜|傍晚|每天|每晚|天天|白天|{_N}点(?:半|钟|多)?"
    r")(?:以来|以后|之后|过后|左右|开始|期间|一直|前后|那天|那几天|的时候|起|后(?!面|门|来)|前(?!面|门))*"
)
_TIME_FIRST = re.compile(rf"^(?:{_TIME}[，,的]?)+")
_TIME_LAST = re.compile(rf"(?:{_TIME})+$")
_UNTIL = ("到", "至")
"""Before a time, which then belongs to what was done: 放音响放到晚上十点多."""

SHORTEST_CLAUSE = 2
"""Characters: less is no story."""

_BETWEEN = re.compile(r"^(?:哦?不对是?|哦?不是|应该是|就?[是在]|说错了|[的有])*$")


def gist(said: Utterance, areas: AreaTable) -> str:
    """Clauses with commas between; "" where nothing is said of a matter."""
    pieces = beside_place(said, areas)
    told = [clause for piece in _clauses(pieces) for clause in _of_matter(piece)]
    without = [without_wish(clause) for clause in told]
    cores = [_ends_cut(clause) for clause in without]
    return "，".join(_told(cores) or _told(told))


def _of_matter(piece: str) -> list[str]:
    """The clauses of a piece that tell of the matter, as one; [] where none does."""
    clauses = re.split("[，,]", piece)
    told = [each for each in clauses if not beside_matter(each) and not aside(utterance(each))]
    return [without_opening("，".join(told))] if told else []


def _told(clauses: list[str]) -> list[str]:
    return [each for each in clauses if len(each) >= SHORTEST_CLAUSE]


def _clauses(pieces: tuple[str, ...]) -> list[str]:
    """The pieces beside a place, without what is around the matter. An opening stands first."""
    clauses, begun = [], False
    for number, piece in enumerate(pieces):
        clause = after_place(piece) if number else piece
        clause = before_place(clause) if number < len(pieces) - 1 else clause
        clause = _ends_cut(clause)
        if not begun:
            clause = without_opening(clause)
        clause = _ends_cut(clause)
        if clause and not _BETWEEN.match(clause):
            clauses.append(clause)
            begun = True
    return clauses


def _ends_cut(clause: str) -> str:
    """Without the time at either end, and without closings."""
    told = without_closing(clause)
    last = _TIME_LAST.search(told)
    if last and not told[: last.start()].endswith(_UNTIL):
        told = told[: last.start()]
    return _TIME_FIRST.sub("", before_place(told))
