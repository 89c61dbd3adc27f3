"""Which district, street, community and landmark an utterance names. [P]"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from dialog.areas.confirm import (
    confirmed_street,
    county,
    district_before,
    with_ending,
)
from dialog.areas.mentions import (
    COMMUNITY,
    DISTRICT,
    LANDMARK,
    STREET,
    Mention,
    Said,
    mentions,
)
from dialog.areas.names import Name, Names, district_names
from dialog.areas.near import (
    near_community,
    near_district,
    near_landmark,
    near_pair,
    near_street,
)
from dialog.areas.sounds import name_sound
from dialog.areas.spots import begins_with_kind
from dialog.areas.table import Area, Landmark
from dialog.areas.weighed import likeliest

Span = tuple[int, int]

_SURE_COMMUNITY = 4
"""Characters of a community's name that is taken without knowing the district: shorter ones are
words of everyday, too."""


@dataclass(frozen=True)
class Located:
    """options: areas of one name, one of which was meant. landmarks: their names, and where they
    were said. cut: what is said by district, street and community, and is no part of the
    address."""

    district: Area | None = None
    street: Area | None = None
    community: Area | None = None
    options: tuple[Area, ...] = ()
    landmarks: tuple[tuple[str, Span], ...] = ()
    cut: tuple[Span, ...] = ()


def locate(
    said: Said,
    names: Names,
    known: Area | None,
    refused: frozenset[Area] = frozenset(),
    again: bool = False,
) -> Located:
    """known: the district that was spoken of before. refused: what the caller has denied. again:
    whether it is a place that was misheard before, and nothing else."""
    every = _with_county(said, names, mentions(said, names))
    closed = {area.code for area in refused}
    every = [m for m in every if not _refused(m, closed)]
    barred = {area for m in every if said.denied(m.start) for area in m.areas} | refused
    denied = tuple((m.start, m.end) for m in every if said.denied(m.start))
    named = [m for m in every if not said.denied(m.start)]
    if any(m.start >= said.retracted for m in named):
        named = [m for m in named if m.start >= said.retracted]
    search = _Search(said, names, known, named, frozenset(barred), again, bool(refused))
    found = Located(cut=denied)
    for step in (
        _district,
        _weighed,
        _pair,
        _street,
        _community,
        _by_other_sounds,
        _landmarks,
        _misheard,
    ):
        found = step(search, found)
    return _around(search, found)


@dataclass(frozen=True)
class _Search:
    said: Said
    names: Names
    known: Area | None
    named: Sequence[Mention]
    barred: frozenset[Area]
    again: bool
    denied: bool
    """Whether something was, in this call."""

    @property
    def loose(self) -> int:
        """As for `near_street`."""
        return 2 if self.denied else int(self.again)

    def level(self, digits: int) -> list[Mention]:
        return [m for m in self.named if m.level == digits]

    def area(self, code: str) -> Area | None:
        return self.names.table.area(code)


def _refused(mention: Mention, codes: Collection[str]) -> bool:
    """Whether each area of the name is one of those, or a community of one."""
    areas = mention.areas
    return bool(areas) and all(area.code in codes or area.parent in codes for area in areas)


def _with_county(said: Said, names: Names, every: list[Mention]) -> list[Mention]:
    """Names within the long one of a county are not named themselves."""
    named = county(said, names.table.districts)
    if named is None:
        return every
    name = Name(named.area.name, False, (named.area,))
    outside = [m for m in every if m.end <= named.start or named.end <= m.start]
    return [*outside, Mention(named.start, named.end, name, True)]


def _around(search: _Search, found: Located) -> Located:
    """With the misheard district before a street, and what it is behind it, cut away, too."""
    said, street = search.said, found.street
    district = street and search.area(street.parent)
    if street is None or district is None or found.community or not found.cut:
        return found
    start, end = found.cut[-1]
    if not said.text[start:end].endswith((street.name[-1], "道")):
        end = with_ending(said.text, end, street)
    before = district_before(said, start, district, 2)
    if before and not _overlaps(found.cut[:-1], (before[1], start)):
        start = before[1]
    return replace(found, cut=(*found.cut[:-1], (start, end)))


def _district(search: _Search, found: Located) -> Located:
    """The one that was named; of several the one that a street belongs to, else the first."""
    districts = search.level(DISTRICT)
    if not districts:
        return found
    parents = {area.parent for m in search.level(STREET) for area in m.areas}
    districts.sort(key=lambda m: (m.areas[0].code not in parents, not m.sure, m.start))
    district = districts[0].areas[0]
    cut = tuple((m.start, m.end) for m in districts if m.areas[0] == district)
    return replace(found, district=district, cut=found.cut + cut)


def _weighed(search: _Search, found: Located) -> Located:
    """District and street that sound like what was said, however it was written."""
    near = likeliest(search.said, search.names, search.named, search.barred)
    districts = {each.area.parent for each in near}
    if len(districts) != 1:
        return found
    first = near[0]
    outside = tuple(cut for cut in found.cut if not first.start <= cut[0] < first.end)
    found = replace(found, cut=(*outside, (first.start, first.end)))
    if len(near) == 1:
        return _in_street(search, found, first.area)
    options = tuple(each.area for each in near)
    return replace(found, district=search.area(first.area.parent), options=options)


def _pair(search: _Search, found: Located) -> Located:
    """District and street that both sound as they should, and so confirm each other."""
    if found.street is not None or any(m.sure for m in search.level(DISTRICT)):
        return found
    districts = (d for d in search.names.table.districts if d not in search.barred)
    doubted = search.again or any(_misspelt(search.said, m) for m in search.level(STREET))
    pair = confirmed_street(search.said, search.names, search.barred) or near_pair(
        search.said, search.names, districts, search.barred, doubted
    )
    if pair is None:
        return found
    return _in_street(search, replace(found, cut=(*found.cut, (pair.start, pair.end))), pair.area)


def _misspelt(said: Said, mention: Mention) -> bool:
    """Whether a name was written that is not what was heard: the recogniser guessed it."""
    return said.sounds[mention.start : mention.end] != name_sound(mention.name.text)


def _street(search: _Search, found: Located) -> Located:
    """Of the district, if one was named or is known; else the only one of its name."""
    if found.street is not None:
        return found
    named = [m for m in search.level(STREET) if not _is_its_district(search, m)]
    streets = sorted(named, key=lambda m: (m.name.short, not m.sure, m.start))
    for mention in streets:
        span = (mention.start, mention.end)
        if found.district is not None:
            within = [a for a in mention.areas if a.parent == found.district.code]
            if within:
                return replace(found, street=within[0], cut=(*found.cut, span))
            if mention.sure and not mention.name.short and len(mention.areas) == 1:
                near = _near_street(search, found)
                either = (found.district, *mention.areas)
                return near or replace(found, district=None, options=either)
            continue
        before = [a for a in mention.areas if search.known and a.parent == search.known.code]
        areas = before or mention.areas
        if len(areas) == 1 and (before or len(mention.name.text) > 2):
            return _in_street(search, replace(found, cut=(*found.cut, span)), areas[0])
        if not found.options:
            found = replace(found, options=tuple(areas))
    return found


def _is_its_district(search: _Search, street: Mention) -> bool:
    """Whether what may be a street is no more than its district: 沙坪坝, 云阳."""
    spans = [(m.start, m.end) for m in search.level(DISTRICT)]
    parents = (search.area(area.parent) for area in street.areas)
    same = any(parent and parent.short == street.name.text for parent in parents)
    return same and street.name.short and spans == [(street.start, street.end)]


def _in_street(search: _Search, found: Located, street: Area) -> Located:
    return replace(found, district=search.area(street.parent), street=street, options=())


def _community(search: _Search, found: Located) -> Located:
    for mention in search.level(COMMUNITY):
        upper = found.street or found.district or search.known
        span = (mention.start, mention.end)
        areas = [a for a in mention.areas if upper is None or a.code.startswith(upper.code)]
        if upper is None and len(mention.name.text) < _SURE_COMMUNITY:
            continue
        if len(areas) == 1:
            return _in_community(search, replace(found, cut=(*found.cut, span)), areas[0])
        if areas and not found.options and found.street is None:
            found = replace(found, options=tuple(areas))
    return found


def _in_community(search: _Search, found: Located, community: Area) -> Located:
    street = search.area(community.parent)
    assert street is not None
    return replace(_in_street(search, found, street), community=community)


def _landmarks(search: _Search, found: Located) -> Located:
    """Where a landmark is tells the district and street that were not said."""
    for mention in search.level(LANDMARK):
        marks = [m for m in mention.name.means if isinstance(m, Landmark)]
        fitting = [m for m in marks if found.district and m.area.startswith(found.district.code)]
        mark = (fitting or marks)[0]
        if len(marks) == 1 or fitting:
            found = _at(search, found, mark, mention.name.text, (mention.start, mention.end))
    return found


def _at(search: _Search, found: Located, mark: Landmark, name: str, span: Span) -> Located:
    area = search.area(mark.area)
    district = search.area(mark.area[:6])
    if area is None:
        return found
    agrees = found.district is None or found.district == district
    if agrees and area.is_district:
        found = replace(found, district=area, options=())
    elif agrees and found.street in (None, area):
        found = _in_street(search, found, area)
    says_no_more = found.street is not None and name == found.street.short
    if says_no_more and not begins_with_kind(search.said.text[span[1] :]):
        return replace(found, cut=(*found.cut, span))
    return replace(found, landmarks=(*found.landmarks, (name, span)))


def _misheard(search: _Search, found: Located) -> Located:
    """What sounds nearly like a name, where none was found."""
    if not (found.district or search.known or found.options or found.landmarks):
        districts = (d for d in search.names.table.districts if d not in search.barred)
        named = near_district(search.said, districts)
        if named is not None:
            cut = (*found.cut, (named.start, named.end))
            found = replace(found, district=named.area, cut=cut)
    if found.street is None and not found.options and not found.landmarks:
        found = _near_street(search, found) or found
    upper = found.street or found.district or search.known
    if found.community is None and upper is not None:
        closed = {area.code for area in search.barred}
        of_upper = search.names.communities_of(upper.code)
        stems = [stem for stem in of_upper if stem.area.parent not in closed]
        close = near_community(search.said, stems)
        if close is not None and not _overlaps(found.cut, (close.start, close.end)):
            cut = (*found.cut, (close.start, close.end))
            found = _in_community(search, replace(found, cut=cut), close.area)
    if not (found.street or found.landmarks):
        landmark = near_landmark(search.said, search.names)
        if landmark is not None and not _overlaps(found.cut, landmark[1:]):
            found = _at(search, found, landmark[0], landmark[0].name, landmark[1:])
    return found


def _near_street(search: _Search, found: Located) -> Located | None:
    """What was written decides where the sounds do not (荔枝 and 蔺市 are as near to li si)."""
    after = max((end for _, end in found.cut), default=None) if found.district else None
    district = found.district or search.known
    for said in dict.fromkeys((search.said, search.said.written)):
        near = near_street(said, search.names, district, after, search.barred, search.loose)
        if near is not None and (near.start, near.end) not in found.cut:
            cut = (*found.cut, (near.start, near.end))
            return _in_street(search, replace(found, cut=cut), near.area)
    return None


def _overlaps(spans: Iterable[Span], other: Span) -> bool:
    return any(start < other[1] and other[0] < end for start, end in spans)


def _by_other_sounds(search: _Search, found: Located) -> Located:
    """Of areas of one name, the one whose district sounds in the utterance, too."""
    sounding = [
        area
        for area in found.options
        if not area.is_district
        and (district := search.area(area.code[:6]))
        and _sounds(search.said, district)
    ]
    if len(sounding) != 1:
        return found
    settle: Callable[[_Search, Located, Area], Located] = (
        _in_community if sounding[0].is_community else _in_street
    )
    return settle(search, found, sounding[0])


def _sounds(said: Said, district: Area) -> bool:
    return any(
        said.sounds[at : at + len(sound)] == sound
        for sound in map(name_sound, district_names(district))
        for at in range(len(said.sounds) - len(sound) + 1)
    )
