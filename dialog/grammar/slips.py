"""What a speaker takes back in the same breath: "渝中区，不对，南岸区", "昨天，哦不，前天晚上". [P]

Only a place for a place and a time for a time; numbers have rules of their own (`digits`).
"""

import re

from dialog.grammar.times import time_said

_SPOKEN = "(?![这那哪个])[\u4e00-\u9fff0-9]"
_SIGNS = "[，,。、 ]*"
_BACK = (
    rf"{_SIGNS}(?:(?:[哦啊哎呃嗯]|(?<=[，,。、 ]))不是{_SIGNS}|[哦啊哎]不(?!是){_SIGNS}"
    rf"|[哦啊哎呃嗯]?(?:不对|不不+|说错|讲错|错)(?:了|啦|的)?{_SIGNS})+"
    rf"(?:应该)?(?:是|在)?(?:的)?{_SIGNS}"
)
_PLACE = re.compile(
    rf"(?P<wrong>{_SPOKEN}{{1,6}}?(?P<kind>区|县|街道|大道|路|街|镇|乡|村|社区|小区|栋|号楼))"
    rf"(?P<back>{_BACK})(?P<right>{_SPOKEN}{{1,6}}?(?P=kind))"
)
_AROUND = re.compile(rf"(?P<before>[^，,。]{{2,10}}?)(?P<back>{_BACK})(?P<after>[^，,。]{{2,12}})")


def without_slips(text: str) -> str:
    """A text as its speaker meant it, without what they took back."""
    return _AROUND.sub(_time, _PLACE.sub(_place, text))


def _place(found: re.Match[str]) -> str:
    """A name is taken back by one of its own length, or the clause that it stands in."""
    wrong, right = found["wrong"], found["right"]
    start = found.start("wrong")
    begins = start == 0 or found.string[start - 1] in "，,。、 "
    kept = "" if begins and len(wrong) <= len(right) + 1 else wrong[: -len(right)]
    return kept + right


def _time(found: re.Match[str]) -> str:
    wrong, right = time_said(found["before"]), time_said(found["after"])
    if not wrong or not right or not found["before"].endswith(wrong):
        return found[0]
    return found["before"].removesuffix(wrong) + found["after"]
