"""Whole calls as they are written down: who calls, how it sounds, what is answered to which prompt.

A file is a list of calls:

    - name: streetlight-babble       # unique
      about: a report in a noisy room
      caller: "13800138001"          # number; each call has one of its own
      voice: zm_yunyang              # of Kokoro
      speed: 1.1
      gain_db: -6
      noise: babble                  # babble, street, hum
      snr_db: 12
      accent: 川渝                   # of bench.accents
      answers:                       # by id of the prompt that the robot ends with
        greeting_open: 路灯坏了
        ask_place: [渝北区, 龙溪街道]  # the first time, the second time, …
        anything_else: {say: 没有了, over_s: 1}   # barges in
      expect: {outcome: ticket, prompts: [...], ticket: {place: 龙溪}}

An answer is a text or a mapping: `say`; `keys`; `clip`, id of a real recording in the list that
`--shared` names, or a list of them; `over_s`, seconds into the prompt; `silent: true`;
`again: true`, what was said last; `first: true`, what was said first; `hang_up: true`. `any` is
answered to every prompt that is not named. A call with `callback` (a title and a place) is
made by the robot, about a ticket of that title; `tickets` are what the caller has reported before.
`expect` is that of recorded calls, see `ivr.recorded.expectation`. `answers.yaml` of the folder
says what is answered where a call says nothing: by file of calls, and for `all`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bench.accents import ACCENTS
from bench.errors import ScriptInvalid
from bench.line_noise import KINDS
from ivr.speech.kokoro import VOICES

ANSWERS = "answers.yaml"


@dataclass(frozen=True)
class Answer:
    """One thing the caller does. clips: ids of real recordings, said one after the other. over_s:
    seconds into the prompt, None for after it. silent: nothing is done. again, first: the last
    one or the first one once more. hang_up: the call ends."""

    say: str = ""
    keys: str = ""
    clips: tuple[str, ...] = ()
    over_s: float | None = None
    silent: bool = False
    again: bool = False
    first: bool = False
    hang_up: bool = False


Answers = Mapping[str, tuple[Answer, ...]]
"""By prompt: what is answered the first time, the second time; the last one again and again."""


@dataclass(frozen=True)
class CallScript:
    """One call. noise, accent: "" for none. callback: the ticket, for calls of the robot. tickets:
    that the caller has filed before."""

    name: str
    about: str
    caller: str
    voice: str
    answers: Answers
    expect: Mapping[str, Any]
    speed: float = 1.1
    gain_db: float = 0.0
    noise: str = ""
    snr_db: float = 15.0
    accent: str = ""
    callback: Mapping[str, str] = field(default_factory=dict)
    tickets: tuple[Mapping[str, str], ...] = ()

    @property
    def clips(self) -> tuple[str, ...]:
        """Real recordings that it needs."""
        return tuple(
            clip for answers in self.answers.values() for one in answers for clip in one.clips
        )


def read_calls(folder: Path) -> tuple[CallScript, ...]:
    """All calls of a folder, in the order of files. Raises ScriptInvalid."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name != ANSWERS)
    if not files:
        raise ScriptInvalid(f"{folder}: no .yaml file of calls in this folder")
    usual = _document(folder / ANSWERS) if (folder / ANSWERS).is_file() else {}
    found = [
        _call(item, path.name, _usual(usual, path.stem))
        for path in files
        for item in _document(path)
    ]
    for what, names in (
        ("name", [call.name for call in found]),
        ("caller", [call.caller for call in found]),
    ):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ScriptInvalid(f"{folder}: the {what} {twice[0]} stands twice: change one")
    return tuple(found)


def _document(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ScriptInvalid(f"{path}: cannot be read ({reason}); mend it") from None


def _usual(document: Mapping[str, Any], file: str) -> Answers:
    """Of a file of calls."""
    parts = (_answers(document.get(part, {}), f"{ANSWERS}: {part}") for part in ("all", file))
    return {prompt: said for part in parts for prompt, said in part.items()}


def _call(item: Any, file: str, usual: Answers) -> CallScript:
    if not isinstance(item, dict) or "name" not in item:
        raise ScriptInvalid(f"{file}: every call needs a name; see bench/call_scripts.py")
    where = f"{file}: {item['name']!r}"
    fields = {name: value for name, value in item.items() if name != "answers"}
    try:
        own = _answers(item.get("answers", {}), where)
        call = CallScript(**fields, answers={**usual, **own})
    except TypeError as error:
        raise ScriptInvalid(f"{where}: {error}; see bench/call_scripts.py") from None
    for what, value, known in (
        ("voice", call.voice, VOICES),
        ("noise", call.noise, ("", *KINDS)),
        ("accent", call.accent, ("", *ACCENTS)),
    ):
        if value not in known:
            raise ScriptInvalid(f"{where}: no {what} {value!r}; there are {', '.join(known)}")
    return call


def _answers(document: Any, where: str) -> Answers:
    if not isinstance(document, dict):
        raise ScriptInvalid(f"{where}: answers want prompts, each with what is answered")
    return {
        prompt: tuple(_answer(one, where) for one in (said if isinstance(said, list) else [said]))
        for prompt, said in document.items()
    }


def _answer(said: Any, where: str) -> Answer:
    if not isinstance(said, dict):
        return Answer(say=str(said))
    fields = dict(said)
    clips = fields.pop("clip", ())
    keys = str(fields.pop("keys", ""))  # YAML takes a 0 for a number
    try:
        return Answer(
            **fields, keys=keys, clips=(clips,) if isinstance(clips, str) else tuple(clips)
        )
    except TypeError as error:
        raise ScriptInvalid(f"{where}: {error}; see bench/call_scripts.py") from None
