"""What a caller wants done, and what they call themselves, within what they say. [P]"""

import re

_MARK = re.compile(
    r"(?:我(?:的)?)?(?:就|也|还|只)?(?:"
    r"(?:希望|盼望|恳请|请求|诉求(?:就)?是|(?<![合按有达照])要求(?!不高|太))"
    r"(?:你们|有关部门|政府|领导|他们|相关部门)?(?:能够?|可以)?"
    r"|(?:想请|想让|想叫|想要)(?:你们|有关部门|政府|他们|相关部门)?(?=.{2})"
    r"|(?:麻烦|请)(?:你们|您|你|有关部门|政府|相关部门)?(?:能够?)?"
    r"(?=尽快|赶紧|赶快|快点|早点|帮忙|帮我们?|派人|安排|来人|管|处理|解决|督促|协调|查|核实|维修|修|清|整治|给个)"
    r"|(?:能不能|可不可以|可以)(?:请|让)?(?:你们|他们|有关部门)?"
    r"(?=尽快|赶紧|赶快|快点|早点|派人|安排|来人|帮我们?(?!登记|转|查询)|管一?管|处理一?下|督促|协调)"
    r"|(?=(?:尽快|赶紧|赶快|尽早|早点|快点)(?:来|给|把|派|安排|处理|解决|修|恢复|清|管|整改|拆|退|发|查)))"
)
_END = re.compile(r"[，。！？；,.!?;\s]")
_TAIL = re.compile(r"(?:吧|啊|呀|嘛|哈|呢|哦|谢谢|好吗|好不好|行吗|可以吗|行不行)+$")
_NO_WISH = re.compile(
    r"^(?:帮我|给我|帮忙)?(?:登记|反映|投诉|举报|咨询|问|知道|了解|人工|保密|匿名|回电|转)"
)

SHORTEST = 2
"""Characters."""


def wish_said(text: str) -> str:
    """What is wanted, in the caller's words without "希望" and the like; "" where nothing is."""
    wish, _ = _found(text)
    return wish


def without_wish(text: str) -> str:
    """A clause up to where it begins to say what is wanted."""
    _, start = _found(text)
    return text if start < 0 else text[:start]


def _found(text: str) -> tuple[str, int]:
    for mark in _MARK.finditer(text):
        wish = _TAIL.sub("", _END.split(text[mark.end() :], maxsplit=1)[0])
        if len(wish) >= SHORTEST and not _NO_WISH.match(wish):
            return wish, mark.start()
    return "", -1


_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈"
    "姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_NAME = re.compile(
    rf"我(?:的名字)?叫([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[，。,.\s]|$|电话|手机|住|家住|是)"
    rf"|(?:我是|我姓|免贵姓|姓)([{_SURNAMES}](?:先生|女士|小姐|老师|师傅|阿姨|大爷|大妈|婆婆))"
)


def name_said(text: str) -> str:
    """The caller's full name or how they wish to be addressed ("王女士"), else ""."""
    found = _NAME.search(text)
    return next(filter(None, found.groups()), "") if found else ""
