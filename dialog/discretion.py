"""A caller who asks for secrecy is not recorded from then on. [P]

Wraps any conversation: what is said about recording is the same in all of them.
"""

from dialog.events import Action, Conversation, Event, Heard, StopRecording
from dialog.grammar.phrases import find
from dialog.grammar.utterance import heard
from dialog.prompts import say

WISHES = ("no_recording", "secret")
"""Tables of phrases, and what `StopRecording.reason` says."""


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
        if not self._recorded or not isinstance(event, Heard):
            return actions
        said = heard(event)
        wish = next((wish for wish in WISHES if find(wish, said)), None)
        if wish is None:
            return actions
        self._recorded = False
        return (StopRecording(wish), say("recording_stopped"), *actions)
