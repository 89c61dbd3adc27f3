"""A simulated citizen who reports something: what they say first, what they answer, and how they
put right what is read back wrong. [P]
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.intake_corpus import Case, dictated, spoken_digits

MOST_REPAIRS = 3
"""Of one slot; nobody tries for ever."""

PLACE_LABEL = "地点"
"""Before the place, where it is read back."""

_NUMBER = re.compile(r"\d{7,12}")
"""As it is read back: of whatever length it was understood."""

KEYPAD = "键盘"
"""A word of every prompt that offers to type."""

TYPE_IT = "用手机键盘"
"""Words of the prompt that asks for nothing else."""

DANGER_ASKED, NO_DANGER = "危险吗", "没有危险"
"""Words of the question whether anybody is in danger, and what is said to it."""

GROUP_ASKED = {"先说前三位": "{a}", "中间四位": "{b}", "最后四位": "{c}"}
"""Which group of the number a prompt asks for."""

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "open": ("{said}", "我要反映问题", "{said}", "帮我登记一下"),
    "more": ("我要反映问题", "{said}", "帮我登记一下", "{said}"),
    "clarify": ("都不是，我要反映问题",),
    "follow_up": ("我要反映问题",),
    "parts": ("不用了，我要反映问题",),
    "offer": ("好的帮我登记",),
    "matter": ("{said}",),
    "place": ("{place}",),
    "district": ("{district}",),
    "when": ("{when}",),
    "wants": ("希望尽快解决",),
    "contact": ("{contact}", "{surely}"),
    "number": ("{number}",),
    "secret": ("不用保密",),
    "repair": ("{wrong}",),
}
"""What is answered in a state of the conversation, by its last word: the first time, the second
time, …, the last one again and again."""

YES: tuple[str, ...] = ("对的", "没错")
"""In every other state."""


@dataclass(frozen=True)
class Answer:
    """What is said, in groups with a breath between them (；), slowly where it was not understood
    before; or the number typed."""

    text: str
    slow: bool = False
    keys: str = ""


@dataclass
class Citizen:
    """Knows what the case is about. repairs: how often each slot was put right."""

    case: Case
    corrections: Sequence[str]
    repairs: dict[str, int] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    dictations: int = 0
    keyed: bool = False

    def answer(self, state: str, told: str) -> Answer:
        """To what the robot has just said. told: its words."""
        step = state.rsplit(".", 1)[-1]
        if DANGER_ASKED in told:
            return Answer(NO_DANGER)
        if step == "number" and (self.dictations or TYPE_IT in told):
            return self._once_more(told)
        self.dictations += step == "number" or (step == "contact" and bool(self.case.dictation))
        return Answer(self._said(step, told))

    def _once_more(self, told: str) -> Answer:
        """The number, which was not understood: slowly and in groups, and then by key."""
        phone = self.case.truth.phone
        group = next((how for words, how in GROUP_ASKED.items() if words in told), "")
        if TYPE_IT in told or (KEYPAD in told and self.dictations > 1):
            self.keyed = True
            return Answer(phone, keys=phone)
        self.dictations += 1
        if group:
            return Answer(dictated(group, phone), slow=True)
        return Answer(dictated("{a}；{b}；{c}", phone), slow=True)

    def _said(self, step: str, told: str) -> str:
        wrong = self._wrong(step, told)
        if wrong and step in ("check_number", "read_back"):
            return self._correction(wrong, told)
        ways = ANSWERS.get(step, YES)
        how = ways[min(self.asked[step], len(ways) - 1)]
        self.asked[step] += 1
        return how.format(
            said=self.case.said,
            place=self.case.place,
            district=self.case.truth.district,
            contact=self.case.dictation or "可以",
            surely=self.case.dictation or "可以，就用这个号码",
            number=dictated("{a}，{b}，{c}", self.case.truth.phone),
            when=self.case.truth.when or "这几天一直",
            wrong="电话号码不对" if wrong == "phone" else "地点不对",
        )

    def _wrong(self, step: str, told: str) -> str:
        """The slot that is read back wrong, "" where all is right or has been mended in vain."""
        truth = self.case.truth
        number = _NUMBER.search(told) if step in ("check_number", "read_back") else None
        if number:
            self.shown.setdefault("phone", number[0])
            if number[0] != truth.phone and self.repairs.get("phone", 0) < MOST_REPAIRS:
                return "phone"
        if step == "read_back" and PLACE_LABEL in told:
            self.shown.setdefault("place", told)
            right = place_right(told, truth.district, truth.street)
            if not right and self.repairs.get("place", 0) < MOST_REPAIRS:
                return "place"
        return ""

    def _correction(self, slot: str, told: str) -> str:
        done = self.repairs[slot] = self.repairs.get(slot, 0) + 1
        if slot == "place":
            return ("不对，地点是+" if done == 1 else "地点不对，是+") + self.case.place
        found = _NUMBER.search(told)
        read, right = found[0] if found else "", self.case.truth.phone
        ways = [how for how in self.corrections if _fits(how, read, right)]
        how = ways[(int(self.case.name) + done) % len(ways)]
        bad, good = _groups_apart(read, right)
        return dictated(how, right, bad=spoken_digits(bad), good=spoken_digits(good))


def _fits(how: str, read: str, right: str) -> bool:
    """Whether somebody could say it of this mistake."""
    if "{bad}" in how:
        return _groups_apart(read, right)[0] != ""
    if "{a}" not in how and "{c}" in how:
        return len(read) == len(right) and read[:7] == right[:7]
    return True


def _groups_apart(read: str, right: str) -> tuple[str, str]:
    """The one group of digits that differs, as read and as it is; "" where more than one does."""
    if len(read) != len(right):
        return "", ""
    parts = ((0, 3), (3, 7), (7, 11))
    apart = [(read[a:b], right[a:b]) for a, b in parts if read[a:b] != right[a:b]]
    return apart[0] if len(apart) == 1 else ("", "")


def place_right(text: str, district: str, street: str) -> bool:
    """Whether a text names the district and the street, of which "" asks nothing."""
    return district in text and street in text
