"""The callback conversation: who and why, contacted, solved, satisfied, reason, thanks. [P]

Read `survey_table.TRANSITIONS` first, then `OTHERWISE`: replies that are no answer to any question.
Every way out gives exactly one `Verdict`; what was not answered stays None and is never satisfied.
A complaint that was made is kept whatever follows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialog.draft import Draft
from dialog.events import (
    Action,
    Decision,
    Event,
    Failed,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    Listen,
    PersonNeeded,
    Say,
    Verdict,
)
from dialog.findings import Findings, Satisfied, learn
from dialog.grammar.danger import Danger, danger
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.times import time_said
from dialog.grammar.utterance import Utterance, heard
from dialog.handover import NEEDS, REASONS, queue_for
from dialog.profile import SurveySubject
from dialog.prompts import say
from dialog.rescue import Rescue, alarm
from dialog.satisfaction import Reply, classify
from dialog.survey_later import Later
from dialog.survey_questions import listen, question, thanks
from dialog.survey_table import ASIDES, NOT_UNDERSTOOD, OTHERWISE, TRANSITIONS
from dialog.waiting import Waiting

RATINGS: Mapping[str, Satisfied] = {"1": "satisfied", "2": "basically", "3": "unsatisfied"}
ENOUGH_SAID = 10
"""Characters of complaint after which the reason is not asked for again."""


YES_OR_NO = ("identify", "relative", "contacted", "solved", "other")


class Survey:
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
        self._other = ""
        self._waiting: Waiting | Rescue = Waiting(subject.offer_return_s)

    @property
    def state(self) -> str:
        return self._state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began; the survey keeps no timers of its own."""
        name = TRANSITIONS[self._state, type(event).__name__]
        actions: tuple[Action, ...] = getattr(self, f"_on_{name}")(event)
        return actions

    # --- handlers named by the table ---

    def _on_ignore(self, event: Event) -> tuple[Action, ...]:
        return ()

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
        if self._state in ("when", "propose"):
            return (noted, *self._hear_when(said, reply))
        if aside := self._aside(said):
            return (noted, *aside)
        if self._state in ("identify", "relative") and find("relative", said):
            return (noted, *self._hear_relative(said))
        if reply.label in OTHERWISE and not self._answers_anyway(said, reply):
            return (noted, *getattr(self, f"_hear_{OTHERWISE[reply.label]}")(said))
        answers: Mapping[str, Callable[[Utterance, Reply], tuple[Action, ...]]] = {
            "identify": self._hear_identity,
            "relative": self._hear_may_answer,
            "reason": self._hear_reason,
            "other": self._hear_other,
        }
        return (noted, *answers.get(self._state, self._hear_answer)(said, reply))

    def _on_key(self, event: Keyed) -> tuple[Action, ...]:
        self._silences = 0
        if event.digit == "0":
            return (Decision("intent", "agent:0"), *self._to_person("asked"))
        if event.digit == "#" and self._state not in ("when", "propose"):
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
        if self._state in ("when", "propose"):
            return self._call_again(say("survey_later"))
        if self._state in ("reason", "other"):
            return self._thanks()
        return self._close(self._known(), "survey_silent")

    def _on_unheard(self, event: Failed) -> tuple[Action, ...]:
        """What the citizen says cannot be recognised."""
        if event.action != "hearing":
            return ()
        self._deaf += 1
        if self._deaf > self._subject.max_failures:
            return self._close(self._known(), "survey_silent")
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
        return self._to_person(event.reason)

    def _on_gone(self, event: Event) -> tuple[Action, ...]:
        verdict = self._known()
        self._state = "ended"
        return (verdict, HangUp("caller_gone"))

    def _on_gone_after(self, event: Event) -> tuple[Action, ...]:
        self._state = "ended"
        return (HangUp("caller_gone"),)

    # --- replies that mean the same whatever was asked ---

    def _answers_anyway(self, said: Utterance, reply: Reply) -> bool:
        """Whether the words answer the question that was asked, though alone they would not."""
        if self._state == "reason":
            return reply.label in ("repeat", "busy-later", "wrong-number") and len(said.text) > 6
        if self._state == "other" and reply.label in ("refuse", "wrong-number"):
            return yes_no(said) is not None and not find("do_not_call", said)
        if self._state == "identify" or reply.label != "wrong-number":
            return False
        return yes_no(said) is not None or find("not_contacted", said) is not None

    def _hear_agent(self, said: Utterance) -> tuple[Action, ...]:
        return self._to_person("asked")

    def _hear_wrong_number(self, said: Utterance) -> tuple[Action, ...]:
        return self._close(Verdict(False, "wrong-number"), "survey_wrong_number")

    def _hear_busy(self, said: Utterance) -> tuple[Action, ...]:
        if self._found.unhappy:
            return self._thanks()
        if time_said(said.text):
            return self._agreeing(self._later.hear(said))
        return self._ask("when")

    def _hear_refuse(self, said: Utterance) -> tuple[Action, ...]:
        if find("do_not_call", said):
            known = self._found.verdict("refuse")
            verdict = replace(known, reached=self._found.any, do_not_call=True)
            return self._close(verdict, "survey_never_again")
        if self._found.unhappy:
            return self._thanks()
        return self._close(self._found.verdict("refuse"), "survey_refused")

    def _hear_repeat(self, said: Utterance) -> tuple[Action, ...]:
        if self._state == "identify":
            self._failures += 1
            if self._failures > self._subject.max_failures:
                return self._close(Verdict(False, "unclear"), "survey_silent")
            who = say("survey_who", city=self._subject.city, title=self._subject.title)
            return (who, *self._ask("identify"))
        return self._again()

    # --- answers ---

    def _hear_identity(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        learnt = learn(self._found, "identify", said, reply)
        if learnt != self._found or yes_no(said) is True:
            self._found = learnt
            return self._next()
        if yes_no(said) is False:
            return self._hear_wrong_number(said)
        return self._hear_repeat(said)

    def _hear_answer(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        before, self._found = self._found, learn(self._found, self._state, said, reply)
        if self._found != before:
            if self._found.neutral and self._state == "satisfied":
                return self._ask("clarify")
            return self._next()
        if self._state == "clarify":
            return self._next()
        prompts = NOT_UNDERSTOOD[self._state]
        if self._failures == len(prompts):
            return self._next()
        self._failures += 1
        return (say(prompts[self._failures - 1]), self._listen())

    def _hear_reason(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if said.empty or find("backchannel", said):
            self._failures += 1
            return self._again() if self._failures < self._subject.max_failures else self._thanks()
        learnt = learn(self._found, "reason", said, reply)
        words = self._found.words
        self._found = replace(learnt, words=words if said.raw in words else (*words, said.raw))
        return self._thanks()

    def _hear_when(self, said: Utterance, reply: Reply) -> tuple[Action, ...]:
        if reply.label == "refuse":
            return self._hear_refuse(said)
        if reply.label == "transfer-human":
            return self._hear_agent(said)
        return self._agreeing(self._later.hear(said))

    def _agreeing(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """Goes along with the agreement on a time, and hangs up at its end."""
        if self._later.state in ("agreed", "open"):
            return self._call_again(*actions)
        self._state = self._later.state
        return actions

    # --- what is said beside the answers ---

    def _aside(self, said: Utterance) -> tuple[Action, ...]:
        """Empty where it is none, or was answered before."""
        table, prompt = next(
            ((t, p) for t, p in ASIDES if t not in self._asked and find(t, said)), ("", "")
        )
        if not table:
            return ()
        self._asked.add(table)
        if table == "other_matter":
            self._other = said.raw
        about = {"city": self._subject.city} if table == "fraud" else {}
        return (Decision("intent", table), say(prompt, **about), *self._again())

    def _hear_relative(self, said: Utterance) -> tuple[Action, ...]:
        """One of the family: may answer, or says when the citizen is there."""
        if find("knows_about", said):
            return self._next()
        if time_said(said.text):
            return self._agreeing(self._later.hear(said))
        return self._ask("when" if self._state == "relative" else "relative")

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
            spoken, handoff = self._hand_over("asked")
            return (spoken, self._verdict(), handoff)
        return (say("survey_other_declined"), *self._thanks())

    # --- what comes next ---

    def _next(self) -> tuple[Action, ...]:
        """The first question that is neither answered nor given up."""
        self._failures = 0
        found = self._found
        hopeless = found.contacted is False and found.solved == "none"
        open_questions = (
            ("contacted", found.contacted is None and found.solved is None),
            ("solved", found.solved is None),
            ("satisfied", found.satisfied is None and not found.neutral and not hopeless),
            ("reason", found.unhappy and sum(map(len, found.words)) < ENOUGH_SAID),
        )
        for state, wanted in open_questions:
            if wanted and state not in self._asked:
                return self._ask(state)
        return self._thanks()

    def _ask(self, state: str) -> tuple[Action, ...]:
        self._state = state
        self._asked.add(state)
        return self._again()

    def _again(self) -> tuple[Action, ...]:
        if self._state in ("when", "propose"):
            return self._later.ask()
        return (question(self._state, self._subject, self._found), self._listen())

    def _listen(self) -> Listen:
        return listen(self._state, self._subject.silence_s)

    # --- ends, each with the one verdict ---

    def _known(self) -> Verdict:
        return self._verdict() if self._found.any else Verdict(False, "unclear", other=self._other)

    def _verdict(self, label: str = "") -> Verdict:
        return replace(self._found.verdict(label), other=self._other)

    def _thanks(self) -> tuple[Action, ...]:
        if self._other and "other" not in self._asked:
            return self._ask("other")
        self._state = "ended"
        return (thanks(self._subject, self._found), self._verdict(), HangUp("survey"))

    def _call_again(self, *said: Action) -> tuple[Action, ...]:
        known, later = self._verdict("busy-later"), self._later
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

    def _to_person(self, reason: str) -> tuple[Action, ...]:
        spoken, handoff = self._hand_over(reason)
        return (spoken, self._verdict("transfer-human"), handoff)

    def _endangered(self, event: Event) -> tuple[Action, ...]:
        said = heard(event) if isinstance(event, Heard) else Utterance.nothing()
        found = danger(said)
        return self._rescued(found, said) if found else ()

    def _rescued(self, found: Danger, said: Utterance) -> tuple[Action, ...]:
        """A person with priority, and a ticket at once."""
        subject = self._subject
        about = f"回访中说的，原工单{subject.ticket_number}，{subject.title}。"
        ticket = alarm(found, Draft(subject.phone, words=(said.raw,)), about)
        _, asked = self._hand_over("emergency")
        self._waiting = rescue = Rescue(found, asked, ticket)
        return rescue.open()

    def _hand_over(self, reason: str) -> tuple[Say, Handoff]:
        subject, found = self._subject, self._found
        self._state = "handed"
        self._waiting = Waiting(subject.offer_return_s)
        slots = (
            ("ticket", subject.ticket_number),
            ("matter", subject.title),
            ("unit", subject.unit),
            ("words", "；".join(found.words)),
            ("other", self._other),
        )
        handoff = Handoff(
            queue_for(subject, reason),
            reason,
            f"回访，{REASONS[reason]}；{subject.title}；{subject.unit}",
            tuple(slot for slot in slots if slot[1]),
        )
        return say(NEEDS.get(reason, "survey_handoff")), handoff
