"""What people say around a matter: how they begin, how they end, how they lead to a place. [P]

Recognisers write these as they sound (维文要投诉个是 for 喂我要投诉个事), so openings are known by
their sound, too.
"""

import re
from functools import cache

from knowledge.pinyin import folded
from knowledge.pinyin import syllables as pinyin

_WHO = ("", "我", "我们", "喂我", "你好我", "喂你好我", "喂")
_COMES = ("", "打电话", "打电话来", "打电话是", "打电话就是", "打电话过来", "今天")
_WILL = ("要", "想", "来", "想要", "想跟你们", "想给你们", "是要", "是想", "")
_DOES = ("投诉", "举报", "反映", "求助", "表扬", "建议", "登记", "说")
_THING = (
    "一下",
    "一哈",
    "一个情况",
    "一个问题",
    "一个事情",
    "一个事",
    "一件事",
    "个情况",
    "个问题",
    "个事情",
    "个事",
    "一下情况",
    "一下问题",
    "一个",
    "",
)

_FIXED = (
    "是这样",
    "是这样的",
    "事情是这样的",
    "情况是这样的",
    "是这么回事",
    "我跟你说",
    "我跟你说嘛",
    "我给你说",
    "我给你说嘛",
    "跟你说嘛",
    "我跟你讲",
    "我跟你们说",
    "我给你们说",
    "请你们帮个忙",
    "请你帮个忙",
    "请帮个忙",
    "麻烦帮个忙",
    "麻烦你们帮个忙",
    "帮个忙",
    "麻烦帮忙解决一下",
    "请帮忙解决一下",
    "请你们帮忙解决一下",
    "麻烦你们帮忙解决一下",
    "麻烦帮忙处理一下",
    "请帮忙处理一下",
    "请你们帮忙处理一下",
    "麻烦你们解决一下",
    "麻烦帮我解决一下",
    "麻烦帮我处理一下",
    "我有个建议",
    "我提个建议",
    "我想提个建议",
    "有个建议",
    "我有个事情",
    "我有个事",
    "我有个问题",
    "麻烦你了",
    "麻烦你们了",
    "我说一下",
    "我想说一下",
    "我跟你们反映一下",
    "我跟你反映一下",
    "我想跟你们反映一下",
    "帮我登记一下",
    "帮我反映一下",
)

_SOUND_FROM = 3
"""Syllables from which an opening is known by its sound."""

_NEAR_FROM = 5
"""Syllables from which one of them may be another."""

_PLAIN = re.compile(
    r"^(?:喂|(?:哎|诶|师傅|同志|领导|老师|美女|帅哥|小妹|妹儿|小姐|大姐)*[你您]好(?:啊|呀|哈|哦)?|(?:师傅|同志|领导|老师|美女|帅哥|小妹|妹儿|大姐)(?:啊|[，,])|[哎诶唉](?=[，,\s]|[我你这是])"
    r"|那个|那(?=我)|就是|请问|嗯|呃|啊|哦|[，。,\s]"
    r"|我?(?:要|想|来)?(?:跟|给|向|和)[你您]们?(?:反映|投诉|说|讲|摆|举报)(?:一?下|一?哈|一?个|一?件)?(?:问题|情况|事情|事儿?)?(?:嘛|哈|啊)?|我?(?:要|想|来)?(?:投诉|举报|反映|登记|说|问|求助|建议|表扬|提)(?:的(?:就)?是|一下|个|一个)?(?:问题|情况|事情|事)?"
    r"|我们家?|我家|咱们|俺们?|我)+"
)
_CLOSING = re.compile(
    r"(?:[，,。\s]|就(?:是|一直)?这样(?:子)?[了的]?|一直(?:都)?(?:是)?这样(?:子)?的?|(?:好的)?谢谢(?:你们?)?|麻烦(?:你们?)?了"
    r"|(?:啷个|当个|怎么|咋个?|也|都|硬是)?(?:就)?没(?:得|有)?人来?管(?:一下)?[嘛啊呢吗呀]"
    r"|(?:打|反映|投诉|说|报)了?(?:好多|很多|好几|无数|多|几)[次遍回](?:电话|了)?(?:都|也|还是)?(?:没得?用|不管用|没人[管理]))+$"
)
_TO_PLACE = re.compile(
    r"(?:(?:我|我们|我家)?(?:就|是|就是|住|家)?(?:在|位于)|地址[是在]?|地点[是在]?|位置[是在]?)+$"
)
_FROM_PLACE = re.compile(
    r"^(?:的|儿(?=[这那的边上，,])|[这那](?:道儿?上|边|里|儿|一带|附近|个?塌塌|个?地方|块|头|位置)|附近|里头|里面|上头|街上|一带|[，,])+(?=.{2})"
)
_ADDRESS = re.compile(r"(?:di zi|di dian|wei zi) \S+$")


