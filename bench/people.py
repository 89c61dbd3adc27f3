"""Whether people who ask for a person reach one: every phrasing, voice and state.

A state is reached by events, as the scenarios of `tests/scenarios` reach it (`ways.yaml`, see
`dialog.scenario`).

What a recogniser makes of a clip depends on the state by its hints alone, so a clip is heard once
for each set of hints (15 sets for 36 states) and the conversation of every state is given what came
back. Where that is too slow (Whisper: half a second a hearing) a clip is heard once for each kind
of question, see `kind_hints`: a number, yes or no, an address, satisfaction, anything.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import yaml

from asr.recognizer import Hints
from bench.figures import Share
from dialog.answers import Answers
from dialog.areas.table import area_table
from dialog.events import Action, Connected, Conversation, Handoff, Heard, Listen
from dialog.hotline_table import PEOPLE
from dialog.profile import Profile
from dialog.scenario import Scenario, Ways
from dialog.scenario_kinds import build
from ivr.call.likely import hints

KINDS = ("hotline", "survey", "return")
"""Whole conversations, of scenarios; a person is not asked for in a part of one."""

LOTS = {
    "first": "people",
    "fresh": "people_fresh",
    "third": "people_third",
    "fourth": "people_fourth",
    "fifth": "people_fifth",
}
"""Phrasings of one writing, in files of `bench/data`."""


@dataclass(frozen=True)
class Phrasing:
    """How somebody asks for a person. manner: plain, angry, a dialect, …"""

    text: str
    manner: str


@dataclass(frozen=True)
class Place:
    """A state that listens, and the way there. listens: how it does."""

    name: str
    scenario: Scenario
    listens: Listen


@dataclass(frozen=True)
class Tried:
    """One phrasing of one voice in one state. reached: a person, at once and
    because one was asked for."""

    phrasing: Phrasing
    voice: str
    state: str
    heard: str
    reached: bool


def phrasings(lot: str = "first") -> tuple[Phrasing, ...]:
    """lot: one of `LOTS`."""
    name = LOTS[lot]
    source = files("bench.data").joinpath(f"{name}.yaml").read_text("utf-8")
    document: Mapping[str, list[str]] = yaml.safe_load(source)
    return tuple(Phrasing(text, manner) for manner, said in document.items() for text in said)


def said_by(
    asked: Sequence[Phrasing], voices: Sequence[str], turns: Collection[int] = ()
) -> list[tuple[Phrasing, str]]:
    """Who says what, one voice after the other. turns: the n-th phrasing is said by the voice n
    places on from each of them, counted round; all voices say all where there are none."""
    return [
        (phrasing, voice)
        for place, voice in enumerate(voices)
        for number, phrasing in enumerate(asked)
        if not turns or (place - number) % len(voices) in turns
    ]


def places(ways: Ways, answers: Answers) -> tuple[Place, ...]:
    """Every state of the ways in which the caller is listened to and has no person yet, once.

    Raises ScenarioInvalid.
    """
    found: dict[str, Place] = {}
    for kind, named in ways.items():
        if kind not in KINDS:
            continue
        for turns in ((), *named.values()):
            for place in _passed(Scenario("ways.yaml", kind, "", tuple(turns)), answers):
                found.setdefault(place.name, place)
    return tuple(found[name] for name in sorted(found))


def _passed(way: Scenario, answers: Answers) -> Iterator[Place]:
    """The places on a way, from its begin until a person is called."""
    conversation = build(way, answers)
    log = list(conversation.receive(Connected(way.caller), 0.0))
    for length in range(len(way.turns) + 1):
        if any(isinstance(action, Handoff) for action in log):
            return
        if log and isinstance(log[-1], Listen):
            scenario = replace(way, turns=way.turns[:length])
            yield Place(f"{way.kind}: {conversation.state}", scenario, log[-1])
        for event in way.turns[length].told if length < len(way.turns) else ():
            log += conversation.receive(event, 0.0)


def _led(scenario: Scenario, answers: Answers) -> Conversation:
    """The conversation at the end of the way."""
    conversation = build(scenario, answers)
    conversation.receive(Connected(scenario.caller), 0.0)
    for turn in scenario.turns:
        for event in turn.told:
            conversation.receive(event, 0.0)
    return conversation


def kind_hints(listen: Listen) -> Hints:
    """Those of the kind of question, without the phrases of the one state: these name its own
    answers (催办, 第一件), none of them a person."""
    return hints(replace(listen, phrases=()))


Hear = Callable[[Phrasing, str, Hints], Heard]
"""A phrasing of a voice, heard with these hints."""


def tried(
    said: Iterable[tuple[Phrasing, str]],
    states: Sequence[Place],
    answers: Answers,
    hear: Hear,
    hinted: Callable[[Listen], Hints] = hints,
) -> list[Tried]:
    """Say everything in every state. hear: is called once for each clip and set of hints. hinted:
    the hints of a state."""
    found = []
    led = [(state, hinted(state.listens), _led(state.scenario, answers)) for state in states]
    for phrasing, voice in said:
        heard: dict[Hints, Heard] = {}
        for state, wanted, conversation in led:
            if wanted not in heard:
                heard[wanted] = hear(phrasing, voice, wanted)
            actions = deepcopy(conversation, _kept(answers)).receive(heard[wanted], 0.0)
            reached = any(map(_asked_for, actions))
            found.append(Tried(phrasing, voice, state.name, heard[wanted].text, reached))
    return found


def _asked_for(action: Action) -> bool:
    """Whether it brings a person for what was said, and not because nothing was understood."""
    return isinstance(action, Handoff) and action.reason in {
        reason for reason, _ in PEOPLE.values()
    }


def _kept(answers: Answers) -> dict[int, Any]:
    """What conversations share and never change; to copy a city's areas takes longer than many
    turns."""
    return {id(one): one for one in (answers, area_table(Profile().city_code))}


def share(found: Iterable[Tried]) -> Share:
    return Share.of(one.reached for one in found)


def by(found: Sequence[Tried], name: Callable[[Tried], str]) -> dict[str, Share]:
    """The shares of every group."""
    return {
        key: share(one for one in found if name(one) == key)
        for key in sorted(set(map(name, found)))
    }


def report(engine: str, model: str, found: Sequence[Tried]) -> dict[str, Any]:
    """All figures, and every phrasing that was missed, with what was heard and in which states."""
    total = share(found)
    missed: dict[tuple[str, str, str], list[str]] = {}
    for one in found:
        if not one.reached:
            missed.setdefault((one.phrasing.text, one.voice, one.heard), []).append(one.state)
    groups: dict[str, Callable[[Tried], str]] = {
        "state": lambda one: one.state,
        "voice": lambda one: one.voice,
        "manner": lambda one: one.phrasing.manner,
    }
    return {
        "engine": engine,
        "model": model,
        "tried": total.tried,
        "reached": total.right,
        "rate": total.rate,
        **{
            f"by_{group}": {key: part.rate for key, part in by(found, name).items()}
            for group, name in groups.items()
        },
        "missed": [
            {"said": said, "voice": voice, "heard": heard, "states": states}
            for (said, voice, heard), states in missed.items()
        ],
    }
