"""People who report something, by voice, to the whole conversation: is what they said understood?

A simulated citizen (`bench.citizen`) says the first sentence, answers what is asked, and at
read-back puts right what is wrong. Every answer is spoken, heard by the engine over the telephone
band, and told to the conversation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asr.recognizer import Hints
from bench.citizen import Answer, Citizen
from bench.intake_corpus import OWN_NUMBER, Case
from dialog.events import (
    Action,
    Connected,
    Conversation,
    Event,
    FileTicket,
    FindTickets,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Listen,
    Say,
    TicketsFound,
)
from ivr.call.likely import hints
from ivr.recorded.sound import RATE
from ivr.speech.level import silence

MOST_TURNS = 18
"""Somebody who is asked more than this has not been understood."""

SLOW, BREATH_MS = 0.9, 500
"""Speed of who has been misheard, and the pause between their groups of digits."""


@dataclass(frozen=True)
class Turn:
    """What the citizen said in a state, and what was heard; of keys, both are the digits."""

    state: str
    said: str
    heard: str


@dataclass(frozen=True)
class Held:
    """One report, held to its end. shown: what was first read back of each slot ("place",
    "phone"). repaired: slots that the citizen had to put right. keyed: whether the number was
    typed in the end. ticket: None where none was filed; end says why."""

    case: Case
    turns: tuple[Turn, ...]
    shown: Mapping[str, str]
    repaired: tuple[str, ...]
    keyed: bool
    ticket: FileTicket | None
    end: str


Speak = Callable[[str, str, float], bytes]
"""Text, voice, speed to PCM16 at 8 kHz."""
Hear = Callable[[bytes, Hints], Heard]


def hold(
    case: Case, conversation: Conversation, corrections: Sequence[str], speak: Speak, hear: Hear
) -> Held:
    """One citizen reports one thing."""
    citizen = Citizen(case, corrections)
    actions = _told(conversation, Connected(OWN_NUMBER))
    turns: list[Turn] = []
    for _ in range(MOST_TURNS):
        end = _end(actions)
        if end:
            return _held(citizen, turns, actions, end)
        told = "".join(action.text for action in actions if isinstance(action, Say))
        listen = next((a for a in reversed(actions) if isinstance(a, Listen)), Listen())
        state = conversation.state
        answer = citizen.answer(state, told)
        said = answer.text.replace("+", "")
        if answer.keys:
            turns.append(Turn(state, said, said))
            actions = _typed(conversation, answer.keys)
            continue
        heard = hear(_spoken(answer, case, speak), hints(listen))
        turns.append(Turn(state, said, heard.text))
        actions = _told(conversation, heard)
    return _held(citizen, turns, actions, "never ended")


def _spoken(answer: Answer, case: Case, speak: Speak) -> bytes:
    if not answer.slow:
        return speak(answer.text, case.voice, case.speed)
    groups = [speak(group, case.voice, SLOW) for group in answer.text.split("；")]
    return silence(RATE, BREATH_MS).join(groups)


def _told(conversation: Conversation, event: Event) -> tuple[Action, ...]:
    """What follows, where nobody has a ticket yet."""
    actions = conversation.receive(event, 0.0)
    looked_up = [action.number for action in actions if isinstance(action, FindTickets)]
    for number in looked_up:
        found = TicketsFound(wanting="code" if number else "", number=number)
        actions += conversation.receive(found, 0.0)
    return actions


def _typed(conversation: Conversation, keys: str) -> tuple[Action, ...]:
    """What the last key brings: none before it is answered."""
    answers = [_told(conversation, Keyed(key)) for key in keys]
    return answers[-1]


def _end(actions: Sequence[Action]) -> str:
    for action in actions:
        if isinstance(action, FileTicket):
            return "ticket"
        if isinstance(action, Handoff):
            return f"handoff: {action.reason}"
        if isinstance(action, HangUp):
            return f"hang up: {action.outcome}"
    return ""


def _held(citizen: Citizen, turns: list[Turn], actions: Sequence[Action], end: str) -> Held:
    ticket = next((action for action in actions if isinstance(action, FileTicket)), None)
    return Held(
        citizen.case,
        tuple(turns),
        citizen.shown,
        tuple(sorted(citizen.repairs)),
        citizen.keyed,
        ticket,
        end,
    )


def as_dict(held: Held) -> dict[str, Any]:
    """For the list of errors."""
    ticket = held.ticket
    return {
        "name": held.case.name,
        "voice": held.case.voice,
        "said": held.case.said.replace("+", ""),
        "heard": held.turns[0].heard if held.turns else "",
        "truth": {name: value for name, value in vars(held.case.truth).items() if value},
        "end": held.end,
        "read_back": dict(held.shown),
        "repaired": list(held.repaired),
        "ticket": ticket
        and {name: value for name, value in vars(ticket).items() if value and name != "words"},
        "turns": [f"{turn.state}: {turn.said} → {turn.heard}" for turn in held.turns],
    }
