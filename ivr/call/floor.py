"""Who has the turn: barge-in, false stops, held words, silence. Pure.

The robot is QUIET, PLAYING prompts, or PAUSED in the middle of one because the caller spoke over
it. What pauses a prompt is voiced time, not time since the caller began: an utterance ends only
after a trailing silence that is longer than the voice that should stop the robot, so that by the
clock alone every cough would stop it. Time by itself only ever ends a silence. Where the recogniser
tells while the caller speaks, it is sooner known: words that are meant stop the robot earlier, and
a back-channel does not stop it at all.

Words said over a prompt are always heard; what becomes of them depends on what they are:

* a back-channel ("嗯", "好") or noise is no interruption: a paused prompt goes on;
* real words over a prompt that may be interrupted end it and are delivered;
* real words, or a key, over a prompt that may not be interrupted (legal notice) are held until it
  is over.

Words are delivered only when the conversation has given the turn; words said while the robot needs
time for its work (filing a ticket), over a prompt or into silence, answer nothing and are dropped.
A caller who goes on after a pause, before the robot has answered, is delivered as one utterance.
"""

import math
from dataclasses import dataclass
from enum import Enum

from asr.recognizer import Transcript

# --- events --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PromptStarted:
    """A prompt has come to the head of the queue; its audio may still be on its way."""

    interruptible: bool


@dataclass(frozen=True)
class PromptsEnded:
    """The last queued prompt has been played to its end."""


@dataclass(frozen=True)
class TurnGiven:
    """The conversation wants an answer; silence_s seconds without one are `DeliverSilence`."""

    silence_s: float


@dataclass(frozen=True)
class VoiceStarted:
    """The caller has begun to speak. onset: when, in seconds of call time (before now)."""

    onset: float


@dataclass(frozen=True)
class VoiceGoesOn:
    """The caller has been voiced for so long in this utterance, seconds, silence left out."""

    voiced_s: float


@dataclass(frozen=True)
class PartialHeard:
    """What the utterance that goes on sounds like so far; backchannel as in `Recognised`."""

    transcript: Transcript
    backchannel: bool


@dataclass(frozen=True)
class VoiceEnded:
    """The caller has stopped. lasted_s: from the first voice to the last, pauses included."""

    lasted_s: float


VoiceEvent = VoiceStarted | VoiceGoesOn | VoiceEnded


@dataclass(frozen=True)
class Recognised:
    """The words of the oldest ended utterance. backchannel: 嗯, 好 and the like, nothing else."""

    transcript: Transcript
    backchannel: bool


@dataclass(frozen=True)
class KeyPressed:
    digit: str


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


FloorEvent = (
    PromptStarted
    | PromptsEnded
    | TurnGiven
    | VoiceEvent
    | PartialHeard
    | Recognised
    | KeyPressed
    | Tick
)

# --- decisions -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class StartHearing:
    """Begin an utterance, with the pre-roll."""


@dataclass(frozen=True)
class FinishHearing:
    """End the utterance and recognise it."""


@dataclass(frozen=True)
class PausePlayback:
    """Barge-in: stop at once, remember where."""


@dataclass(frozen=True)
class ResumePlayback:
    """It was a false stop: go on, from a little before where it was."""


@dataclass(frozen=True)
class DropPlayback:
    """Forget everything that was still to be said."""


@dataclass(frozen=True)
class DeliverWords:
    """The turn is taken with these words (empty: something was said but not understood)."""

    transcript: Transcript


@dataclass(frozen=True)
class DeliverKey:
    digit: str


@dataclass(frozen=True)
class DeliverSilence:
    """The turn ran out."""


FloorAction = (
    StartHearing
    | FinishHearing
    | PausePlayback
    | ResumePlayback
    | DropPlayback
    | DeliverWords
    | DeliverKey
    | DeliverSilence
)


class Mode(Enum):
    QUIET = "quiet"
    PLAYING = "playing"
    PAUSED = "paused"


@dataclass(frozen=True)
class FloorSettings:
    """barge_in_s: voiced time over a prompt that pauses it; words_s: where words are known that are
    no back-channel, of so many syllables: fewer are often a murmur misheard. noise_s: an utterance
    without words that was shorter than this is noise; a longer one is delivered as not
    understood."""

    barge_in_s: float = 0.4
    words_s: float = 0.3
    syllables: int = 3
    noise_s: float = 1.0


NOTHING = Transcript("", ())


def joined(parts: list[Transcript]) -> Transcript:
    """Several utterances as one; confidence is that of the weakest."""
    known = [p.confidence for p in parts if p.confidence is not None]
    return Transcript(
        "".join(p.text for p in parts),
        tuple(s for p in parts for s in p.syllables),
        min(known) if known else None,
    )


