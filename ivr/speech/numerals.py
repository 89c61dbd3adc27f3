"""Numbers as they are said in Mandarin. Pure; every function takes and gives text."""

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")
LONGEST = 4 * len(_MYRIADS)
"""Digits of the longest number that has a reading; beyond it digits are read one by one."""

_USUAL_GROUPS = {
    11: (3, 4, 4),  # mobile number
    18: (3, 3, 4, 4, 4),  # identity number: area, year, day, rest
    21: (4, 4, 3, 3, 3, 4),  # ticket: year, day, area, sequence with its check digit
}

_LIANG = """
个 件 位 次 天 年 周 周岁 小时 分钟 秒 秒钟 种 名 张 份 条 项
人 户 家 辆 台 套 间 处 元 块 块钱 角 毛 万 千 亿 米 公里 千米
公斤 千克 斤 平方米 平米 立方米 立方 吨 倍 遍 岁 句 点 点钟 口 所
座 批 起 宗 例 场 门 笔 只 头 棵 根 本 册 篇 趟 盒 瓶 袋 包
支 把 块儿 样 类 组 队 代 轮 道 度电 个月 个工作日 工作日 个小时
位数 方 声 节 餐 顿 床 升 克 毫米 厘米 公顷 亩 公分 盏 片 辈
"""
TWO_AS_LIANG = frozenset(_LIANG.split())
"""Counters before which 2 is 两; elsewhere (2月, 2号, 2楼, 第2) it stays 二."""


def digit_by_digit(digits: str) -> str:
    """2026 → 二零二六, as years are read."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def code(digits: str) -> str:
    """110 → 幺幺零, as telephone and other numbers without a value are read."""
    return digit_by_digit(digits).replace("一", "幺")


def cardinal(number: str) -> str:
    """The value of a number: "1,250" → 一千二百五十, "3.50" → 三点五零, "-2" → 负二.

    A number written with a leading zero ("007") or longer than 12 digits is read digit by digit.
    """
    sign = "负" if number.startswith("-") else ""
    whole, _, decimals = number.lstrip("-").replace(",", "").partition(".")
    return sign + _whole(whole) + ("点" + digit_by_digit(decimals) if decimals else "")


def counted(number: str, counter: str) -> str:
    """A number before a counter, without the counter: ("2", "个") → 两, ("2", "月") → 二."""
    return "两" if number == "2" and counter in TWO_AS_LIANG else cardinal(number)


def groups(length: int) -> tuple[int, ...]:
    """How a long number without a value is taken apart for reading, in threes, then fours."""
    if length in _USUAL_GROUPS:
        return _USUAL_GROUPS[length]
    if length <= 5:
        return (length,)
    fours = length % 3
    return (3,) * ((length - 4 * fours) // 3) + (4,) * fours


def _whole(digits: str) -> str:
    if len(digits) > LONGEST or (len(digits) > 1 and digits[0] == "0"):
        return digit_by_digit(digits)
    if int(digits) == 0:
        return "零"
    spoken = _sections(digits)
    if spoken.startswith("一十"):
        spoken = spoken[1:]
    return _leading_two(spoken)


def _sections(digits: str) -> str:
    """Four digits at a time, from the left, with their 万 or 亿."""
    spoken = ""
    gap = False
    count = (len(digits) + 3) // 4
    padded = digits.zfill(4 * count)
    for index in range(count):
        section = padded[4 * index : 4 * index + 4]
        if section == "0000":
            gap = True
            continue
        if spoken and (gap or section[0] == "0"):
            spoken += "零"
        spoken += _section(section) + _MYRIADS[count - 1 - index]
        gap = False
    return spoken


def _section(section: str) -> str:
    """ "0305" → 三百零五."""
    spoken = ""
    gap = False
    for place, digit in zip(reversed(_PLACES), section, strict=True):
        if digit == "0":
            gap = True
            continue
        spoken += ("零" if spoken and gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return spoken


def _leading_two(spoken: str) -> str:
    """两百, 两千, 两万, 两亿 at the head of a number."""
    return "两" + spoken[1:] if spoken[0] == "二" and spoken[1:2] in tuple("百千万亿") else spoken
