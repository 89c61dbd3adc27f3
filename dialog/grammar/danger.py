"""Danger to life or property: what goes to a person at once, and what makes a ticket urgent. [P]"""

from functools import cache
from importlib.resources import files

import yaml

from dialog.grammar.phrases import Phrases
from dialog.grammar.utterance import Utterance


@cache
def _tables() -> tuple[Phrases, Phrases]:
    text = files("dialog.grammar").joinpath("danger.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    now = Phrases(anywhere=tuple(document["signs"]), unless=tuple(document["unless"]), sound_from=3)
    return now, Phrases(anywhere=tuple(document["severe"]), sound_from=3)


def emergency(said: Utterance) -> str | None:
    """The sign of danger that was said, or None."""
    return _tables()[0].find(said)


def severe(said: Utterance) -> str | None:
    """A sign that the matter cannot wait its usual turn, or None."""
    return _tables()[1].find(said)
