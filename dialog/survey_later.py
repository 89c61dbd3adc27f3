"""A citizen who has no time: when to call again, agreed before the robot hangs up. [P]

A sub-machine of the survey, which watches for its ends. What is wished outside calling hours is
answered with the nearest time within them. Nobody is asked more than twice.
"""

from collections.abc import Mapping

from dialog.events import Action, Listen
from dialog.grammar.intents import yes_no
from dialog.grammar.times import time_said
from dialog.grammar.utterance import Utterance
from dialog.meeting import Meeting, meeting, spoken
from dialog.profile import SurveySubject
from dialog.prompts import say
from dialog.tabled import Tabled

STATES = ("when", "propose", "agreed", "open")
"""when: asked for a time. propose: another time is offered. The ends: agreed; open, the citizen
is called again, but no time was agreed."""


KINDS = ("Heard",)

TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("when", "Heard"): "time",
    ("propose", "Heard"): "answer",
    ("agreed", "Heard"): "ignore",
    ("open", "Heard"): "ignore",
}
"""(state, event) to the method `_on_<name>`."""


class Later(Tabled):
    """One agreement. agreed: the time; words: how the citizen named it."""

    def __init__(self, subject: SurveySubject) -> None:
        self.state = "when"
        self.agreed: Meeting | None = None
        self.words = ""
        self._subject = subject
        self._offered: Meeting | None = None
        self._failures = 0

    @property
    def call_at(self) -> str:
        """ISO 8601 with its offset, "" where no time was agreed."""
        return self.agreed.at.isoformat(timespec="minutes") if self.agreed else ""

    def ask(self) -> tuple[Action, ...]:
        """The question of the state, again or for the first time."""
        if self.state == "propose" and self._offered and self._subject.now:
            return self._offer(self._offered)
        return (say("survey_when"), self._listen())

    def hear(self, said: Utterance) -> tuple[Action, ...]:
        """An answer to either question."""
        return self._handled(TRANSITIONS[self.state, "Heard"], said)

    def _on_time(self, said: Utterance) -> tuple[Action, ...]:
        now = self._subject.now
        self.words = time_said(said.text) or said.raw
        if now is None:  # nobody can say what "明天" is: the words are kept
            return self._end("open", "survey_later")
        found = meeting(said.raw, now, self._subject.calling_hours)
        if found is None:
            return self._again()
        return self._agree(found) if found.as_wished else self._offer(found)

    def _on_answer(self, said: Utterance) -> tuple[Action, ...]:
        answer = yes_no(said)
        if answer and self._offered:
            return self._agree(self._offered)
        if time_said(said.text):
            return self._on_time(said)
        return self._again()

    def _offer(self, found: Meeting) -> tuple[Action, ...]:
        self.state, self._offered = "propose", found
        return (say("survey_propose", moment=self._spoken(found)), self._listen("yes_no"))

    def _agree(self, found: Meeting) -> tuple[Action, ...]:
        self.agreed = found
        self.state = "agreed"
        return (say("survey_agreed", moment=self._spoken(found)),)

    def _again(self) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures >= self._subject.max_failures:
            return self._end("open", "survey_later")
        self.state = "when"
        return (say("survey_when_again"), self._listen())

    def _end(self, state: str, prompt: str) -> tuple[Action, ...]:
        self.state = state
        return (say(prompt),)

    def _spoken(self, found: Meeting) -> str:
        return spoken(found, self._subject.now or found.at)

    def _listen(self, expects: str = "open") -> Listen:
        silence_s = self._subject.silence_s
        if expects == "yes_no":
            return Listen(silence_s, "yes_no", ("好", "可以", "不行"))
        return Listen(silence_s)
