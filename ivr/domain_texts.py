"""What callers of this hotline talk about, for the recogniser's model of the language."""

from collections.abc import Collection

from asr.domain import Texts
from dialog.areas.table import AreaTable
from dialog.grammar.phrases import tables
from dialog.prompts import catalogue
from knowledge.entries import Entry
from knowledge.matters import matter_words
from tickets.dispatch import builtin_catalogue


def domain_texts(entries: Collection[Entry], areas: AreaTable) -> Texts:
    """Texts of the knowledge base, of the robot's prompts and of the phrases it waits for; names of
    the city's areas, landmarks and units; of villages, and the words by which matters are known,
    there are thousands."""
    said = [text for entry in entries for text in (*entry.phrasings, entry.answer, entry.sms)]
    said += [prompt.text for prompt in catalogue().values()]
    said += [phrase for table in tables().values() for phrase in (*table.whole, *table.anywhere)]
    upper = (*areas.districts, *areas.streets)
    names = [name for area in upper for name in (area.name, area.short)]
    names += [name for landmark in areas.landmarks for name in landmark.names]
    names += [unit.name for unit in builtin_catalogue().units]
    names += [tag for entry in entries for tag in entry.tags]
    rare = dict.fromkeys((*(area.name for area in areas.communities), *matter_words()))
    return Texts(tuple(said), tuple(dict.fromkeys(names)), tuple(rare))
