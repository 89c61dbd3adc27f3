"""The caller who waits for a person: place and wait said aloud, a call back offered instead. [P]

A sub-machine of the hotline and of the survey, like the intake; they watch for its ends. Most of
what is said over the music is meant for somebody in the room, so only known words are answered.
"""

import math
from collections.abc import Callable, Mapping
from functools import partial

from dialog.events import (
    Action,
    Decision,
    Event,
    Failed,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    PromiseReturn,
    Queued,
    Say,
)
from dialog.grammar import danger
from dialog.grammar.intents import yes_no
from dialog.grammar.persons import person_wanted
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.prompts import say
from dialog.tabled import Tabled

STATES = ("joining", "waiting", "asking", "promising", "left", "promised", "goodbye", "danger")
"""joining: nothing has been said yet. asking: shall we call back? promising: it is being written
down. The ends: left, back to the robot, because nobody came or the caller would not wait; promised,
the caller hangs up and is called; goodbye; danger, what was heard last goes to the emergency desk,
see `dialog.rescue`."""

ENDS = STATES[4:]

KINDS = ("Queued", "Heard", "Keyed", "Silence", "TicketFiled", "ReturnPromised", "Failed")

TRANSITIONS: Mapping[tuple[str, str], str] = {
    **{(state, kind): "ignore" for state in STATES for kind in KINDS},
    ("joining", "Queued"): "place",
    ("waiting", "Queued"): "place",
    ("waiting", "Heard"): "hear",
    ("waiting", "Keyed"): "key",
    ("waiting", "Silence"): "wait",
    ("asking", "Heard"): "answer",
    ("asking", "Keyed"): "key",
    ("asking", "Silence"): "wait",
    ("promising", "ReturnPromised"): "promised",
    **{(state, "Failed"): "failed" for state in STATES if state not in ENDS},
}
"""(state, event) to the method `_on_<name>`."""

PATIENCE_S = 3600.0
"""Nothing is asked, so silence answers it: longer than any queue."""
ANSWER_S = 6.0

LONGEST_MIN = 30
"""Minutes beyond which no number is said."""


def minutes(wait_s: float) -> str:
    """An expected wait as it is said: whole minutes, never too few."""
    whole = math.ceil(wait_s / 60)
    if whole > LONGEST_MIN:
        return "半小时以上"
    return f"{whole}分钟" if whole > 1 else "一分钟左右"


class Waiting(Tabled):
    """One caller in a queue. `state` is one of STATES."""

    def __init__(self, offer_from_s: float) -> None:
        """offer_from_s: expected wait from which a call back is offered at the first announcement;
        it is offered at the second in any case.
        """
        self.state = "joining"
        self._offer_from_s = offer_from_s
        self._queued = Queued(1, 0.0)
        self._announced = 0

    def receive(self, event: Event) -> tuple[Action, ...]:
        """Take an event of KINDS; everything else is the conversation's."""
        return self._handled(TRANSITIONS[self.state, type(event).__name__], event)

    # --- handlers named by the table ---

    def _on_place(self, event: Queued) -> tuple[Action, ...]:
        self._queued = event
        self._announced += 1
        return self._announce()

    def _on_hear(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        for recognise, name in WORDS:
            if sign := recognise(said):
                return (Decision("intent", f"{name}:{sign}"), *getattr(self, f"_hear_{name}")())
        return self._wait()

    def _on_answer(self, event: Heard) -> tuple[Action, ...]:
        answer = yes_no(heard(event))
        if answer is None:
            return self._on_hear(event)
        return self._promise() if answer else self._leave()

    def _on_key(self, event: Keyed) -> tuple[Action, ...]:
        if event.digit == "1":
            return (Decision("intent", "return_call:1"), *self._hear_return_call())
        return self._announce()

    def _on_wait(self, event: Event) -> tuple[Action, ...]:
        return self._wait()

    def _on_promised(self, event: Event) -> tuple[Action, ...]:
        self.state = "promised"
        return (say("queue_promised"),)

    def _on_failed(self, event: Failed) -> tuple[Action, ...]:
        if event.action == "handoff":
            self.state = "left"
        if event.action == "return_call" and self.state == "promising":
            return self._wait(say("queue_no_return"))
        return ()

    # --- words ---

    def _hear_danger(self) -> tuple[Action, ...]:
        self.state = "danger"
        return ()

    def _hear_return_call(self) -> tuple[Action, ...]:
        return self._promise() if self._queued.may_return else self._wait(say("queue_no_return"))

    def _hear_no_wait(self) -> tuple[Action, ...]:
        if not self._queued.may_return or self.state == "asking":
            return self._leave()
        self.state = "asking"
        return (say("queue_ask_return"), Listen(ANSWER_S, "yes_no", ("好", "可以", "不用")))

    def _hear_keep_waiting(self) -> tuple[Action, ...]:
        return self._wait(say("queue_stay"))

    def _hear_again(self) -> tuple[Action, ...]:
        return self._announce()

    def _hear_goodbye(self) -> tuple[Action, ...]:
        self.state = "goodbye"
        return (LeaveQueue(),)

    # --- what several share ---

    def _announce(self) -> tuple[Action, ...]:
        place, wait = self._queued.place, minutes(self._queued.wait_s)
        told = say("queue_next", wait=wait)
        if place > 1:
            told = say("queue_place", ahead=str(place - 1), wait=wait)
        long = self._queued.wait_s >= self._offer_from_s or self._announced > 1
        offer = (say("queue_offer"),) if long and self._queued.may_return else ()
        return self._wait(told, *offer)

    def _promise(self) -> tuple[Action, ...]:
        self.state = "promising"
        return (PromiseReturn(),)

    def _leave(self) -> tuple[Action, ...]:
        self.state = "left"
        return (LeaveQueue(),)

    def _wait(self, *told: Say) -> tuple[Action, ...]:
        self.state = "waiting"
        return (*told, Listen(PATIENCE_S, "open", ("回电", "不等了", "再等等")))


WORDS: tuple[tuple[Callable[[Utterance], str | None], str], ...] = (
    (danger.emergency, "danger"),
    (partial(find, "keep_waiting"), "keep_waiting"),
    (partial(find, "return_call"), "return_call"),
    (partial(find, "hang_up"), "goodbye"),
    (partial(find, "goodbye"), "goodbye"),
    (partial(find, "no_wait"), "no_wait"),
    (partial(find, "how_long"), "again"),
    (partial(find, "repeat"), "again"),
    (person_wanted, "again"),
)
"""(what recognises it, `_hear_<name>`), the first that fits."""
