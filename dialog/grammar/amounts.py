"""Sums of money as they are said: "三千五", "两万多", "工资一万二". [P]"""

import re
from dataclasses import dataclass
from decimal import Decimal

from dialog.grammar.numerals import decimal, spelt

_N = "零一二两三四五六七八九十百千万亿"
_MONEY = "块|元|圆"
_OTHER = (
    "(?:多|来)?(?:个|天|年|月|人|户|次|米|里|公|平|斤|吨|克|度|号|栋|楼|层|岁|分|点|辆|台|条|只|亩|张|家|"
    "倍|种|份|位|名|遍|趟|瓦|伏|升|毫|厘|小时|字|步|梯|级)"
)
_NUMBER = (
    rf"(?P<number>(?<![{_N}几数\d第点])"
    rf"(?:[{_N}]+(?:点[零一二三四五六七八九]+)?万?|\d+(?:\.\d+)?万?))"
)
_AMOUNT = re.compile(
    rf"{_NUMBER}(?P<about>多|来)?(?:(?P<unit>{_MONEY})(?P<more>多)?"
    rf"(?P<cents>[一二三四五六七八九](?:毛|角)?(?![十百千万个]))?|(?!{_OTHER}|[{_N}几点幺]))"
)
_LEAST = Decimal(100)
"""Yuan from which a number without 块 is taken for money."""


@dataclass(frozen=True)
class Amount:
    """yuan: exact. about: whether a little more was said (多, 来). said: the words."""

    yuan: Decimal
    about: bool
    said: str


def amounts(text: str) -> tuple[Amount, ...]:
    """The sums named in a text, in order; what is no single number ("五六万") is left out."""
    found = (_amount(match) for match in _AMOUNT.finditer(text))
    return tuple(amount for amount in found if amount is not None)


def _amount(match: re.Match[str]) -> Amount | None:
    said = match["number"]
    value = _value(said)
    if value is None:
        return None
    large = value >= _LEAST and re.search("[百千万]", said)
    if not match["unit"] and not large and not _paid(match):
        return None
    if said in ("一", "1") and match["unit"] == "块" and not (match["cents"] or _paid(match)):
        return None  # 塌了一块
    if match["cents"]:
        value += Decimal(spelt(match["cents"][0])) / 10
    return Amount(value, bool(match["about"] or match["more"]), match[0])


_PAYS = re.compile("(?:收|交|付|赔|罚|扣|退)(?:费|钱)?(?:我|你|他|她|我们|咱们)?了?$")
_ENDS = re.compile("钱|[，。！？；,.!?;\\s]|$|太|贵|[还就也都]")


def _paid(match: re.Match[str]) -> bool:
    """Whether a number is of money for what is done with it, and nothing else is counted: 收我
    六十八."""
    text = match.string
    paid = _PAYS.search(text[: match.start()]) is not None
    return (paid and _ENDS.match(text, match.end()) is not None) or text[match.end() :][:1] == "钱"


def _value(said: str) -> Decimal | None:
    if said[0].isdigit():
        times = 10_000 if said.endswith("万") else 1
        return Decimal(said.removesuffix("万")) * times
    if "点" in said and said.endswith("万"):
        share = decimal(said.removesuffix("万"))
        return None if share is None else share * 10_000
    return decimal(said)
