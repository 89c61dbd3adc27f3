"""What a caller corrects, and to what: "不是渝北，是江北", "电话不对", two things at once. [P]"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from dialog.areas.places import Place, as_answer, find_place
from dialog.areas.table import AreaTable
from dialog.draft import SHORTEST_MATTER, Draft
from dialog.grammar.corrections import corrected
from dialog.grammar.digits import digits
from dialog.grammar.intents import yes_no
from dialog.grammar.phone_numbers import is_phone
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, part_of, utterance
from dialog.grammar.wishes import wish_said
from dialog.intake_answers import bare_time
from dialog.moments import Moment, answered, moment
from dialog.repair_place import behind_label, put_right

LONG_NUMBER = 7
"""Digits that are a telephone number, whatever was asked."""


@dataclass(frozen=True)
class Mend:
    """One slot that was wrong. change: fields of the draft with their new values; None where the
    caller did not say what is right, and is to be asked."""

    slot: str
    change: Mapping[str, Any] | None = None


NAMES: tuple[tuple[str, str], ...] = (
    ("repair_number", "contact"),
    ("repair_place", "place"),
    ("repair_when", "when"),
    ("repair_matter", "matter"),
    ("repair_wants", "wants"),
)
"""Tables of phrases that name a slot."""

_PIECE = re.compile(
    r"[，。！？；,.!?;\s]+(?!(?:而|应该|其实|我说的)?(?:是|在|改成|改为|换成)|不是|不在|[0-9零一二三四五六七八九幺洞])"
    r"|(?<=没错)(?=[^，。；,了的吧])|(?<=[^，。；,的个是])(?=(?:联系)?(?:电话|号码|手机)(?:号码?)?(?:[也都不错是改有说]|应该)"
    r"|(?:地点|地址|时间|日期|事情|内容)(?:[也都不错是改有说]|应该))"
)
_NEW = (
    re.compile(r"(?:不是|不叫|不在)(?P<old>.+?)[，,\s]*(?:而是|应该是|是|在|叫)(?P<new>.+)$"),
    re.compile(r"(?:应该是|是|在)(?P<new>.+?)[，,\s]*(?:不是|不在)(?P<old>.+)$"),
    re.compile(r"^(?P<new>[^，,]+?)的?[，,\s]*(?:不是|不在)(?P<old>.+)$"),
    re.compile(r"(?:应该是|应该在|改成|改为|换成|写成|更正为|(?<!不)(?:是|在))(?P<new>.+)$"),
)
_CANTONESE = re.compile("(?<![联关没])系(?![统列])")
_DENIED = re.compile("(?:不对|不)*[，,]?(?:不是|不在)")
_WRONG = re.compile("(?:不对头?|错了?|不是)[了的啊嘛哈]*$")
_RIGHT = re.compile(r"没错|没有错|没问题|没有问题|是对的|对的$|正确|不用改|不变")
_WORDS = re.compile(
    r"联系电话|电话|手机号码|手机号?|号码|地点|地方|地址|位置|时间|日期|事情|内容|诉求|要求|"
    r"不对|错了|有错|说错|搞错|弄错|不是|应该|改成|改为|改一下|也|都|和|跟|了|的|啊|哦|呀|，|。|我"
)


def mends(said: Utterance, draft: Draft, areas: AreaTable, asked: bool = False) -> tuple[Mend, ...]:
    """Everything that an utterance corrects, each slot once; () where it corrects nothing.

    asked: whether the caller was asked what is wrong, so that values alone are corrections.
    """
    corrects = asked or find("corrects", said) is not None
    found: dict[str, Mend] = {}
    raw = _CANTONESE.sub("是", said.raw.replace("唔系", "不是"))
    pieces = [part_of(said, piece) for piece in _PIECE.split(raw) if piece]
    for piece in sorted(pieces, key=lambda piece: _only_denies(piece.raw)):
        if mend := _mend(piece, draft, areas, corrects):
            earlier = found.get(mend.slot)
            found[mend.slot] = _joined(earlier, mend)
    if "place" in found and "when" not in found:
        told = filter(None, (_other_time(piece, draft) for piece in pieces))
        found |= {mend.slot: mend for mend in told}
    return tuple(found.values())


def _joined(earlier: Mend | None, later: Mend) -> Mend:
    """Of two about one slot the one that says what is right, the first of two such; a place may be
    told in two pieces: 不是大渡口是九龙坡, 石坪桥街道."""
    if earlier is None or earlier.change is None:
        return later
    if earlier.slot != "place" or later.change is None:
        return earlier
    first, second = earlier.change["place"], later.change["place"]
    more = first.street is None and second.street is not None
    return Mend("place", {"place": first.merged(second)}) if more else earlier


def _other_time(said: Utterance, draft: Draft) -> Mend | None:
    """A time that is said and nothing else, where another was read back."""
    when = bare_time(said.raw, draft.today)
    other = when.said and draft.when.said and when.written != draft.when.written
    return Mend("when", {"when": when}) if other else None


def again_differently(said: Utterance, draft: Draft, areas: AreaTable) -> tuple[Mend, ...]:
    """What is said once more with a yes, and is not as it was read back: another street, another
    time ("南坪西路，前天晚上，对的")."""
    found: dict[str, Mend] = {}
    for clause in said.clauses:
        if mend := _other_time(utterance(clause), draft):
            found["when"] = mend
        place = find_place(part_of(said, clause), areas, draft.place)
        street, known = place.street, draft.place.street
        if street and known and street != known:
            found["place"] = Mend("place", {"place": draft.place.corrected(place)})
    return tuple(found.values())


def _mend(said: Utterance, draft: Draft, areas: AreaTable, corrects: bool) -> Mend | None:
    piece = said.raw
    if _RIGHT.search(piece):
        return None
    new = _new(piece)
    for table, slot in NAMES:
        if find(table, said) and (corrects or new):
            return Mend(slot, VALUES[slot](said, new, draft, areas))
    if len(digits(piece)) >= LONG_NUMBER or (corrects and _tail(piece)):
        return Mend("contact", _contact(said, new, draft, areas))
    if not corrects and (yes_no(said) is True or not new):
        return None
    if change := _found_place(part_of(said, new) if new else said, draft, areas):
        return Mend("place", change)
    alike = new and _alike(piece.replace(new, ""), draft.matter)
    when = moment(new or piece, draft.today)
    if when.said and (corrects or (alike and not draft.when.said)):
        return Mend("when", {"when": when})
    if alike:
        return Mend("matter", _matter(said, new, draft, areas))
    return None


def _only_denies(piece: str) -> bool:
    """Whether a piece says what is not so, and another may say what is: 不是海棠溪, 龙门浩."""
    denies = _DENIED.match(piece) or _WRONG.search(piece)
    return denies is not None and not _new(piece)


def _alike(old: str, matter: str) -> bool:
    """Whether what is not so ("不是路灯坏了") is what was taken down."""
    return any("".join(pair) in matter for pair in pairwise(old))


def _new(piece: str) -> str:
    """What stands behind "是", in place of what stands behind "不是"; "" where neither is said."""
    for pattern in _NEW:
        if (found := pattern.search(piece)) and _WORDS.sub("", found["new"]):
            return found["new"]
    return ""


def _tail(piece: str) -> bool:
    return (
        re.search(
            "尾号|最后[几两三四]|后[面四三两]|中间四|开头是|第[一二三四五六七八九十]位", piece
        )
        is not None
    )


def applied(draft: Draft, found: tuple[Mend, ...]) -> Draft:
    """The draft with what was said anew; what is to be asked anew is forgotten, but for what the
    place is not."""
    for mend in found:
        refused = draft.place.refused
        draft = replace(draft, **dict(mend.change or CLEARED[mend.slot]))
        draft = replace(draft, place=replace(draft.place, refused=draft.place.refused | refused))
    return draft


CLEARED: Mapping[str, Mapping[str, Any]] = {
    "contact": {"contact": ""},
    "place": {"place": Place()},
    "when": {"when": Moment()},
    "matter": {},
    "wants": {"wants": ""},
}
"""What is forgotten of a slot that is asked anew."""


# --- values, one function a slot ---

Change = Mapping[str, Any] | None


def _found_place(said: Utterance, draft: Draft, areas: AreaTable) -> Change:
    place = put_right(said, draft.place, draft.words, areas)
    return {"place": place} if place else None


def _place(said: Utterance, new: str, draft: Draft, areas: AreaTable) -> Change:
    text = new or (said.raw if behind_label(said) else _WORDS.sub("", said.raw))
    if found := _found_place(part_of(said, text), draft, areas):
        return found
    answer = as_answer(part_of(said, new), areas) if new else None
    return {"place": draft.place.merged(answer)} if answer and answer.text else None


def _when(said: Utterance, new: str, draft: Draft, areas: AreaTable) -> Change:
    when = answered(new, draft.today) if new else moment(said.raw, draft.today)
    return {"when": when} if when.said else None


def _matter(said: Utterance, new: str, draft: Draft, areas: AreaTable) -> Change:
    if len(new) < SHORTEST_MATTER:
        return None
    told = draft.about(part_of(said, new), areas)
    return {"matter": told.matter, "words": told.words}


def _wants(said: Utterance, new: str, draft: Draft, areas: AreaTable) -> Change:
    wants = wish_said(new) or new or wish_said(_WORDS.sub("", said.raw))
    return {"wants": wants} if len(wants) >= 2 else None


def _contact(said: Utterance, new: str, draft: Draft, areas: AreaTable) -> Change:
    number = digits(said.raw)
    if not is_phone(number) and draft.contact and len(number) >= 2:
        number = corrected(draft.contact, said.raw, said.syllables)
    return {"contact": number} if is_phone(number) and number != draft.contact else None


VALUES: Mapping[str, Callable[[Utterance, str, Draft, AreaTable], Change]] = {
    "contact": _contact,
    "place": _place,
    "when": _when,
    "matter": _matter,
    "wants": _wants,
}
"""Slot to what reads its new value out of (the piece, what stands behind "是", draft, areas)."""
