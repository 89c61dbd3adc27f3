"""A caller who answers what the robot says, whatever comes next. [P]

Captions tell the words of the robot, and the catalogue tells which prompt they are; the caller
answers when the robot has fallen silent, or comes over a prompt where the script says so.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.call_scripts import Answer, CallScript
from dialog.prompts import Prompt, segments
from ivr.gateway.captions import Caption
from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.gateway.line import Digit, Frame, HungUp, LineEvent
from ivr.gateway.pacing import is_quiet
from ivr.gateway.phone import KEY_FRAMES, frames
from ivr.recorded.sound import RATE, Samples

REPLY_AFTER_S = 1.0
"""Silence of the robot that means it has ended."""

PATIENCE_S = 45.0
"""Of nobody saying anything, after which the caller gives up."""

ANY = "any"
"""In place of a prompt: every one that the script does not name."""

MOST_SAID = 6
"""How often the same prompt is answered before the caller gives up."""

FRAME_SAMPLES = RATE // 50


@dataclass(frozen=True)
class Done:
    """What the caller did. prompt: that was answered."""

    prompt: str
    said: str
    at: float


Known = Sequence[tuple[str, re.Pattern[str]]]
"""Wordings of prompts, by the id of the prompt."""


def prompt_of(text: str, known: Known) -> str:
    """The id of the prompt that a caption is, "" for an answer of the knowledge base."""
    return next((name for name, wording in known if wording.fullmatch(text)), "")


def recognisers(prompts: Mapping[str, Prompt]) -> Known:
    """Every wording of every prompt; those with more words of their own come first, so that a short
    one that is little but a variable ("{slots}。对吗？") takes no other prompt's caption."""
    wordings = [
        (prompt.id, segments(text))
        for prompt in prompts.values()
        for text in (prompt.text, prompt.short)
        if text
    ]
    wordings.sort(key=lambda wording: -sum(len(fixed) for fixed, _ in wording[1]))
    return [(name, re.compile("".join(map(_part, parts)))) for name, parts in wordings]


def _part(segment: tuple[str, str]) -> str:
    text, variable = segment
    return re.escape(text) + (".*" if variable else "")


class ReactiveCaller:
    """Implements `ivr.gateway.phone.Caller`; give it the captions as `on_caption`."""

    sample_rate = RATE

    def __init__(
        self,
        script: CallScript,
        speak: Callable[[Answer], bytes],
        known: Known,
        background: Samples | None = None,
    ) -> None:
        """speak: an answer as PCM16 at 8 kHz. background: what is heard behind the caller."""
        self._script = script
        self._speak = speak
        self._known = known
        self._background = _looped(background)
        self._heard: list[str] = []
        self._told: deque[str] = deque()
        self._times: Counter[str] = Counter()
        self._acting: deque[bytes | str] = deque()
        self._last_answer = Answer()
        self._first_answer: Answer | None = None
        self._barge: tuple[float, str] | None = None  # when, over which prompt
        self._robot_last = self._last = self._prompted = 0.0
        self._over = False
        self.done: list[Done] = []
        self.trouble = ""

    def on_caption(self, caption: Caption) -> None:
        """The robot begins to say something."""
        if caption.speaker == "robot" and caption.final:
            self._told.append(prompt_of(caption.text, self._known))

    def hear(self, robot: bytes | None, at: float) -> tuple[LineEvent, ...]:
        """As `ScriptedCaller.hear`."""
        if robot is not None and not is_quiet(robot):
            self._robot_last = at
        while self._told:
            self._prompt_begins(self._told.popleft(), at)
        if not self._acting:
            self._decide(at)
        if self._acting:
            self._last = at
            thing = self._acting.popleft()
            if isinstance(thing, str):
                return (HungUp(),) if thing == "" else (Digit(thing), self._frame(b""))
            return (self._frame(thing),)
        if self._over or at - max(self._robot_last, self._last) > PATIENCE_S:
            self.trouble = self.trouble or f"gave up after {self._heard[-1:] or 'nothing'}"
            return (HungUp(),)
        return (self._frame(b""),)

    def _prompt_begins(self, prompt: str, at: float) -> None:
        """Captions of one breath come together; a caller who comes over one of them comes over
        what follows it, too."""
        answer = self._answer(prompt)
        if answer is not None and answer.over_s is not None:
            self._barge = at + answer.over_s, prompt
        elif at != self._prompted:
            self._barge = None
        self._heard.append(prompt)
        self._prompted = at

    def _decide(self, at: float) -> None:
        """Answer the last prompt, where it is time to."""
        if not self._heard:
            return
        over = self._barge is not None and at >= self._barge[0]
        prompt = self._barge[1] if self._barge is not None and over else self._heard[-1]
        spoken = self._robot_last >= self._prompted
        quiet = at - max(self._robot_last, self._last) > REPLY_AFTER_S
        if not (over or (spoken and quiet)):
            return
        self._barge = None
        answer = self._answer(prompt)
        self._heard.clear()
        if answer is None:
            return
        self._times[prompt] += 1
        if answer.silent:
            return
        if self._times[prompt] > MOST_SAID:
            self.trouble, self._over = f"{prompt} is asked again and again", True
            return
        self._act(prompt, self._once_more(answer), at)

    def _once_more(self, answer: Answer) -> Answer:
        """What it stands for."""
        if answer.first:
            return self._first_answer or Answer()
        return self._last_answer if answer.again else answer

    def _answer(self, prompt: str) -> Answer | None:
        """What the script says to this prompt now."""
        answers = self._script.answers.get(prompt or "kb") or self._script.answers.get(ANY)
        return answers[min(self._times[prompt], len(answers) - 1)] if answers else None

    def _act(self, prompt: str, answer: Answer, at: float) -> None:
        self._last_answer = answer
        self._first_answer = self._first_answer or answer
        self.done.append(Done(prompt, answer.say or answer.keys or "+".join(answer.clips), at))
        if answer.say or answer.clips:
            self._acting.extend(frames(self._speak(answer), RATE))
        for digit in answer.keys:
            self._acting.append(digit)
            self._acting.extend([b""] * (KEY_FRAMES - 1))
        if answer.hang_up:
            self._acting.append("")

    def _frame(self, pcm: bytes) -> Frame:
        """With what is behind the caller, through the exchange."""
        size = 2 * FRAME_SAMPLES
        clean = np.frombuffer(pcm.ljust(size, b"\0"), "<i2").astype(np.float64)
        mixed = clean + next(self._background)
        line = mixed.round().clip(-32768, 32767).astype("<i2").tobytes()
        return Frame(decode_alaw(encode_alaw(line)))


def _looped(background: Samples | None) -> Iterator[Samples]:
    """Frames of the background, for ever; a quiet room where there is none."""
    if background is None:
        background = np.random.default_rng(0).normal(0.0, 12 / 32768, 4 * RATE)
    whole = len(background) // FRAME_SAMPLES * FRAME_SAMPLES
    pieces = background[:whole].reshape(-1, FRAME_SAMPLES) * 32767
    while True:
        yield from pieces
