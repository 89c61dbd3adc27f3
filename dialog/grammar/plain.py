"""A reply in plain Mandarin: homophone errors undone, dialect words replaced. [P]"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from dialog.grammar.utterance import Utterance
from knowledge.pinyin import syllables as pinyin

_KEEP = frozenset(("联系", "关系", "体系", "系统", "系列"))


def plain(said: Utterance) -> str:
    """The text of an utterance as a speaker of the standard language would have written it."""
    text = _restored(said)
    if not any(word in text for word in _KEEP):
        text = text.replace("系", "是")
    for dialect, standard in _lexicon()["words"]:
        text = text.replace(dialect, standard)
    return text


@cache
def _lexicon() -> dict[str, Any]:
    source = files("dialog.grammar").joinpath("dialects.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(source)
    return loaded


def _restored(said: Utterance) -> str:
    """Frequent words in their own characters, wherever their sound was heard."""
    sounds = said.syllables if len(said.syllables) == len(said.text) else pinyin(said.text)
    if len(sounds) != len(said.text):
        return said.text
    for word in _lexicon()["whole_sounds"]:
        for tail in ("", "吧", "啊", "嘛", "了"):
            if sounds == pinyin(word + tail):
                return str(word) + tail
    text = list(said.text)
    for entry in _lexicon()["sounds"]:
        _restore(text, tuple(sounds), entry["word"], entry["never"])
    return "".join(text)


def _restore(text: list[str], sounds: tuple[str, ...], word: str, never: str) -> None:
    sound = pinyin(word)
    for start in range(len(sounds) - len(sound) + 1):
        end = start + len(sound)
        if sounds[start:end] != sound:
            continue
        if "".join(text[start:end]) != word and end < len(text) and text[end] in never:
            continue
        text[start:end] = word
        negation = _lexicon()["negations"].get(sounds[start - 1]) if start else None
        if negation:
            text[start - 1] = negation
