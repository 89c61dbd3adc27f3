"""A caller who asks for secrecy is not recorded from then on. [P]

Wraps any conversation: what is said about recording is the same in all of them.
"""

from dialog.events import Action, Conversation, Decision, Event, Heard, StopRecording
from dialog.grammar.phrases import find
from dialog.grammar.utterance import heard
from dialog.prompts import say

WISHES = ("no_recording", "secret")
"""Tables of phrases, and what `StopRecording.reason` says."""


SECRECY_AGREED = Decision("slot", "secret=是")
"""What the intake notes when its question was answered with yes."""


class Discreet:
    """A conversation on a recorded line. The recording stops once; the caller is told."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._recorded = True

    @property
    def state(self) -> str:
        return self._conversation.state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        actions = self._conversation.receive(event, at)
        wish = _wish(event, actions) if self._recorded else None
        if wish is None:
            return actions
        self._recorded = False
        return (StopRecording(wish), say("recording_stopped"), *actions)


def _wish(event: Event, actions: tuple[Action, ...]) -> str | None:
    """What the caller said, or agreed to when they were asked."""
    said = heard(event) if isinstance(event, Heard) else None
    if said and (wish := next((wish for wish in WISHES if find(wish, said)), None)):
        return wish
    return "secret" if SECRECY_AGREED in actions else None
