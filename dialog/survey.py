"""The callback conversation: who and why, contacted, solved, satisfied, reason, thanks. [P]

Read `survey_table.TRANSITIONS` first, then `survey_replies.handler`: where an utterance goes.
Every way out gives exactly one `Verdict`; what was not answered stays None and is never satisfied.
A complaint that was made is kept whatever follows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialog.events import (
    Action,
    Decision,
    Event,
    Failed,
    Gone,
    HangUp,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Verdict,
)
from dialog.findings import Findings, learn
from dialog.grammar.danger import Danger, danger
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.times import time_said
from dialog.grammar.utterance import Utterance, heard, said_in, utterance
from dialog.handover import NEEDS
from dialog.profile import SurveySubject
from dialog.prompts import say
from dialog.rescue import SERVICES, Rescue, doubted
from dialog.satisfaction import Reply, classify
from dialog.survey_handover import emergency, handoff
from dialog.survey_later import Later
from dialog.survey_questions import listen, question, thanks, unanswered
from dialog.survey_replies import aside, evades, handler, says_yes, without_other
from dialog.survey_table import AGREEING, NOT_UNDERSTOOD, RATINGS, TRANSITIONS, YES_OR_NO
from dialog.tabled import Tabled
from dialog.waiting import Waiting


class Survey(Tabled):
    """One callback. `state` is one of STATES."""

    def __init__(self, subject: SurveySubject) -> None:
        self._subject = subject
        self._state = "new"
        self._found = Findings()
        self._asked: set[str] = set()
        self._failures = 0
        self._silences = 0
        self._deaf = 0
        self._later = Later(subject)
        self._waiting: Waiting | Rescue = Waiting(subject.offer_return_s)

    @property
    def state(self) -> str:
        return self._state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began; the survey keeps no timers of its own."""
        return self._handled(TRANSITIONS[self._state, type(event).__name__], event)

    # --- handlers named by the table ---

    def _on_introduce(self, event: Event) -> tuple[Action, ...]:
        opening = "survey_open" if self._subject.recorded else "survey_open_unrecorded"
        return (say(opening, city=self._subject.city), *self._ask("identify"))

    def _on_hear(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        self._silences = 0
        if found := danger(said):
            noted = Decision("intent", f"emergency:{found.sign}")
            return (noted, self._found.verdict("transfer-human"), *self._rescued(found, said))
        reply = classify(event.text, event.syllables)
        noted = Decision("label", f"{reply.label}:{reply.reason}")
        beside = aside(said, self._asked) if self._state not in AGREEING else None
        if beside:
            return (noted, *self._beside(said, *beside))
        return (noted, *self._taken(said, reply))

    def _taken(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        """By what it goes to, `survey_replies.handler`."""
        told: tuple[Action, ...] = getattr(self, f"_hear_{handler(self._state, said, reply)}")(
            said, reply
        )
        return told

    def _on_key(self, event: Keyed) -> tuple[Action, ...]:
        self._silences = 0
        if event.digit == "0":
            return (Decision("intent", "agent:0"), *self._to_person("asked"))
        if event.digit == "#" and self._state not in AGREEING:
            return self._next()
        if self._state in ("satisfied", "clarify") and event.digit in RATINGS:
            self._found = replace(self._found, satisfied=RATINGS[event.digit])
            return (Decision("label", RATINGS[event.digit]), *self._next())
        if self._state in YES_OR_NO and event.digit in "12":
            return self._on_hear(Heard("是" if event.digit == "1" else "不是"))
        return self._again()

    def _on_silence(self, event: Event) -> tuple[Action, ...]:
        self._silences += 1
        if self._silences <= self._subject.max_silences:
            return (say("still_there"), *self._again())
        if self._state in AGREEING:
            return self._call_again(say("survey_later"))
        if self._state in ("reason", "other"):
            return self._thanks()
        return self._close(self._found.known, "survey_silent")

    def _on_unheard(self, event: Failed) -> tuple[Action, ...]:
        """What the citizen says cannot be recognised."""
        if event.action != "hearing":
            return ()
        self._deaf += 1
        if self._deaf > self._subject.max_failures:
            return self._close(self._found.known, "survey_silent")
        self._state = "satisfied"
        return (say("survey_keys"), self._listen())

    def _on_wait(self, event: Event) -> tuple[Action, ...]:
        actions = self._waiting.receive(event)
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "left": partial(self._end, "survey_handoff_failed"),
            "promised": self._end,
            "over": partial(self._end, "goodbye"),
            "goodbye": partial(self._end, "goodbye"),
            "gone": self._end,
            "danger": lambda: self._endangered(event),
        }
        end = ends.get(self._waiting.state)
        return (*actions, *end()) if end else actions

    def _on_needed(self, event: PersonNeeded) -> tuple[Action, ...]:
        if event.reason in SERVICES:
            found, said = Danger(event.reason, event.words), utterance(event.words)
            return (self._found.verdict("transfer-human"), *self._rescued(found, said))
        return self._to_person(event.reason)

    def _on_gone(self, event: Gone) -> tuple[Action, ...]:
        verdict = self._found.known
        self._state = "ended"
        traced: tuple[Action, ...] = ()
        if event.danger:
            found = Danger(event.danger, event.words)
            traced = (doubted(emergency(self._subject, found, event.words)),)
        return (verdict, *traced, HangUp("caller_gone"))

    def _on_gone_after(self, event: Event) -> tuple[Action, ...]:
        self._state = "ended"
        return (HangUp("caller_gone"),)

    # --- replies that mean the same whatever was asked ---

    def _hear_agent(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        return self._to_person("asked")

    def _hear_wrong_number(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        return self._close(Verdict(False, "wrong-number"), "survey_wrong_number")

    def _hear_bereaved(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        return self._close(Verdict(False, "wrong-number", words=said.raw), "survey_bereaved")

    def _hear_busy(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if self._found.unhappy:
            return self._thanks()
        if time_said(said.text):
            return self._agreeing(self._later.hear(said))
        return self._ask("when")

    def _hear_refuse(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if find("do_not_call", said):
            known = self._found.verdict("refuse")
            verdict = replace(known, reached=self._found.any, do_not_call=True)
            return self._close(verdict, "survey_never_again")
        if self._found.unhappy:
            return self._thanks()
        return self._close(self._found.verdict("refuse"), "survey_refused")

    def _hear_repeat(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if self._state == "identify":
            self._failures += 1
            if self._failures > self._subject.max_failures:
                return self._close(Verdict(False, "unclear"), "survey_silent")
            if self._failures > 1:
                return (say("survey_identify_keys"), self._listen())
            who = say("survey_who", city=self._subject.city, title=self._subject.title)
            return (who, *self._ask("identify"))
        return self._again()

    # --- answers ---

    def _hear_identity(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        learnt = learn(self._found, "identify", said, reply)
        if learnt != self._found or says_yes(said) or find("is_me", said):
            self._found = learnt
            return self._next()
        if yes_no(said) is False and self._failures:
            return self._hear_wrong_number(said, reply)
        # A bare no, once, may be a stranger's voice or a noise: a number is never called again
        # that is not the right one.
        return self._hear_repeat(said, reply)

    def _hear_answer(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        before, self._found = self._found, learn(self._found, self._state, said, reply)
        if self._found != before:
            if self._found.neutral and self._state == "satisfied":
                return self._ask("clarify")
            return self._again() if evades(self._state, self._found) else self._next()
        if self._state == "clarify":
            return self._next()
        prompts = NOT_UNDERSTOOD[self._state]
        if self._failures == len(prompts):
            return self._next()
        self._failures += 1
        noted = Decision("no_match", self._state)
        return (noted, say(prompts[self._failures - 1]), self._listen())

    def _hear_unknown(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        """Who does not know is not asked for it again."""
        return (Decision("no_match", self._state), *self._next())

    def _hear_reason(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if said.empty or find("backchannel", said):
            self._failures += 1
            return self._again() if self._failures < self._subject.max_failures else self._thanks()
        learnt = learn(self._found, "reason", said, reply)
        words = self._found.words
        self._found = replace(learnt, words=words if said.raw in words else (*words, said.raw))
        return self._thanks()

    def _hear_when(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        return self._agreeing(self._later.hear(said))

    def _agreeing(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """Goes along with the agreement on a time, and hangs up at its end."""
        if self._later.state in ("agreed", "open"):
            return self._call_again(*actions)
        self._state = self._later.state
        return actions

    # --- what is said beside the answers ---

    def _beside(self, said: Utterance, table: str, prompt: str) -> tuple[Action, ...]:
        """What is said to it, and the question again."""
        self._asked.add(table)
        noted = Decision("intent", table)
        if table == "other_matter":
            before, other = without_other(said)
            self._found = replace(self._found, other=other)
            if before.text:
                return (noted, say(prompt), *self._taken(before, classify(before.raw)))
        about = {"city": self._subject.city} if table == "fraud" else {}
        return (noted, say(prompt, **about), *self._again())

    def _hear_relative(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        """One of the family: may answer, or says when the citizen is there."""
        if find("knows_about", said):
            return self._next()
        if time_said(said.text):
            return self._agreeing(self._later.hear(said))
        unaware = self._state == "relative" or find("cannot_tell", said)
        return self._ask("when" if unaware else "relative")

    def _hear_may_answer(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if find("knows_about", said) or yes_no(said):
            return self._next()
        learnt = learn(self._found, "relative", said, reply)
        if learnt != self._found:
            self._found = learnt
            return self._next()
        return self._ask("when")

    def _hear_other(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if yes_no(said):
            return self._to_person("asked", label="")
        return (say("survey_other_declined"), *self._thanks())

    # --- what comes next ---

    def _next(self) -> tuple[Action, ...]:
        """The first question that is neither answered nor given up."""
        self._failures = 0
        state = unanswered(self._found, self._asked)
        return self._ask(state) if state else self._thanks()

    def _ask(self, state: str) -> tuple[Action, ...]:
        self._state = state
        self._asked.add(state)
        return self._again()

    def _again(self) -> tuple[Action, ...]:
        if self._state in AGREEING:
            return self._later.ask()
        return (question(self._state, self._subject, self._found), self._listen())

    def _listen(self) -> Listen:
        return listen(self._state, self._subject.silence_s)

    # --- ends, each with the one verdict ---

    def _thanks(self) -> tuple[Action, ...]:
        if self._found.other and "other" not in self._asked:
            return self._ask("other")
        self._state = "ended"
        return (thanks(self._subject, self._found), self._found.verdict(), HangUp("survey"))

    def _call_again(self, *said: Action) -> tuple[Action, ...]:
        known, later = self._found.verdict("busy-later"), self._later
        verdict = replace(
            known, reached=self._found.any, call_again=later.words, call_at=later.call_at
        )
        self._state = "ended"
        return (*said, verdict, HangUp("survey"))

    def _close(self, verdict: Verdict, prompt: str) -> tuple[Action, ...]:
        self._state = "ended"
        return (say(prompt), verdict, HangUp("survey"))

    def _end(self, *prompts: str) -> tuple[Action, ...]:
        """After the verdict."""
        self._state = "ended"
        return (*map(say, prompts), HangUp("survey"))

    def _to_person(self, reason: str, label: str = "transfer-human") -> tuple[Action, ...]:
        """label: of the verdict, "" where the answers decide it."""
        subject, found = self._subject, self._found
        self._state = "handed"
        self._waiting = Waiting(subject.offer_return_s)
        spoken = say(NEEDS.get(reason, "survey_handoff"))
        return (spoken, found.verdict(label), handoff(subject, found, reason))

    def _endangered(self, event: Event) -> tuple[Action, ...]:
        said = said_in(event)
        found = danger(said)
        return self._rescued(found, said) if found else ()

    def _rescued(self, found: Danger, said: Utterance) -> tuple[Action, ...]:
        """A person with priority, and a ticket at once."""
        subject = self._subject
        self._state = "handed"
        asked = handoff(subject, self._found, "emergency")
        self._waiting = rescue = Rescue(found, asked, emergency(subject, found, said.raw))
        return rescue.open()
