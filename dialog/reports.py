"""Whether a caller reports a matter, or asks after one; and what the matter is. [P]"""

from dialog.grammar import category
from dialog.grammar.cases import asks_after, names_own
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance
from knowledge.matcher import Match


def is_case(said: Utterance, match: Match) -> bool:
    """Whether the caller asks after a report that they made before, rather than how that is done
    in general, which the knowledge base answers."""
    general = match.kind == "answer" and find("question", said) is not None
    return asks_after(said) and not (general and not names_own(said))


def is_report(said: Utterance, match: Match) -> bool:
    """Whether the caller reports a matter of their own, rather than asking how things are done."""
    if find("file_ticket", said):
        return True
    if match.reason == "report":
        return True
    if match.kind != "answer" and category.reports(said.text):
        return True
    return find("complaint", said) is not None and find("question", said) is None


_REQUESTS = ("你好", "喂", "我要", "我想", "帮我", "给我", "投诉", "举报", "反映", "登记", "一下",
             "工单", "个", "问题", "情况", "一", "求助", "表扬", "建议", "提", "事")  # fmt: skip


def matter_in(said: Utterance) -> str:
    """The matter itself, "" where only the wish to report was said ("我要投诉")."""
    rest = said.text
    for word in _REQUESTS:
        rest = rest.replace(word, "")
    return said.raw if len(rest) >= 2 else ""
