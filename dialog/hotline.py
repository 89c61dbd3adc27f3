"""The inbound conversation: greet, listen, answer, take down a ticket, hand over. [P]

Read `TRANSITIONS` in `hotline_table.py` first: it names the handler of every state and event. Words
that mean the same in every state (人工, danger, anger, "再说一遍") are looked for before; see
`dialog.interrupts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialog.areas.table import AreaTable, area_table
from dialog.draft import Draft, receipt
from dialog.enquiry import Answers, Enquiry, Turn, matter_in
from dialog.events import (
    Action,
    Connected,
    Decision,
    Event,
    Failed,
    HangUp,
    Heard,
    Keyed,
    Listen,
    Say,
    TicketFiled,
)
from dialog.grammar.intents import yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.handover import handoff, slots
from dialog.hotline_table import LIKELY, LISTENING, TRANSITIONS
from dialog.intake import Intake
from dialog.interrupts import interrupt
from dialog.profile import Profile
from dialog.prompts import say
from dialog.waiting import Waiting


class Hotline:
    """One inbound call. `state` is one of STATES, with the slot being asked in an intake."""

    def __init__(self, profile: Profile, matcher: Answers, areas: AreaTable | None = None) -> None:
        """areas: of the city; None loads the table of `profile.city_code`."""
        self._profile = profile
        self._enquiry = Enquiry(matcher, profile.sms)
        self._areas = areas if areas is not None else area_table(profile.city_code)
        self._state = "new"
        self._draft = Draft()
        self._intake: Intake | None = None
        self._spoken: tuple[Say, ...] = ()
        self._outcome = "answered"
        self._ticket = ""
        self._failures = 0
        self._silences = 0
        self._greetings = 0
        self._broken: set[str] = set()
        self._handoff_reason = ""
        self._waiting = Waiting(False, profile.offer_return_s)

    @property
    def state(self) -> str:
        if self._intake is not None and self._state == "intake":
            return f"intake.{self._intake.state}"
        return self._state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began; the hotline keeps no timers of its own."""
        name = TRANSITIONS[self._state, type(event).__name__]
        actions: tuple[Action, ...] = getattr(self, f"_on_{name}")(event)
        spoken = tuple(action for action in actions if isinstance(action, Say))
        if spoken:
            self._spoken = spoken
        return actions

    # --- handlers named by the table ---

    def _on_ignore(self, event: Event) -> tuple[Action, ...]:
        return ()

    def _on_greet(self, event: Connected) -> tuple[Action, ...]:
        self._draft = Draft(caller=event.caller)
        greeting = "greeting_legal" if self._profile.recorded else "greeting_unrecorded"
        legal = say(greeting, service=self._profile.service)
        return (legal, *self._ask("open", say("greeting_open")))

    def _on_hear(self, event: Heard) -> tuple[Action, ...]:
        said = heard(event)
        self._silences = 0
        if meant := interrupt(said):
            noted = Decision("intent", f"{meant[0]}:{meant[1]}")
            return (noted, *getattr(self, f"_hear_{meant[0]}")(said))
        answers: Mapping[str, Callable[[Utterance], tuple[Action, ...]]] = {
            "open": self._hear_question,
            "more": self._hear_more,
            "clarify": self._hear_choice,
            "offer": self._hear_offer,
            "intake": self._hear_slot,
        }
        return answers[self._state](said)

    def _on_key(self, event: Keyed) -> tuple[Action, ...]:
        self._silences = 0
        typing = self._intake is not None and self._state == "intake" and self._intake.typing
        if event.digit == "0" and not typing:
            return (Decision("intent", "agent:0"), *self._hear_agent())
        if event.digit == "*" and not typing:
            return self._hear_repeat()
        if self._state == "intake":
            return self._key_slot(event)
        if self._state == "offer" and event.digit in "12":
            return self._offered(event.digit == "1")
        if self._state == "clarify" and event.digit in "12":
            return self._turned(self._enquiry.chosen(int(event.digit)), Utterance.nothing())
        if self._state == "more" and event.digit == "#":
            return self._goodbye()
        return self._hear_repeat()

    def _on_silence(self, event: Event) -> tuple[Action, ...]:
        self._silences += 1
        if self._silences > self._profile.max_silences:
            stuck = self._draft.slots or "hearing" in self._broken
            if stuck and "handoff" not in self._broken:
                return self._to_person("no_input", "handoff_trouble")
            return self._end("no_input" if not self._ticket else "ticket", "goodbye_silent")
        first = self._silences == 1
        if first and self._intake is not None and self._state == "intake":
            return (say("still_there"), *self._intake.ask_again())
        return (say("still_there" if first else "still_there_key"), self._listen())

    def _on_filed(self, event: TicketFiled) -> tuple[Action, ...]:
        self._outcome, self._ticket = "ticket", event.number
        told = receipt(event, self._draft, self._profile)
        self._intake = None
        return (*told, *self._ask("more", say("anything_else")))

    def _on_failed(self, event: Failed) -> tuple[Action, ...]:
        if event.action == "file_ticket" and self._state == "filing":
            self._broken.add("file_ticket")
            return self._to_person("ticket_failed", "filing_failed")
        if event.action == "handoff" and self._state == "handed":
            return self._come_back()
        if event.action == "return_call" and self._state == "handed":
            return self._on_wait(event)
        if event.action == "hearing" and self._state in LISTENING:
            return self._unheard()
        return ()

    def _on_wait(self, event: Event) -> tuple[Action, ...]:
        actions = self._waiting.receive(event)
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "left": self._come_back,
            "promised": partial(self._end, "return_call"),
            "goodbye": partial(self._end, "caller_gone", "goodbye"),
            "danger": partial(self._to_person, "emergency", "emergency"),
        }
        end = ends.get(self._waiting.state)
        return (*actions, *end()) if end else actions

    def _on_gone(self, event: Event) -> tuple[Action, ...]:
        self._state = "ended"
        return (HangUp("caller_gone", slots(self._draft, self._ticket)),)

    # --- what means the same in every state ---

    def _hear_agent(self, said: Utterance | None = None) -> tuple[Action, ...]:
        return self._to_person("asked", "handoff")

    def _hear_anger(self, said: Utterance) -> tuple[Action, ...]:
        self._note(said)
        return self._to_person("anger", "handoff_sorry")

    def _hear_emergency(self, said: Utterance) -> tuple[Action, ...]:
        self._note(said)
        return self._to_person("emergency", "emergency")

    def _hear_repeat(self, said: Utterance | None = None) -> tuple[Action, ...]:
        return (*(replace(words, interruptible=True) for words in self._spoken), self._listen())

    def _hear_goodbye(self, said: Utterance) -> tuple[Action, ...]:
        return self._goodbye()

    # --- questions ---

    def _hear_question(self, said: Utterance) -> tuple[Action, ...]:
        return self._turned(self._enquiry.question(said), said)

    def _hear_choice(self, said: Utterance) -> tuple[Action, ...]:
        return self._turned(self._enquiry.which(said), said)

    def _hear_more(self, said: Utterance) -> tuple[Action, ...]:
        if find("no_more", said):
            return (Decision("intent", "no_more"), *self._goodbye())
        if yes_no(said) is True:
            return self._ask("open", say("go_ahead"))
        return self._hear_question(said)

    def _turned(self, turn: Turn, said: Utterance) -> tuple[Action, ...]:
        if turn.kind == "report":
            return (*turn.actions, *self._start_intake(said))
        if turn.kind == "unknown":
            return (*turn.actions, *self._not_understood(said))
        self._failures = 0
        if turn.kind == "answered":
            return (*turn.actions, *self._ask("more", say("anything_else")))
        self._state = "clarify" if turn.kind == "clarify" else "open"
        return (*turn.actions, self._listen())

    def _not_understood(self, said: Utterance) -> tuple[Action, ...]:
        if find("greeting", said) and self._greetings < self._profile.max_failures:
            self._greetings += 1
            return self._ask(self._state, say("go_ahead"))
        self._failures += 1
        if not find("backchannel", said) and not find("greeting", said):
            self._note(said)
        if self._failures < self._profile.max_failures:
            clarifying = self._state == "clarify"
            return self._ask(self._state, say("clarify_again" if clarifying else "reprompt"))
        if self._draft.words and "file_ticket" not in self._broken:
            return self._ask("offer", say("offer_ticket"))
        return self._give_up("no_match")

    # --- tickets ---

    def _hear_offer(self, said: Utterance) -> tuple[Action, ...]:
        accepted = yes_no(said)
        if accepted is not None:
            return self._offered(accepted)
        if len(said.text) >= 4 and not find("backchannel", said):
            return self._hear_question(said)
        return self._retry("offer", say("reprompt_short"))

    def _offered(self, accepted: bool) -> tuple[Action, ...]:
        if not accepted:
            self._failures = 0
            return self._ask("more", say("anything_else"))
        if "hearing" in self._broken:
            self._draft = self._draft.unheard()
            if self._draft.contact:
                self._state = "filing"
                return (say("filing"), self._draft.ticket())
        matter = self._draft.matter or (self._draft.words[-1] if self._draft.words else "")
        self._draft = replace(self._draft, matter=matter)
        return self._run_intake("intake_start")

    def _start_intake(self, said: Utterance) -> tuple[Action, ...]:
        fresh = Draft(caller=self._draft.caller, contact=self._draft.contact)
        matter = matter_in(said)
        self._draft = fresh.about(said, self._areas) if matter else fresh
        return self._run_intake("intake_start_sorry" if matter else "intake_start")

    def _run_intake(self, opening: str) -> tuple[Action, ...]:
        if "file_ticket" in self._broken:
            return self._give_up("ticket_failed")
        self._failures = 0
        self._intake = Intake(
            self._draft, self._areas, self._profile.silence_s, self._profile.max_failures
        )
        self._state = "intake"
        return (say(opening), *self._intake.start())

    def _hear_slot(self, said: Utterance) -> tuple[Action, ...]:
        return self._step(Heard(said.raw, said.syllables))

    def _key_slot(self, event: Keyed) -> tuple[Action, ...]:
        assert self._intake is not None
        if event.digit == "#" and not self._intake.typing:
            return self._after(self._intake.skip())
        return self._step(event)

    def _step(self, event: Event) -> tuple[Action, ...]:
        assert self._intake is not None
        return self._after(self._intake.receive(event))

    def _after(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        assert self._intake is not None
        self._draft = self._intake.draft
        ends: Mapping[str, Callable[[], tuple[Action, ...]]] = {
            "filing": partial(self._enter, "filing"),
            "stuck": partial(self._give_up, "no_match"),
            "dropped": partial(self._ask, "more", say("anything_else")),
        }
        end = ends.get(self._intake.state)
        return (*actions, *end()) if end else actions

    # --- ladders and ends ---

    def _retry(self, state: str, asked: Say) -> tuple[Action, ...]:
        self._failures += 1
        if self._failures < self._profile.max_failures:
            return self._ask(state, asked)
        return self._give_up("no_match")

    def _give_up(self, reason: str) -> tuple[Action, ...]:
        """A person, or where there is none, a polite end that keeps what was learnt."""
        if "handoff" in self._broken:
            return self._end("failed", "goodbye_broken")
        return self._to_person(reason, "handoff_trouble")

    def _to_person(self, reason: str, prompt: str) -> tuple[Action, ...]:
        self._handoff_reason = reason
        self._waiting = Waiting(reason == "emergency", self._profile.offer_return_s)
        self._state, self._intake = "handed", None
        return (say(prompt), handoff(self._profile, reason, self._draft, self._ticket))

    def _come_back(self) -> tuple[Action, ...]:
        """No person was free, or the caller would not wait: the robot offers what it can do."""
        self._broken.add("handoff")
        self._failures, self._silences = 0, 0
        if "file_ticket" in self._broken:
            return self._end("failed", "goodbye_broken")
        if "hearing" in self._broken:
            return self._ask("offer", say("offer_keys"))
        warned = (say("emergency_failed"),) if self._handoff_reason == "emergency" else ()
        return (*warned, *self._ask("offer", say("offer_ticket_busy")))

    def _unheard(self) -> tuple[Action, ...]:
        """What the caller says cannot be recognised: keys, then a person, then a call back."""
        if "hearing" not in self._broken:
            self._broken.add("hearing")
            return self._ask("offer", say("hearing_keys"))
        if "handoff" not in self._broken:
            return self._to_person("hearing", "handoff_unheard")
        return self._retry("offer", say("offer_keys"))

    def _goodbye(self) -> tuple[Action, ...]:
        return self._end(self._outcome, "goodbye")

    def _end(self, outcome: str, *prompts: str) -> tuple[Action, ...]:
        self._state, self._intake = "ended", None
        return (*map(say, prompts), HangUp(outcome, slots(self._draft, self._ticket)))

    # --- small change ---

    def _ask(self, state: str, asked: Say) -> tuple[Action, ...]:
        self._state = state
        return (asked, self._listen())

    def _enter(self, state: str) -> tuple[Action, ...]:
        self._state = state
        return ()

    def _listen(self) -> Listen:
        if self._intake is not None and self._state == "intake":
            return self._intake.listen()
        return Listen(
            self._profile.silence_s,
            "yes_no" if self._state == "offer" else "open",
            LIKELY.get(self._state, ()),
        )

    def _note(self, said: Utterance) -> None:
        if said.raw:
            self._draft = self._draft.hearing(said, self._areas)
