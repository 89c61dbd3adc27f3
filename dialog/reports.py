"""Whether a caller reports a matter, or asks after one; and what the matter is. [P]"""

import re

from dialog.areas.places import find_place
from dialog.areas.table import AreaTable
from dialog.gist import gist
from dialog.grammar import category
from dialog.grammar.cases import asks_after, names_own
from dialog.grammar.phrases import find
from dialog.grammar.trouble import affair, trouble
from dialog.grammar.utterance import Utterance, utterance
from knowledge.matcher import Match
from knowledge.matters import OTHER, matter_of

SHORTEST_STORY = 6
"""Characters that something beside the place must have to be told, rather than named."""

SHORTEST_NAMED = 2
"""The same of what is named behind "我要投诉"."""

TOLD = 3.0
"""Weight of a matter, about its characters, that nobody names by chance."""

SURE = 0.6
"""Score of an answer to who tells of trouble and asks nothing; below it the ticket helps more."""

NEAR = 0.45
"""Score below which an entry has little to do with what was said."""

HINTED = 1.6
"""Weight of a matter of which some word was said."""

_APPLIED_FOR = frozenset((
    "户籍管理", "居民身份证", "出入境", "驾驶证", "机动车业务", "住房公积金", "社会保险",
    "养老保险", "失业保险", "医疗保险", "生育保险", "婚姻登记", "注册登记", "税收", "不动产登记",
    "住房保障",
))  # fmt: skip
"""Second levels of matters that people ask about: to name one reports it only where something is
wrong with it."""
_WRONG = re.compile("没|不|拖|扣|少|慢|差|错|乱|骗|欠")

_POLITE = re.compile(
    "能不能|可不可以|能否|可否|可以不|行不行|好不好|得行不|是不是|有没有人|[吗么]$|什么时候来"
)
"""How somebody asks for an act; what is left may ask for a fact."""

_PLACED = ("address", "community", "street")
"""How well a place must be known for a story that names it."""


def is_case(said: Utterance, match: Match) -> bool:
    """Whether the caller asks after a report that they made before, rather than how that is done
    in general, which the knowledge base answers."""
    general = match.kind == "answer" and find("question", said) is not None
    return asks_after(said) and not (general and not names_own(said))


def is_report(said: Utterance, match: Match, areas: AreaTable) -> bool:
    """Whether the caller reports a matter of their own, rather than asking how things are done."""
    if find("file_ticket", said) or match.reason == "report":
        return True
    if wants_act(said):
        return True
    if match.kind != "answer" and category.reports(said.text):
        return True
    if find("question", said):
        return False
    if find("complaint", said) or (trouble(said) and not _answered(match)):
        return True
    stated = _weak(match) and affair(said, named=_in_tree(said))
    if stated and len(gist(said, areas)) >= SHORTEST_STORY:
        return True
    if match.kind == "clarify":
        return find_place(said, areas).located in _PLACED and names_matter(said)
    if match.kind != "unknown" or match.reason == "privacy":
        return False
    return tells_of_place(said, areas) or (match.reason != "out_of_scope" and names_matter(said))


def _answered(match: Match) -> bool:
    """Whether the knowledge base has an answer that is likely the one, or may give none."""
    if match.kind == "answer":
        return match.score >= SURE
    return match.reason in ("privacy", "out_of_scope")


def _weak(match: Match) -> bool:
    """Whether the knowledge base has nothing that comes near."""
    return match.kind != "answer" and match.reason in ("weak", "close") and match.score < NEAR


def _in_tree(said: Utterance) -> bool:
    found = matter_of(said.raw)
    return found is not None and found.weight >= HINTED


def wants_act(said: Utterance) -> bool:
    """Whether somebody is to come, look and do something, however politely it is asked."""
    if not find("asks_to_act", said):
        return False
    return find("question", utterance(_POLITE.sub("", said.text))) is None


def names_matter(said: Utterance) -> bool:
    """Whether something is told that the matter tree knows well, be it by its sound."""
    found = matter_of(said.raw)
    if found is None or found.weight < TOLD or found.path[2] == OTHER:
        return False
    return found.path[1] not in _APPLIED_FOR or _WRONG.search(said.text) is not None


def tells_of_place(said: Utterance, areas: AreaTable) -> bool:
    """Whether something is told of a place: its name, and a story beside it."""
    if len(said.text) <= SHORTEST_STORY or find_place(said, areas).located not in _PLACED:
        return False
    return len(gist(said, areas)) >= SHORTEST_STORY


def is_named(told: str) -> bool:
    """Whether the matter itself was said, and not only the wish to report ("我要投诉"). told: what
    an utterance says of a matter, see `dialog.gist`."""
    return len(told) >= SHORTEST_NAMED
