"""What a caller who says that the place is wrong puts in its stead. [P]

Who repeats what was read back has been misheard in the same way again: what they deny is not
offered twice. The next nearest by sound is taken where it is clear, else the district is asked for.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from dialog.areas.names import names_of
from dialog.areas.near import sounding_like
from dialog.areas.places import Place, find_place
from dialog.areas.sounds import name_sound
from dialog.areas.table import Area, AreaTable
from dialog.grammar.utterance import Utterance, part_of, utterance

_LABEL = re.compile(r"(?:bu dui )?(?:de |di )?d[ei] dian (?:(?P<denied>bu dui )|s[ie] )?")
"""地点是 and 地点不对是 before the place, by their folded sounds: 的电视, 的店设, 的店不对给."""


def put_right(said: Utterance, old: Place, before: Iterable[str], areas: AreaTable) -> Place | None:
    """The place as it is said anew; None where the words name none. before: what was said of the
    matter earlier, which may tell once it is known what the place is not."""
    new = _read(said, old, areas)
    if not new.text:
        return None
    if old.street is None:
        return old.corrected(new)
    if _repeats(new, old):
        return old if _denies_else(said.raw, old.street) else _instead(said, old, before, areas)
    new = _of_same_name(find_place(said, areas, old), old.street, areas) or new
    moved = new.street is not None and new.street != old.street
    refused = frozenset((old.street,)) if moved else frozenset()
    return old.corrected(replace(new, refused=refused))


def _of_same_name(new: Place, old: Area, areas: AreaTable) -> Place | None:
    """A district alone, with the street that is called in it as the one that was understood: 不是
    长寿，是云阳, of 双龙镇."""
    if new.district is None or new.street or new.detail or old.parent == new.district.code:
        return None
    of_district = (street for street in areas.streets if street.parent == new.district.code)
    same = next((street for street in of_district if street.name == old.name), None)
    return replace(new, street=same) if same else None


def within(place: Place, before: Place) -> Place:
    """A place that is named anew, in the district of the one that it replaces where it names none:
    a road that was wrong was one of that district. It is read back."""
    elsewhere = place.district or place.street or place.options or before.street in place.refused
    return place if elsewhere or not place.detail else replace(place, district=before.district)


def behind_label(said: Utterance) -> tuple[Utterance, ...]:
    """What may be the place behind 地点是 or 地点不对是, likelier first; () without them. The 是
    behind 不对 is heard as any syllable (给, 那, 去), or lost."""
    label = _LABEL.match(" ".join(name_sound(said.text)) + " ")
    if label is None:
        return ()
    rest = said.text[len(label[0].split()) :]
    ways = (rest[1:], rest) if label["denied"] else (rest,)
    return tuple(part_of(said, way) for way in ways)


def _read(said: Utterance, known: Place, areas: AreaTable) -> Place:
    """The place in words that begin with it; the reading that names a street."""
    ways = behind_label(said) or (said,)
    read = (find_place(way, areas, known, again) for again in (False, True) for way in ways)
    named = next((place for place in read if place.street), None)
    return named or find_place(ways[0], areas, known)


def _repeats(new: Place, old: Place) -> bool:
    """Whether a correction sounds like what it corrects: the same street with no other address, or
    the same address behind something that was not understood."""
    told, known = name_sound(new.detail), name_sound(old.detail)
    if new.street is None:
        return not new.district and bool(known) and told != known and told[-len(known) :] == known
    return new.street == old.street and told in ((), known)


_DENIED = re.compile("不是(?P<denied>.{1,6}?)[，,]?(?:而?是|应该是)")


def _denies_else(text: str, street: Area) -> bool:
    """Whether something else is denied than the street, which is said once more: 不是渝北，是江北
    区观音桥街道, of what was understood so."""
    denied = _DENIED.match(text)
    if denied is None:
        return False
    told, name = name_sound(denied["denied"]), name_sound(street.short)
    return not any(told[at : at + len(name)] == name for at in range(len(told)))


def _instead(said: Utterance, old: Place, before: Iterable[str], areas: AreaTable) -> Place | None:
    """The next nearest in the district that was named, now or before; where none was, areas to
    choose from."""
    assert old.street is not None
    refused = Place(refused=old.refused | {old.street})
    earlier = [utterance(words) for words in before][::-1]
    now = _read(said, refused, areas)
    found = [now, *(find_place(told, areas, refused) for told in earlier)]
    confirmed = any(place.district == old.district for place in found)
    district = now.district or (old.district if confirmed else None)
    kept = replace(refused, detail=old.detail, landmark=old.landmark, district=district)
    if district is None:
        return _choice(old.street, old, kept, areas)
    found += [_read(said, kept, areas), *(find_place(told, areas, kept) for told in earlier)]
    within = (place.street for place in found if place.street and place.district == district)
    return replace(kept, street=next(within, None))


def _choice(street: Area, old: Place, kept: Place, areas: AreaTable) -> Place | None:
    """What sounds like a street that was denied, of each district one, and at first that street,
    too: something else about the place may have been wrong."""
    options = sounding_like(street, names_of(areas), kept.refused)
    if street not in old.refused:
        options = (street, *options)
    return replace(kept, options=options) if options else None
