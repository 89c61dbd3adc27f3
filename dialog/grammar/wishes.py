"""What a caller wants done, and what they call themselves, within what they say. [P]"""

import re

_MARK = re.compile(
    r"(?:我(?:的)?)?(?:就|也|还|只)?(?:"
    r"(?:希望|盼望|恳请|请求|诉求(?:就)?是|(?<![合按有达照])要求(?!不高|太))"
    r"(?:你们|有关部门|政府|领导|他们|相关部门)?(?:能够?|可以)?"
    r"|(?:是|只|就)?(?:想|要)(?:把)?(?=(?:退|要回|拿回|讨回|追回)(?!休|伍|学|出|役))|(?:想请|想让|想叫|想要)(?:你们|有关部门|政府|他们|相关部门)?(?=.{2})"
    r"|(?:麻烦|请)(?:你们|您|你|有关部门|政府|相关部门)?(?:能够?)?"
    r"(?=尽快|赶紧|赶快|快点|早点|帮忙|帮我们?|派人|安排|来人|管|处理|解决|督促|协调|查|核实|维修|修|清|整治|给个)"
    r"|(?:能不能|可不可以|可以)(?:请|让)?(?:你们|他们|有关部门)?"
    r"(?=尽快|赶紧|赶快|快点|早点|派人|安排|来人|帮我们?(?!登记|转|查询)|管一?管|处理一?下|督促|协调)"
    r"|(?=(?:尽快|赶紧|赶快|尽早|早点|快点)(?:来|给|把|派|安排|处理|解决|修|恢复|清|管|整改|拆|退|发|查)))"
)
_END = re.compile(r"[，。！？；,.!?;\s]")
_TAIL = re.compile(r"(?:吧|啊|呀|嘛|哈|呢|哦|谢谢|好吗|好不好|行吗|可以吗|行不行)+$")
_LEAD = re.compile(r"^(?:就是|那就|那|嗯|哦|呃|，)+")
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


_ACT = (
    "(?:退|赔|还|发|修|拆|清|关|撤|换|搬|移|停|通|砍|锯|装|补|罚|查|管|改|办|恢复|处理|处罚|解决"
    "|封|关停|停业|开|收|贴|整改|整治|取缔|道歉|疏通|打扫|安排|加|减|挪|拖走|弄|搞|来|派|给个?说法|给个?交代)"
)
_WANTED = re.compile(
    f"{_ACT}|答复|回复|说明|解释|公布|公开|通知|监督|重视|注意|协调|督促|调查|核实|降|提高|说法"
    "|公道|道理"
)
_BARE = re.compile(
    r"^(?:嗯|哦|那|就是|就|我|要|想|你们?|赶紧|赶快|尽快|快点|早点|搞快点|喊|请|麻烦|[，,])*(?:"
    rf"(?:把|将)[^，了的]{{1,8}}?(?:的[^，]{{1,3}})?{_ACT}"
    rf"|(?:让|叫|喊|要求|派)(?!我)[^，]{{1,6}}?{_ACT}"
    rf"|(?:给|帮)我们?(?!打|回|转){_ACT}"
    r"|罚(?:他|她|它)们?|(?:退|赔|还)(?:我|点|一点|些|给我|钱|款|押金|费)(?!的|了)"
    r"|(?:整改|处罚|取缔|恢复|道歉|修好|拆掉?|拆除|清走|搬走|通水|通电|通车)(?:嘛|吧|呗|啊|了|就|$)"
    r"|(?:查封|查处|关停|关掉|封掉|封了|严查|严惩|清理|处分|开除)(?:掉|了)?(?:它|他|她|这家|那家|他们)*(?:嘛|吧|呗|啊|$)"
    r"|[搞弄修办](?:好|快)(?:点|一点)?(?:嘛|吧|就|$|来|给)|来(?:个)?人?(?:修|看|清|处理|锯|拆)"
    r")(?!的时候)"
)
_DONE = re.compile("了(?!就|嘛|吧|呗|[，,。]?$)|一直|都没|不肯|不给|半天|不管")
"""What has happened is no wish: 把路挖断了, but 把树砍了嘛."""

LONGEST_BARE = 16
"""Characters."""


def names_act(text: str) -> bool:
    """Whether a word stands in it for something that can be done about a matter."""
    return _WANTED.search(text) is not None


def bare_wish(text: str) -> str:
    """What is wanted by somebody who says that and nothing else, without 希望 ("把钱退给我"); ""
    where that is not it."""
    said = _LEAD.sub("", _END.sub("，", text).strip("，"))
    if len(said) > LONGEST_BARE or not _BARE.match(said) or _DONE.search(said):
        return ""
    return _TAIL.sub("", said)


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
