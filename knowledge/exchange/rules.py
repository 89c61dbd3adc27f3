"""What an entry must keep, checked on a row and said in Chinese, every fault at once. [P]

The rules are those of `knowledge.entries.check`, which stops at the first and speaks to engineers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.entries import ANSWER_LIMIT, ID_FORM, MIN_VARIANTS, UNSPEAKABLE
from knowledge.exchange.columns import BY_NAME, COLUMNS
from knowledge.follow_up import FollowUp

LONGEST_ID = 128
"""As the database keeps it."""

Fields = Mapping[str, Any]
"""Fields of an entry by name: texts, tuples of texts, days, a FollowUp; "" and () where empty."""


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken. column: its heading. rule: short name of the rule broken.
    found, remedy: in Chinese, for the clerk."""

    column: str
    rule: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.column}：{self.found}；{self.remedy}"


def faults_of(fields: Fields) -> list[Fault]:
    """All that is wrong with one row by itself."""
    return [fault for rule in _RULES for fault in rule(fields)]


def fault(name: str, rule: str, found: str, remedy: str) -> Fault:
    """A fault in the column of the field `name`."""
    return Fault(BY_NAME[name].heading, rule, found, remedy)


def _missing(fields: Fields) -> Iterator[Fault]:
    for column in COLUMNS:
        if column.required and not fields[column.name]:
            yield fault(column.name, f"missing_{column.name}", "没有填", column.help.rstrip("。"))


def _id_form(fields: Fields) -> Iterator[Fault]:
    if not ID_FORM.fullmatch(fields["id"]) or len(fields["id"]) > LONGEST_ID:
        remedy = f"只用小写字母、数字和短横，如 gjj-rent，最多 {LONGEST_ID} 个；新条目可以留空"
        yield fault("id", "bad_id", f"不能用“{fields['id'][:30]}”", remedy)


def _few_variants(fields: Fields) -> Iterator[Fault]:
    count = len(fields["variants"])
    if 0 < count < MIN_VARIANTS:
        remedy = f"至少写 {MIN_VARIANTS} 种，一行一种：市民在电话里会怎么问"
        yield fault("variants", "too_few_variants", f"只有 {count} 种", remedy)


def _same_phrasing(fields: Fields) -> Iterator[Fault]:
    seen = {fields["question"]}
    for variant in fields["variants"]:
        if variant in seen:
            yield fault("variants", "same_phrasing", f"“{variant}”写了两次", "删去一个")
        seen.add(variant)


def _days_in_order(fields: Fields) -> Iterator[Fault]:
    begins: date | None = fields["valid_from"]
    ends: date | None = fields["valid_until"]
    if begins and ends and ends < begins:
        found = f"{ends} 早于生效日期 {begins}"
        yield fault("valid_until", "date_order", found, "改正其中一个日期")


_SPEAKABLE = {
    "a web address": ("web_address", "里有网址", "网址念不出来，移到“短信”"),
    "a table": ("table", "里有表格", "表格念不出来：改写成句子，表格内容移到“短信”"),
    "a line break": ("line_break", "里有换行", "写成一段话；长的内容移到“短信”或“续答”"),
    "markup": ("markup", "里有念不出来的符号（* # < > [ ] 等）", "删去符号，写成普通的句子"),
}
"""By the names of `UNSPEAKABLE`: rule, what was found, what to do."""


def _for_the_ear(fields: Fields) -> Iterator[Fault]:
    tree: FollowUp | None = fields["follow_up"]
    spoken = {
        "answer": (fields["answer"],),
        "more": fields["more"],
        "follow_up": tree.spoken if tree else (),
    }
    for name, texts in spoken.items():
        for text in texts:
            yield from _spoken(name, text)


def _spoken(name: str, text: str) -> Iterator[Fault]:
    # A short piece of the text says which of several is meant.
    of = "" if name == "answer" else f"“{text[:8]}…”"
    if len(text) > ANSWER_LIMIT:
        found = f"{of}一次要念 {len(text)} 个字，最多 {ANSWER_LIMIT} 个"
        yield fault(name, "too_long", found, "把细节移到“短信”，或者把后半段移到“续答”")
    for what, pattern in UNSPEAKABLE:
        if pattern.search(text):
            rule, found, remedy = _SPEAKABLE[what]
            yield fault(name, rule, f"{of}{found}", remedy)


_RULES: tuple[Callable[[Fields], Iterator[Fault]], ...] = (
    _missing,
    _id_form,
    _few_variants,
    _same_phrasing,
    _days_in_order,
    _for_the_ear,
)