class Floor:
    """`receive(event, at)` → decisions; `at` is seconds of call time and never goes back."""

    def __init__(self, settings: FloorSettings = FloorSettings()) -> None:
        self.settings = settings
        self.mode = Mode.QUIET
        self._interruptible = True
        self._voiced_s: float | None = None  # None: the caller does not speak
        self._enough_s = settings.barge_in_s  # voiced time of this utterance that is certain
        self._pending: list[float] = []  # lengths of the utterances being recognised, seconds
        self._parts: list[tuple[Transcript, bool, float]] = []
        self._held: DeliverWords | DeliverKey | None = None
        self._silence_s: float | None = None  # None: the turn has not been given
        self._idle_since = 0.0

    def receive(self, event: FloorEvent, at: float) -> tuple[FloorAction, ...]:
        match event:
            case PromptStarted():
                return self._prompt_started(event)
            case PromptsEnded():
                return self._prompts_ended(at)
            case TurnGiven(silence_s):
                self._silence_s, self._idle_since = silence_s, at
                return ()
            case VoiceStarted() | VoiceGoesOn() | VoiceEnded():
                return self._voice(event)
            case PartialHeard():
                self._enough_s = self._certain(event)
                return self._barge_in()
            case Recognised():
                return self._recognised(event, at)
            case KeyPressed():
                return self._key_pressed(event)
            case Tick():
                return self._tick(at)

    def next_deadline(self) -> float | None:
        """When the turn runs out, in call seconds: then a `Tick` does something, and not before.
        None: it does not run out by itself."""
        if self.mode is not Mode.QUIET or self._voiced_s is not None or self._pending:
            return None
        return None if self._silence_s is None else self._idle_since + self._silence_s

    # --- handlers of the longer events ---

    def _prompt_started(self, event: PromptStarted) -> tuple[FloorAction, ...]:
        self.mode = Mode.PLAYING
        self._interruptible = event.interruptible
        return self._release() or self._barge_in()

    def _prompts_ended(self, at: float) -> tuple[FloorAction, ...]:
        self.mode = Mode.QUIET
        self._idle_since = at
        return self._release()

    def _voice(self, event: VoiceEvent) -> tuple[FloorAction, ...]:
        match event:
            case VoiceStarted():
                self._voiced_s, self._enough_s = 0.0, self.settings.barge_in_s
                return (StartHearing(),)
            case VoiceGoesOn(voiced_s):
                self._voiced_s = voiced_s
                return self._barge_in()
            case VoiceEnded(lasted_s):
                self._voiced_s = None
                self._pending.append(lasted_s)
                return (FinishHearing(),)

    def _recognised(self, event: Recognised, at: float) -> tuple[FloorAction, ...]:
        lasted_s = self._pending.pop(0)
        self._parts.append((event.transcript, event.backchannel, lasted_s))
        if self._voiced_s is not None or self._pending:
            return ()  # still talking: wait for the rest
        parts, self._parts = self._parts, []
        words = joined([transcript for transcript, _, _ in parts])
        meant = not all(backchannel or heard.empty for heard, backchannel, _ in parts)
        if self._silence_s is None or (self.mode is not Mode.QUIET and not meant):
            return self._false_stop()  # without the turn, "喂？" answers nothing
        if words.empty and sum(s for _, _, s in parts) < self.settings.noise_s:
            self._idle_since = at
            return ()
        if not isinstance(self._held, DeliverKey):
            before = [self._held.transcript] if self._held is not None else []
            self._held = DeliverWords(joined([*before, words]))
        return self._release() or self._false_stop()

    def _key_pressed(self, event: KeyPressed) -> tuple[FloorAction, ...]:
        if self._silence_s is None:
            return ()
        if self.mode is Mode.QUIET:
            self._silence_s = None
            return (DeliverKey(event.digit),)
        self._held = DeliverKey(event.digit)  # a key is meant: it counts more than held words
        return self._release()

    def _tick(self, at: float) -> tuple[FloorAction, ...]:
        deadline = self.next_deadline()
        if deadline is None or at < deadline:
            return ()
        self._silence_s = None
        return (DeliverSilence(),)

    def _certain(self, event: PartialHeard) -> float:
        """How much voice makes sure that this is an interruption."""
        if event.backchannel:
            return math.inf
        words = len(event.transcript.syllables) >= self.settings.syllables
        return self.settings.words_s if words else self.settings.barge_in_s

    # --- what several handlers share ---

    def _barge_in(self) -> tuple[FloorAction, ...]:
        """Pause the prompt if it may be and the caller has been voiced for long enough."""
        if self.mode is not Mode.PLAYING or not self._interruptible or self._voiced_s is None:
            return ()
        if self._voiced_s < self._enough_s:
            return ()
        self.mode = Mode.PAUSED
        return (PausePlayback(),)

    def _false_stop(self) -> tuple[FloorAction, ...]:
        if self.mode is Mode.PAUSED:
            self.mode = Mode.PLAYING
            return (ResumePlayback(),)
        return ()

    def _release(self) -> tuple[FloorAction, ...]:
        """Deliver what is held unless a prompt forbids it. It is held only in a given turn."""
        if self._held is None:
            return ()
        if self.mode is Mode.PLAYING and not self._interruptible:
            return ()
        held, self._held = self._held, None
        self._silence_s = None
        drop: tuple[FloorAction, ...] = ()
        if self.mode is not Mode.QUIET:
            self.mode = Mode.QUIET
            drop = (DropPlayback(),)
        return (*drop, held)
