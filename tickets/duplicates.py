"""Whether a new report is of the very matter that another citizen has filed already. [P]

Joining two matters that are not one loses the second, so everything must speak for it: the same
public thing, the same district, and a spot so exact that there is one such thing there. Two
potholes in one road, or two lamps in one estate, stay two tickets.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.likeness import same_things, things
from knowledge.pinyin import folded, syllables
from tickets.clocks import Category, Urgency

TOGETHER = frozenset({Category.COMPLAINT, Category.REPORT, Category.HELP})
"""Categories that callers use for the same matter. A question, a suggestion or praise is each
citizen's own."""

POINTS = frozenset({
    "路灯", "路面", "井盖", "积水", "护栏", "红绿灯", "斑马线", "树木", "垃圾", "污水", "漏水/屋顶",
    "漏水/水管", "占道", "违停", "违建", "电梯", "消防", "外墙", "健身", "公厕", "单车/停放",
})  # fmt: skip
"""Things of which there are several in a street or an estate."""

AREAS = frozenset({
    "停水", "停电", "停气", "水质", "水压", "油烟", "异味", "扬尘", "噪音/施工", "噪音/广场舞",
    "噪音/酒吧", "噪音/餐饮", "噪音/喇叭", "物业/保洁", "物业/保安",
})  # fmt: skip
"""Things that reach a whole estate. All others (wages, refunds, papers) are one citizen's own."""

LEVELS = 2
"""Of the matter tree that must agree; the third tells how a caller put it."""

_PRIVATE = re.compile(
    "我家(?!楼下|门口|门前|附近|旁边|对面|外面|周围|窗|小区|这边|这里|后面|前面|隔壁)"
    "|我的|我妈|我爸|我老公|我老婆|我孩子|我儿子|我女儿|家里|我们家里|欠我|本人"
)
_AREA_NAMES = re.compile(
    "^(?:[^区县市]{2,3}市)?(?:[^小社园]{1,8}?(?:自治县|区|县))?(?:[^小]{1,6}?(?:街道|镇|乡))?"
)
_NAMED = re.compile(
    "[\u4e00-\u9fff0-9a-z]{2,10}?(?:小区|花园|家园|新村|新城|公寓|大厦|广场|公园|市场|医院|学校|小学|中学|幼儿园|"
    "车站|地铁站|商场|商城|步行街|大桥|立交|苑|府|城)"
)
_ROAD = re.compile("[\u4e00-\u9fff]{1,6}?(?:大道|公路|路|街|巷)(?!口|灯|面|边)")
_CROSSING = re.compile("路口|交叉口|交汇|交界|十字")
_NUMBER = re.compile("([0-9]+|[一二三四五六七八九十百]+)(号楼|号|栋|幢|单元|期|组|楼|层)")
_SIDES = (
    "东门", "南门", "西门", "北门", "正门", "后门", "大门", "门口", "对面", "里面", "旁边",
    "后面", "前面", "车库", "楼顶", "中庭", "左边", "右边", "东侧", "西侧", "南侧", "北侧",
)  # fmt: skip
_SAME_SIDE = str.maketrans({"幢": "栋"})


@dataclass(frozen=True)
class Reported:
    """One report. text: the matter in the citizen's words; place: as it is written; district: of
    the table, "" where none was said; filed: aware. words: everything that the citizen said.
    matter_path: levels of the matter tree, as far as they are known."""

    category: str
    text: str
    place: str
    district: str
    filed: datetime
    urgency: str = Urgency.NORMAL
    secret: bool = False
    words: str = ""
    matter_path: tuple[str, ...] = ()


def duplicate(new: Reported, old: Reported, within: timedelta) -> bool:
    """Whether they are one matter. within: days between them, at most. Emergencies and what is
    kept secret are never joined, on either side."""
    if any(each.secret or each.urgency != Urgency.NORMAL for each in (new, old)):
        return False
    if any(each.category not in TOGETHER or _is_private(each) for each in (new, old)):
        return False
    if not timedelta(0) <= new.filed - old.filed <= within:
        return False
    if not new.district or new.district != old.district or not same_things(new.text, old.text):
        return False
    if _differ(new.matter_path[:LEVELS], old.matter_path[:LEVELS]):
        return False
    about = things(new.text)
    if about <= AREAS:
        return _same_estate(new, old)
    return about <= POINTS | AREAS and _same_spot(new, old)


def _differ(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(a and b and a != b for a, b in zip(ours, theirs, strict=False))


def _is_private(report: Reported) -> bool:
    return _PRIVATE.search(f"{report.text}，{report.words}") is not None


def find_duplicate(new: Reported, others: Iterable[Reported], within: timedelta) -> int | None:
    """The position of the first of the others that is the same matter."""
    return next((at for at, old in enumerate(others) if duplicate(new, old, within)), None)


@dataclass(frozen=True)
class _Spot:
    """names: of estates and buildings, or all roads of a crossing, as they sound. numbers: of
    houses, buildings and storeys. sides: 东门, 对面."""

    names: frozenset[str]
    roads: frozenset[str]
    numbers: frozenset[str]
    sides: frozenset[str]

    @property
    def is_crossing(self) -> bool:
        return len(self.roads) > 1


def _spot(report: Reported) -> _Spot:
    place = _AREA_NAMES.sub("", report.place.lower(), count=1)
    roads = frozenset(map(_sound, _ROAD.findall(place.replace("和", "，").replace("与", "，"))))
    everything = place + report.text
    crossing = _CROSSING.search(everything) is not None
    return _Spot(
        names=frozenset(map(_sound, _NAMED.findall(_ROAD.sub("，", place)))),
        roads=roads if crossing or len(roads) == 1 else frozenset(),
        numbers=frozenset(map(_number, _NUMBER.findall(everything.translate(_SAME_SIDE)))),
        sides=frozenset(side for side in _SIDES if side in everything),
    )


def _same_estate(new: Reported, old: Reported) -> bool:
    """The same named place; numbers that were said by both must not differ."""
    ours, theirs = _spot(new), _spot(old)
    if ours.numbers and theirs.numbers and ours.numbers != theirs.numbers:
        return False
    return _same_names(ours, theirs) or _same_crossing(ours, theirs)


def _same_spot(new: Reported, old: Reported) -> bool:
    """The same named place or road, and what tells the spot within it the same, too."""
    ours, theirs = _spot(new), _spot(old)
    if ours.numbers != theirs.numbers or ours.sides != theirs.sides:
        return False
    if _same_crossing(ours, theirs):
        return True
    exact = bool(ours.numbers or ours.sides)
    same_road = bool(ours.roads) and ours.roads == theirs.roads and bool(ours.numbers)
    return exact and (_same_names(ours, theirs) or same_road)


def _same_names(ours: _Spot, theirs: _Spot) -> bool:
    return bool(ours.names) and ours.names == theirs.names


def _same_crossing(ours: _Spot, theirs: _Spot) -> bool:
    return ours.is_crossing and ours.roads == theirs.roads


def _sound(name: str) -> str:
    return " ".join(folded(syllables(name)))


_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")}


def _number(found: tuple[str, str]) -> str:
    """三栋 as 3栋, 3号楼 as 3栋."""
    number, kind = found
    plain = "".join(_DIGITS.get(c, c) for c in number)
    return plain + ("栋" if kind == "号楼" else kind)
