"""Where an utterance begins and ends: speech probabilities in, starts and ends out. [P]

quiet ──voiced──▶ maybe ──enough voiced time──▶ speaking ──trailing silence──▶ quiet
                    │                              └──too long──▶ quiet
                    └──silence──▶ quiet
"""

from dataclasses import dataclass, field
from typing import Literal

Expects = Literal["open", "yes_no", "digits", "address", "satisfaction"]

Completeness = Literal["complete", "unknown", "unfinished"]
"""How the words so far sound: as if nothing were to follow, or as if more must."""

_ROUNDING_S = 1e-6
"""Sums of window lengths miss a limit by rounding; this is far below one sample."""


@dataclass(frozen=True)
class TrailingSilence:
    """Seconds of silence that end an answer, by what kind of answer is expected: people pause
    while they recall a number or an address, and not after a yes.

    complete: at most, after words that sound complete. unfinished: at least, after words that do
    not. Whatever happens, no answer waits longer than `most`.
    """

    open: float = 0.8
    yes_no: float = 0.5
    digits: float = 1.2
    address: float = 1.0
    satisfaction: float = 0.7
    complete: float = 0.4
    unfinished: float = 1.1
    most: float = 1.5

    def of(self, expects: Expects, sounds: Completeness = "unknown") -> float:
        seconds: float = getattr(self, expects)
        limits = {
            "complete": min(seconds, self.complete),
            "unknown": seconds,
            "unfinished": max(seconds, self.unfinished),
        }
        return min(limits[sounds], self.most)


@dataclass(frozen=True)
class EndpointSettings:
    """start_threshold, stop_threshold: probability at which silence turns into speech and speech
    into silence; the gap between them keeps a wavering voice together.
    min_speech_s: voiced time before an utterance counts as begun; shorter is a click or a breath.
    onset_gap_s: silence that is forgiven before it has begun, seconds.
    pre_roll_s: audio before the onset that the recogniser should hear, seconds.
    max_utterance_s: an utterance is cut here, seconds; the rest is the next utterance.
    guess_s: silence after which an engine without partials is asked what it would hear, seconds.
    """

    start_threshold: float = 0.5
    stop_threshold: float = 0.35
    min_speech_s: float = 0.12
    onset_gap_s: float = 0.1
    pre_roll_s: float = 0.3
    max_utterance_s: float = 20.0
    guess_s: float = 0.25
    trailing_s: TrailingSilence = field(default_factory=TrailingSilence)

    def __post_init__(self) -> None:
        if not 0 <= self.stop_threshold <= self.start_threshold <= 1:
            raise ValueError("0 ≤ stop_threshold ≤ start_threshold ≤ 1 does not hold")
        if self.max_utterance_s <= self.min_speech_s:
            raise ValueError("max_utterance_s must be longer than min_speech_s")


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody speaks. at: the onset, seconds since the call began; it lies in the past, by
    min_speech_s at least."""

    at: float


@dataclass(frozen=True)
class SpeechEnded:
    """The utterance is over. at: the end of its last voiced window. reason: a pause, or cut at the
    longest length allowed."""

    at: float
    reason: Literal["pause", "too_long"] = "pause"


EndpointEvent = SpeechStarted | SpeechEnded


@dataclass(frozen=True)
class _Quiet:
    """Nobody speaks."""


@dataclass(frozen=True)
class _Maybe:
    """Voice, not yet long enough. onset, last: beginning of the first and end of the last voiced
    window; voiced_s: their length together."""

    onset: float
    last: float
    voiced_s: float


@dataclass(frozen=True)
class _Speaking:
    onset: float
    last: float


_State = _Quiet | _Maybe | _Speaking
_Step = tuple[_State, tuple[EndpointEvent, ...]]


class Endpointer:
    """Finds the utterances of one call. Windows must come in order of time."""

    def __init__(self, settings: EndpointSettings | None = None) -> None:
        self._settings = settings or EndpointSettings()
        self._expects: Expects = "open"
        self._sounds: Completeness = "unknown"
        self._state: _State = _Quiet()

    @property
    def speaking(self) -> bool:
        return isinstance(self._state, _Speaking)

    def expect(self, expects: Expects) -> None:
        """What kind of answer is likely from now on; holds until told otherwise."""
        self._expects = expects

    def sounds(self, completeness: Completeness) -> None:
        """How the words heard so far sound; holds until told otherwise, or the utterance is over.
        Words come later than the voice that says them, so more voice alone does not undo it."""
        self._sounds = completeness

    def receive(
        self, probability: float, at_s: float, duration_s: float
    ) -> tuple[EndpointEvent, ...]:
        """Take one window: its speech probability, beginning and length in seconds."""
        end = at_s + duration_s
        match self._state:
            case _Quiet():
                self._state, events = self._quiet(probability, at_s, end)
            case _Maybe() as maybe:
                self._state, events = self._maybe(maybe, probability, at_s, end)
            case _Speaking() as speaking:
                self._state, events = self._speaking(speaking, probability, end)
        return events

    def begin_again(self, at_s: float) -> None:
        """The utterance that goes on has begun only here: what came before was not the caller."""
        if isinstance(self._state, _Speaking):
            self._sounds = "unknown"
            self._state = _Speaking(at_s, max(at_s, self._state.last))

    def silent_since(self, at_s: float) -> None:
        """What was taken for the caller's voice since then was not: it counts as silence."""
        if isinstance(self._state, _Speaking):
            onset, last = self._state.onset, self._state.last
            self._state = _Speaking(onset, min(last, max(onset, at_s)))

    def reset(self) -> None:
        """Forget an utterance that has begun, for instance when the robot takes the turn."""
        self._state = _Quiet()

    def _quiet(self, probability: float, at_s: float, end: float) -> _Step:
        if probability < self._settings.start_threshold:
            return _Quiet(), ()
        self._sounds = "unknown"
        return self._heard(_Maybe(at_s, end, end - at_s))

    def _maybe(self, maybe: _Maybe, probability: float, at_s: float, end: float) -> _Step:
        if probability >= self._settings.stop_threshold:
            return self._heard(_Maybe(maybe.onset, end, maybe.voiced_s + end - at_s))
        if end - maybe.last > self._settings.onset_gap_s + _ROUNDING_S:
            return _Quiet(), ()
        return maybe, ()

    def _heard(self, maybe: _Maybe) -> _Step:
        if maybe.voiced_s < self._settings.min_speech_s - _ROUNDING_S:
            return maybe, ()
        return _Speaking(maybe.onset, maybe.last), (SpeechStarted(maybe.onset),)

    def _speaking(self, speaking: _Speaking, probability: float, end: float) -> _Step:
        last = end if probability >= self._settings.stop_threshold else speaking.last
        pause_s = self._settings.trailing_s.of(self._expects, self._sounds)
        if end - last >= pause_s - _ROUNDING_S:
            return _Quiet(), (SpeechEnded(last),)
        if end - speaking.onset >= self._settings.max_utterance_s - _ROUNDING_S:
            return _Quiet(), (SpeechEnded(last, "too_long"),)
        return _Speaking(speaking.onset, last), ()
