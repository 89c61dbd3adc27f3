"""Names of the table within an utterance, by characters and by sound. [P]"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from dialog.areas.names import LONGEST, SOUND_FROM, Name, Names
from dialog.areas.sounds import folded_place, plain_sound
from dialog.areas.spots import leads_on, spot_follows
from dialog.areas.table import Area
from dialog.grammar.utterance import Utterance

_DENIED = re.compile(r"(?<!是)(?:不是|不在|没在|没有在|不属于|不归|并非)(?:说|住|在|叫)?的?$")
"""Before a name that the place is not: 不是渝北，是江北."""
_RETRACTED = re.compile(
    "不对|(?<=[区县镇乡道])部队(?=[是那哪给在])|错了|说错|搞错|记错|哦不|改成|应该是"
)
"""What was named before is taken back."""
_ROAD = re.compile(
    "(?:[东西南北中上下前后]|[一二三四五六七八九十]|[内外]环)?(?:路(?!口)|大道|街(?!道)|巷|大桥|立交)"
)
"""What follows the name of an area makes it that of a road: 龙山路, 江北大道."""
_ROAD_END = re.compile("(?:路|大道|大街|正街)$")
_PART_OF_WORD = re.compile(
    "社区|村|中学|小学|医院|商场|超市|公司|酒店|花园|小区|[区县市镇乡](?!的|那|这)"
)
_LEADS = re.compile(
    "^|，|[在住到往于是吗嘛呀啊]|不对.?|(?<=不对[的滴地给])(?:电视|地点)|这样|情况|问题|个[事是]|[天后]|开始|一直"
    "|刚才|半个月|[上下中]午|[早晚]上|我们|咱们|地址|地点|(?:反映|投诉|举报)(?:一下)?|你好|喂|(?<![们家])的(?=[^那这])"
)
_AFTER = re.compile("$|[，的那这附旁边]|上面|下面|街上|场上|有个|有人")


LANDMARK, DISTRICT, STREET, COMMUNITY = 0, 6, 9, 12
"""Levels of what is named."""


@dataclass(frozen=True)
class Mention:
    """start, end: characters of the text. means: what is called so."""

    start: int
    end: int
    name: Name
    sure: bool
    """Whether by its characters, or else by its sound."""

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(each for each in self.name.means if isinstance(each, Area))

    @property
    def level(self) -> int:
        """Digits of the code, or `LANDMARK`."""
        first = self.name.means[0]
        return len(first.code) if isinstance(first, Area) else LANDMARK


@dataclass(frozen=True)
class Said:
    """An utterance, character by character. text: with ， where the speaker paused. plain: the
    syllable of each character. sounds: the same with accents folded."""

    text: str
    plain: tuple[str, ...]
    sounds: tuple[str, ...]

    @staticmethod
    def of(said: Utterance) -> "Said":
        """What the engine heard where it fits the text, else how the text is read."""
        aligned = len(said.syllables) == len(said.text)
        heard = said.syllables if aligned else plain_sound(said.text)
        clauses = said.clauses if "".join(said.clauses) == said.text else (said.text,)
        plain: list[str] = []
        at = 0
        for clause in clauses:
            plain += (["，"] if at else []) + list(heard[at : at + len(clause)])
            at += len(clause)
        return Said("，".join(clauses), tuple(plain), folded_place(plain))

    @cached_property
    def written(self) -> "Said":
        """As the text is read, whatever the syllables."""
        plain = tuple(plain_sound(self.text))
        return Said(self.text, plain, folded_place(plain))

    @cached_property
    def retracted(self) -> int:
        """Where what was taken back ends."""
        found = [match.end() for match in _RETRACTED.finditer(self.text)]
        return found[-1] if found else 0

    @cached_property
    def begins(self) -> frozenset[int]:
        """Where the name of a place may begin: after a pause or a word that leads to one."""
        return frozenset(match.end() for match in _LEADS.finditer(self.text))

    def denied(self, start: int) -> bool:
        return _DENIED.search(self.text[:start]) is not None


def mentions(said: Said, names: Names) -> list[Mention]:
    """Names that were said, in order, none within another; the longer and the surer wins. Short
    names of streets count only where something beside them says that a place is meant."""
    found = [*_by_text(said, names), *_by_sound(said, names)]
    found.sort(key=lambda m: (-(m.end - m.start + m.sure), m.name.short, m.start))
    taken: list[Mention] = []
    for each in found:
        inside = [m for m in taken if m.start < each.end and each.start < m.end]
        same = any(m.start == each.start and m.end == each.end for m in inside)
        if not inside or (same and all(m.sure <= each.sure for m in inside)):
            taken.append(each)
    placed = [m for m in taken if _is_place(m, said, taken)]
    return sorted(placed, key=lambda m: m.start)


def _by_text(said: Said, names: Names) -> Iterator[Mention]:
    text, known = said.text, names.by_text
    for start in range(len(text) - 1):
        for end in range(start + 2, min(len(text), start + LONGEST) + 1):
            for name in known.get(text[start:end], ()):
                yield Mention(start, end, name, True)


def _by_sound(said: Said, names: Names) -> Iterator[Mention]:
    sounds, known = said.sounds, names.by_sound
    for start in range(len(sounds) - SOUND_FROM + 1):
        for end in range(start + SOUND_FROM, min(len(sounds), start + LONGEST) + 1):
            for name in known.get(sounds[start:end], ()):
                if said.text[start:end] != name.text:
                    yield Mention(start, end, name, False)


def _is_place(mention: Mention, said: Said, others: Iterable[Mention]) -> bool:
    name, level = mention.name, mention.level
    after = said.text[mention.end :]
    if level == COMMUNITY:  # always in full
        return True
    if (level == LANDMARK or name.short) and _ROAD.match(after):
        return False
    if level == DISTRICT:
        return not name.short or not _PART_OF_WORD.match(after)
    districts = [m for m in others if m.level == DISTRICT]
    if not mention.sure and mention.end - mention.start == SOUND_FROM:
        return _confirmed(mention, said, districts)
    if level == LANDMARK or not name.short:
        return True
    if any(m.end == mention.start for m in districts):
        return not _PART_OF_WORD.match(after)
    begins = mention.start in said.begins
    if _ROAD_END.search(name.text):
        return False
    if len(name.text) == 2:
        return begins and _AFTER.match(after) is not None
    return (begins or leads_on(after)) and not _PART_OF_WORD.match(after)


def _confirmed(mention: Mention, said: Said, districts: Iterable[Mention]) -> bool:
    """Three syllables alone turn up by chance (打是吧 for 大石坝, 驾驶证 for 贾嗣镇): they count in
    their district, or where a place may stand, if each is right or a spot comes next."""
    codes = {area.code for m in districts for area in m.areas}
    if any(area.parent in codes for area in mention.areas):
        return True
    if mention.start not in said.begins:
        return False
    exact = said.plain[mention.start : mention.end] == plain_sound(mention.name.text)
    after = said.text[mention.end :]
    return leads_on(after) if exact else spot_follows(after)
