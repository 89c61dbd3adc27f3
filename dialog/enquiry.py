"""Questions and answers: which of two, what an answer depends on, long answers in parts. [P]

A sub-machine of the hotline. Read `TRANSITIONS` in `enquiry_table.py` first. The hotline has dealt
with 人工, danger and the like before an event gets here; it watches for the ends.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Literal

from dialog.answers import Answers, decision, is_another, plausible
from dialog.areas.table import AreaTable
from dialog.enquiry_table import LIKELY, REPROMPTS, TRANSITIONS
from dialog.events import Action, Decision, Heard, Keyed, Listen, SendSms, Silence
from dialog.grammar.intents import choice, yes_no
from dialog.grammar.phrases import find
from dialog.grammar.utterance import Utterance, heard
from dialog.profile import Profile
from dialog.prompts import say
from dialog.reports import is_case, is_report
from dialog.tabled import Tabled
from dialog.telling import Telling, begin
from knowledge.entries import Entry
from knowledge.matcher import Match

OFTEN_ENOUGH = 2
"""Times that one answer is told; who asks the same again is not helped by it."""

LONGEST_UNSURE = 10
"""Characters of "不知道"; a longer utterance has something else to say."""


def goes_on(said: Utterance) -> bool | None:
    """Whether the caller wants to hear the next part, None where that is not what they say."""
    if find("enough", said):
        return False
    if find("go_on", said):
        return True
    answer = yes_no(said)
    return False if answer is None and find("no_more", said) else answer


class Enquiry(Tabled):
    """The questions of one call. `state` is one of STATES."""

    def __init__(
        self,
        answers: Answers,
        profile: Profile,
        note: Callable[[Utterance], None],
        areas: AreaTable,
    ) -> None:
        """areas: of the city. note: told of what was not understood, for the ticket that it may
        become."""
        self.state = "open"
        self._answers = answers
        self._profile = profile
        self._sms = profile.sms
        self._note = note
        self._areas = areas
        self._pair: Match | None = None
        self._asked = Utterance.nothing()
        self._telling: Telling | None = None
        self._guides: set[str] = set()
        self._guide_is_new = False
        self._times = Counter[str]()
        self._failures = 0
        self._greetings = 0
        self._silences = 0

    def receive(self, event: Heard | Keyed | Silence, silences: int = 0) -> tuple[Action, ...]:
        """Nothing follows from a key that means nothing here. silences: in a row, with this one."""
        self._silences = silences
        told = heard(event) if isinstance(event, Heard) else event
        return self._handled(TRANSITIONS[self.state, type(event).__name__], told)

    def ask(self, prompt: str = "anything_else") -> tuple[Action, ...]:
        """Give the caller the turn for a question: the first, or after something was done."""
        self.state = "more" if prompt == "anything_else" else "open"
        return (say(prompt), self.listen())

    def send_nothing(self) -> None:
        """No text message can reach this caller."""
        self._sms = False

    def reopen(self) -> None:
        """What comes next is a question, whatever was asked. Failures count on."""
        self.state = "open"

    def again(self) -> tuple[Action, ...]:
        """The part of an answer that was said last; () where something else was."""
        if self.state != "parts":
            return ()
        return (self._told.last_part, say("more_parts"), self.listen())

    def listen(self) -> Listen:
        """How to listen for what is wanted now."""
        silence_s = self._profile.silence_s
        if self.state == "follow_up":
            return Listen(silence_s, "open", self._told.hints)
        kind: Literal["yes_no", "open"] = "yes_no" if self.state == "parts" else "open"
        return Listen(silence_s, kind, LIKELY.get(self.state, ()))

    # --- handlers named by the table ---

    def _on_question(self, said: Utterance) -> tuple[Action, ...]:
        return self._taken(said, self._match(said))

    def _on_anything_else(self, said: Utterance) -> tuple[Action, ...]:
        if find("no_more", said):
            self.state = "goodbye"
            return (Decision("intent", "no_more"),)
        if yes_no(said) is True:
            return self.ask("go_ahead")
        return self._taken(said, self._of_last(said) or self._match(said))

    def _of_last(self, said: Utterance) -> Match | None:
        """A question that names no matter ("要带些什么") is about what was answered last."""
        if self._telling is None or not find("elliptic", said):
            return None
        match = self._answers.match(self._telling.entry.question + said.text)
        return match if match.kind == "answer" else None

    def _on_which(self, said: Utterance) -> tuple[Action, ...]:
        if find("neither", said):
            return (Decision("intent", "neither"), *self.ask("go_ahead"))
        if find("no_more", said) and yes_no(said) is not True:
            return (Decision("intent", "no_more"), *self.ask())
        pair = self._pair
        if pair is None or pair.entry is None or pair.runner_up is None:
            return self._on_question(said)
        match = self._match(said)
        if find("question", said) and is_another(match, than=(pair.entry, pair.runner_up)):
            return self._taken(said, match)
        if number := choice(said, pair.entry.question, pair.runner_up.question):
            return self._chosen(number)
        same = (match.entry, match.runner_up) == (pair.entry, pair.runner_up)
        return self._missed(said, match) if same else self._taken(said, match)

    def _on_reply(self, said: Utterance) -> tuple[Action, ...]:
        match, telling = self._match(said), self._told
        other = is_another(match, than=(telling.entry,))
        if other and find("question", said):
            return self._taken(said, match)
        if replied := telling.replied(said):
            return self._tell(replied)
        if find("unsure", said) and len(said.text) <= LONGEST_UNSURE:
            return (Decision("intent", "unsure"), *self._tell(telling.in_general()))
        if (
            other
            or match.reason == "privacy"
            or is_case(said, match)
            or is_report(said, match, self._areas)
        ):
            return self._taken(said, match)
        return self._unclear()

    def _on_onward(self, said: Utterance) -> tuple[Action, ...]:
        match = self._match(said)
        if find("question", said) and match.kind != "unknown":
            return self._taken(said, match)
        wanted = goes_on(said)
        if wanted is None:
            return self._taken(said, match)
        noted = Decision("intent", "go_on" if wanted else "enough")
        return (noted, *(self._next_part() if wanted else self._close()))

    def _on_key_end(self, key: Keyed) -> tuple[Action, ...]:
        self.state = "goodbye" if key.digit == "#" else self.state
        return ()

    def _on_key_which(self, key: Keyed) -> tuple[Action, ...]:
        return self._chosen(int(key.digit)) if key.digit in ("1", "2") else ()

    def _on_key_reply(self, key: Keyed) -> tuple[Action, ...]:
        replied = self._told.keyed(key.digit)
        return self._tell(replied) if replied else ()

    def _on_key_onward(self, key: Keyed) -> tuple[Action, ...]:
        meant = {"1": self._next_part, "2": self._close, "#": self._close}.get(key.digit)
        return meant() if meant else ()

    def _on_silence(self, event: Silence) -> tuple[Action, ...]:
        return (say("still_there"), self.listen())

    def _on_silent_reply(self, event: Silence) -> tuple[Action, ...]:
        return (say("still_there"), self._told.question, self.listen())

    def _on_silent_onward(self, event: Silence) -> tuple[Action, ...]:
        if self._silences == 1:
            return (say("more_parts"), self.listen())
        return self._close()

    # --- what was asked ---

    def _match(self, said: Utterance) -> Match:
        if said.empty or find("greeting", said) or find("backchannel", said):
            return Match("unknown", reason="empty")
        return self._answers.match(said.text, said.syllables)

    def _taken(self, said: Utterance, match: Match) -> tuple[Action, ...]:
        """As a question or a report."""
        if match.reason == "empty":
            return self._missed(said, match)
        if find("dialled_wrong", said):
            self.state = "goodbye"
            return (Decision("intent", "dialled_wrong"),)
        if is_case(said, match):
            self.state = "case"
            return ()
        if is_report(said, match, self._areas):
            self.state = "report"
            return (Decision("intent", "report"),)
        if match.reason == "privacy":
            self._failures = 0
            return (decision(match), *self.ask("privacy"))
        if match.kind == "clarify" and match.entry and match.runner_up and plausible(match):
            self._pair, self._asked, self._failures, self.state = match, said, 0, "clarify"
            pair = say("clarify", first=match.entry.question, second=match.runner_up.question)
            return (decision(match), pair, self.listen())
        if match.entry and (match.kind == "answer" or match.reason == "out_of_scope"):
            if self._times[match.entry.id] >= OFTEN_ENOUGH:
                return self._no_help(said, match)
            return self._found(match.entry, match, said)
        return self._missed(said, match)

    def _chosen(self, number: int) -> tuple[Action, ...]:
        """The first or the second of the two. What was asked at first counts still."""
        pair = self._pair
        if pair is None:
            return ()
        entry = pair.entry if number == 1 else pair.runner_up
        if entry is None:
            return ()
        match = Match("answer", entry, pair.score, None, pair.candidates)
        return self._found(entry, match, self._asked)

    def _found(self, entry: Entry, match: Match, said: Utterance) -> tuple[Action, ...]:
        telling, noted = begin(entry, said), decision(match)
        if telling.asking:
            asked = Decision("follow_up", entry.id, match.score, match.candidates)
            return (asked, *self._tell(telling))
        dated = entry.valid_from if match.reason == "precedent" else None
        told_before = (say("precedent", date=_as_said(dated)),) if dated else ()
        path = (Decision("reply", telling.path),) if telling.path else ()
        return (*path, noted, *told_before, *self._first_part(telling))

    def _no_help(self, said: Utterance, match: Match) -> tuple[Action, ...]:
        """The same answer again would lead nowhere: the hotline's help."""
        self._note(said)
        self.state = "stuck"
        return (Decision("no_match", "told_before", match.score, match.candidates),)

    def _missed(self, said: Utterance, match: Match) -> tuple[Action, ...]:
        """What was not understood: another try, and then the hotline's help."""
        noted = () if match.reason == "empty" else (decision(match),)
        if find("greeting", said) and self._greetings < self._profile.max_failures:
            self._greetings += 1
            return (*noted, say("go_ahead"), self.listen())
        self._failures += 1
        if not find("backchannel", said) and not find("greeting", said):
            self._note(said)
        if self._failures < self._profile.max_failures:
            return (*noted, say(REPROMPTS[self.state]), self.listen())
        self.state = "stuck"
        return noted

    # --- telling it ---

    @property
    def _told(self) -> Telling:
        assert self._telling is not None
        return self._telling

    def _tell(self, telling: Telling) -> tuple[Action, ...]:
        """The next question, or the answer that the reply leads to."""
        self._failures, self._telling = 0, telling
        if telling.asking:
            self.state = "follow_up"
            return (telling.question, self.listen())
        replied = Decision("reply", telling.path or "general")
        noted = Decision("answer", telling.entry.id)
        return (replied, noted, *self._first_part(telling))

    def _unclear(self) -> tuple[Action, ...]:
        """No option was named: the options with their keys, and then the answer for everybody."""
        self._failures += 1
        noted = Decision("no_match", "follow_up")
        if self._failures < self._profile.max_failures:
            return (noted, self._told.question_again, self.listen())
        return (noted, *self._tell(self._told.in_general()))

    def _first_part(self, telling: Telling) -> tuple[Action, ...]:
        """With the whole guide as a text message, once a call. It is announced at the end, but it
        goes out now, whatever the caller does next."""
        self._failures, self._telling = 0, telling
        self._guide_is_new = self._sms and telling.sms not in (*self._guides, "")
        guide = (SendSms(telling.sms),) if self._guide_is_new else ()
        self._guides.add(telling.sms)
        self._times[telling.entry.id] += 1
        return (*guide, *self._next_part())

    def _next_part(self) -> tuple[Action, ...]:
        part = self._told.part
        self._telling = self._told.onward()
        if self._told.is_over:
            return (part, *self._close())
        self.state = "parts"
        return (part, say("more_parts"), self.listen())

    def _close(self) -> tuple[Action, ...]:
        told = (say("answer_sms"),) if self._guide_is_new else ()
        self._guide_is_new = False
        return (*told, *self.ask())


def _as_said(day: date) -> str:
    return f"{day.month}月{day.day}日"