_BESIDE = re.compile(
    r"(?:我|免贵|，)*(?:姓.|(?:名字)?叫.{2,3}|是.{1,2}(?:先生|女士|师傅|老师|阿姨|婆婆|大爷))"
    r"|.子[李孔]|弓长张|立早章|耳东陈|双口吕|三横王|口天吴|言午许|草头黄|古月胡|双木林|三点水.{1,3}"
    r"|(?:我(?:是|们是)?)?(?:这里|这边|那里|本小区|楼上|楼下)?的?(?:住户|居民|业主|租户|租客|村民|家长|市民|群众)(?:代表)?|(?:你们?|请|麻烦|希望|请你们?)+"
    r"|我?的?(?:联系)?(?:电话|手机|号码)(?:号码?)?(?:就|也)?(?:是|打|拨)?(?:这个|[0-9零一二三四五六七八九幺洞]{3,}).{0,3}"
    r"|我?(?:要|想|来)?(?:反映|投诉|举报|说)?(?:有|的是|一下)?[一两二三几]个?件?(?:事情?|问题|情况)"
    r"|我?(?:要|想|来)(?:反映|投诉|举报)(?:一下)?|(?:好了?|对了?|行了?){1,3}|(?:那|那么)?我(?:就|来|先)?[说讲](?:了|啊|哈|嘛)?"
    r"|(?:那|哦|嗯)?(?:行|好|可以)(?:吧|嘛)"
    r"|我?(?:就是|是|住|住在|家住|家在|在这儿?)|你(?:这个|们)?[说讲]得?(?:都|也)?(?:不清楚|不明白|不对)[啊嘛]?"
    r"|我(?:今年|都|已经|快)*[六七八九]十.{0,3}(?:岁|了)+(?:哦|哒)?"
)


def beside_matter(clause: str) -> bool:
    """Whether a clause tells who speaks and that they speak, and nothing of what happened: "我姓李,
    木子李", "我电话就是这个", "我要反映两个事"."""
    return _BESIDE.fullmatch(clause) is not None


def without_opening(text: str) -> str:
    """A text from where it begins to tell something; "" where it never does."""
    while size := _opening(text):
        text = text[size:]
    return text


def _opening(text: str) -> int:
    """Characters of the opening that a text begins with."""
    found = _PLAIN.match(text)
    sounds = _sounds(text)
    return max(found.end() if found else 0, _exact(sounds)) or _near(sounds)


def without_closing(text: str) -> str:
    """A text up to where it only says that this is all, and that nobody cares."""
    return _CLOSING.sub("", text)


def before_place(text: str) -> str:
    """What stands before the name of a place, without what leads to it (地址是, 就在)."""
    rest = _TO_PLACE.sub("", text)
    sounds = _sounds(rest)
    if len(sounds) == len(rest) and _ADDRESS.search(" ".join(sounds)):
        return rest[:-3]
    return rest


def after_place(text: str) -> str:
    """What stands behind the name of a place, without what belongs to it (那个塌塌, 这边的)."""
    rest = _FROM_PLACE.sub("", text)
    sounds = _sounds(rest)
    for size in (4, 2):
        if rest == text and len(rest) > size and sounds[:size] in _beside():
            return _FROM_PLACE.sub("", rest[size:])
    return rest


def _sounds(text: str) -> tuple[str, ...]:
    """Folded, one a character; () where the text has other signs."""
    found = folded(pinyin(text))
    return found if len(found) == len(text) else ()


@cache
def _beside() -> frozenset[tuple[str, ...]]:
    return frozenset(folded(pinyin(each)) for each in ("那个塌塌", "这个塌塌", "这边", "那边"))


_Sounds = tuple[str, ...]


@cache
def _parts() -> tuple[tuple[_Sounds, ...], ...]:
    """By sound: who, comes how, will, does, what; one of each makes an opening."""
    return tuple(tuple(map(_of, part)) for part in (_WHO, _COMES, _WILL, _DOES, _THING))


@cache
def _fixed() -> tuple[_Sounds, ...]:
    return tuple(map(_of, _FIXED))


def _of(text: str) -> _Sounds:
    return folded(pinyin(text))


def _exact(sounds: _Sounds) -> int:
    """Syllables of the longest opening that a text begins with."""
    size = _longest(sounds, 0)
    return size if size >= _SOUND_FROM else 0


def _near(sounds: _Sounds) -> int:
    """The same, one syllable being another."""
    size = _longest(sounds, 1)
    return size if size >= _NEAR_FROM else 0


def _longest(sounds: _Sounds, slips: int) -> int:
    whole = (len(each) for each in _fixed() if _slips(sounds, 0, each) <= slips)
    return max(_reach(sounds, 0, 0, slips), max(whole, default=0))


def _reach(sounds: _Sounds, at: int, part: int, slips: int) -> int:
    """Where an opening ends that goes on at a syllable with a part; 0 where none does."""
    if part == len(_parts()):
        return at
    ends = [0]
    for each in _parts()[part]:
        wrong = _slips(sounds, at, each)
        if wrong <= slips:
            ends.append(_reach(sounds, at + len(each), part + 1, slips - wrong))
    return max(ends)


def _slips(sounds: _Sounds, at: int, wanted: _Sounds) -> int:
    """Syllables that are others than wanted; many where the text is too short."""
    heard = sounds[at : at + len(wanted)]
    missing = len(wanted) - len(heard)
    return missing * 9 + sum(map(str.__ne__, heard, wanted))
