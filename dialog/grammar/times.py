"""Times as they are said: kept in the caller's words, not computed. [P]"""

import re

_DAY = (
    r"(?:今天|昨天|前天|明天|后天|大后天|听日|聽日|今晚|明晚|昨晚|前晚|这几天|最近|上周|上个月|上星期|"
    r"这周|下周|下星期|(?:这|上|下)?(?:周|星期|礼拜)[一二三四五六日天末]|周末|"
    r"[一二三四五六七八九十\d]+月[一二三四五六七八九十\d]+[日号]|(?<!\d)(?:[一二三四五六七八九十]{1,3}|\d{1,2})号(?![楼线院栋]))"
)
_PART = r"(?:早上|上午|中午|下午|晚上|傍晚|凌晨|半夜|夜里|深夜|天天|每天|每晚|晏昼|朝早)"
_CLOCK = r"(?:[一二三四五六七八九十两\d]+点(?:钟|半|多|以后|之后|[一二三四五六七八九十\d]+分)?)"
_LATER = (
    r"(?:[一二三四五六七八九十两几半\d]+个?(?:多)?(?:小时|钟头|分钟|天|周|星期|月|年)(?:后|以后|之后|了|前|以前)?|"
    r"(?:下班|饭后|吃完饭|开完会|散会|忙完|到家|回家)(?:以后|之后|后|了)?|晚点|晚些|迟点|等会儿?|等一下|等哈儿?|一会儿?|改天|回头|过几天|过两天)"
)
_TIME = re.compile(f"{_DAY}?{_PART}?{_CLOCK}(?:以后|之后|左右)?|{_DAY}{_PART}?|{_PART}|{_LATER}")


def time_said(text: str) -> str:
    """The first and longest stretch that names a time, "" where there is none."""
    found = [match.group() for match in _TIME.finditer(text)]
    return max(found, key=len, default="")
