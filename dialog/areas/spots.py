"""Spots within an area, in the caller's words: roads, crossings, estates, numbers of houses. [P]"""

import re

from dialog.grammar.times import time_said

KNOWN = "\ue0f0"
"""Stands for a place that is known by name, and is kept whole."""

_D = r"[\d零〇一二三四五六七八九十百幺两]"
_ROAD = (
    r"(?:大道|公路|立交桥?|大桥|隧道|环线"
    r"|(?<![线走修让带出网电思跑赶迷领绕堵占挡扫\d])[路街巷弄](?!灯|边摊|面|上|由|过|道))"
)
_NAME = r"[\u4e00-\u9fffa-z0-9]{1,8}?"
_KIND = (
    rf"(?:小区|花园|家园|佳园|新村|社区|名都|新城|公馆|丽景|雅苑|{_ROAD}|步行街|广场(?!舞)|公园|"
    r"市场|菜场|车站|地铁站|轻轨站|公交站|[^在到车]站(?!着|在|起)|码头|医院|学校|小学|中学|大学|幼儿园|大厦|大楼|商场|超市|"
    r"十字路口|路口|村(?!民|里|委)|苑)"
)
_NUMBER = (
    rf"(?:附?(?:{_D}|[a-z])+(?:号线|号楼|号院|号门(?!口)|号|栋|幢|座|单元|楼|层|室|组|社|期|区)(?:附{_D}+号)?"
    rf"|(?<=[栋元楼层]){_D}{{3,4}}(?!{_D}))"
)
_BESIDE = (
    r"(?:的?(?:斜?对面|旁边|隔壁|门口|大门口|楼下|楼上|楼顶|后门|前门|后面|前面|附近|转角|拐角"
    r"|背后|后头|前头|外头|外面|侧边|侧面|边边上?|当头|坡上"
    r"|(?:坎坎|堡坎|梯坎|坡坡|坎)(?:上|下|脚|底|边)面?头?"
    r"|[东西南北中上下]段|[东西南北]门|[东西南北]广场|(?:交叉口|交汇处|交界处|十字路口|路口|转盘)))"
)
_EXIT = rf"(?:(?:{_D}|[a-z])+号?(?:出口|口|门(?!口)))"
_ESTATE = (
    r"(?<=，)[\u4e00-\u9fff]{2,6}?(?:城|湾|郡|庭|轩|半岛|天地|(?<!政)府|(?<![邻民定])居)"
    rf"(?=$|，|[这那的里]|{_NUMBER})|(?<=，)[\u4e00-\u9fff]{{1,3}}{_D}{{2,4}}城"
)
_SPOT = re.compile(
    rf"{_NAME}{_ROAD}[和与跟同]{_NAME}{_ROAD}的?(?:交叉口|交汇处|交界处|十字路口|路口|口|交叉的?地方)?"
    rf"|{KNOWN}(?:{_KIND}|站)?(?:{_EXIT}|{_BESIDE})*"
    rf"|(?:{_ESTATE})(?:{_NUMBER})?(?:{_EXIT}|{_BESIDE})*"
    rf"|(?:{_NAME}{_KIND}|{_NUMBER})(?:{_EXIT}|{_BESIDE})*"
)
_LEAD = re.compile(
    r"^(?:.*(?:在|到|不是|就是|是|那个|这个|有个|我们|咱们|我家|住|位于|反映|投诉|举报|问题|说|对(?!面)|的(?!交|转|路口|十字|斜?对|旁|隔|大?门|楼|后|前|背|附)|你好"
    r"|喂|于|去|从(?!化)|这里|那里|这边|那边|希望|增加|一条|经过|路过|靠近|挨着|旁边(?!$)|刚才|[这那]便|[了吗嘛呢呀啊把被给也]|(?<![酒网水茶氧])吧)|[我你他她这那们]+)"
)
_VAGUE = re.compile(
    rf"(?:小区|社区|公园|广场|市场|菜场|医院|学校|小学|中学|大学|幼儿园|车站|路口|十字路口|村|楼|超市|商场|大楼|地铁站|公交站"
    rf"|马路|公路|街|路|居民楼|[^{KNOWN}]?站)?(?:{_EXIT}|{_BESIDE})*"
)


_FOLLOWS = re.compile(rf"的?[\u4e00-\u9fffa-z0-9]{{1,5}}?(?:{_KIND}|{_NUMBER})")
_KIND_FIRST = re.compile(_KIND)
_AS_KIND = re.compile(rf"{_KIND}|站|{_BESIDE}")


def spot_follows(text: str) -> bool:
    """Whether a road, an estate or a number comes next."""
    return _FOLLOWS.match(text) is not None


def begins_with_kind(text: str) -> bool:
    """Whether what follows a name makes it that of a spot: a square, a station, a quay."""
    return _AS_KIND.match(text) is not None


_BEHIND = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,4}}?(?:大道|路(?!口)|[街巷](?!道)|小区|花园|家园|新村|广场)|{_D}+号)"
)


def has_spot_behind(text: str) -> bool:
    """Whether a spot with a name of its own comes next: 人民路, and not 门口 or 馆路."""
    return _BEHIND.match(text) is not None


_LEADS_ON = re.compile(rf"$|，|的|那|这|[附旁]|{_NAME}(?:{_KIND}|{_NUMBER})")


def leads_on(text: str) -> bool:
    """Whether what follows a short name fits that of an area: nothing, 那边, or a spot in it."""
    return _LEADS_ON.match(text) is not None and not _KIND_FIRST.match(text)


def spots(text: str) -> list[str]:
    """Each spot that is named, as it stands in the text."""
    when = time_said(text)
    is_time = when and not when.endswith("号")  # 8号 is a house as well as a day
    found = _SPOT.findall(text.replace(when, "，", 1) if is_time else text)
    cleaned = (_without_lead(spot) for spot in found)
    return [s for s in cleaned if (len(s) >= 2 or s == KNOWN) and not _VAGUE.fullmatch(s)]


def _without_lead(spot: str) -> str:
    return spot if spot.startswith(KNOWN) else _LEAD.sub("", spot)
