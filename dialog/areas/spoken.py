"""Official names of communities and villages, as people say them. [P]"""

import re

_VILLAGE = re.compile("村?村(?:民)?委(?:员)?会$")
_COMMUNITY = re.compile("(?:社区)?(?:居民委员会|居委会|工作站)$")
_SIGNS = re.compile(r"[^\w\u3400-\u9fff]+")


def spoken(official: str) -> str:
    """白岩村 for 白岩村村民委员会, 金龙社区 for 金龙社区居民委员会; other names stay."""
    name = _SIGNS.sub("", official)
    shorter = _COMMUNITY.sub("社区", _VILLAGE.sub("村", name))
    return shorter if len(shorter) >= 2 else name
