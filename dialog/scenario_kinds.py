"""What a scenario tries, by the kind that its file's name begins with. [P]

Whole conversations, as they go on a line; and machines within them alone, for what a whole
conversation never lets happen.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol

from dialog.answers import Answers
from dialog.areas.table import area_table
from dialog.cases import Cases
from dialog.conversations import callback, inbound
from dialog.draft import Draft
from dialog.enquiry import Enquiry
from dialog.errors import ScenarioInvalid
from dialog.events import Action, Connected, Conversation, Event, Handoff, Heard, TicketsFound
from dialog.finding import Finding
from dialog.grammar.danger import Danger
from dialog.grammar.utterance import Utterance, heard
from dialog.intake import Intake
from dialog.profile import Profile, SurveySubject
from dialog.rescue import Rescue, alarm
from dialog.returning import ReturnCall
from dialog.scenario import Scenario
from dialog.scenario_terms import EVENTS
from dialog.survey_later import Later
from dialog.waiting import Waiting

Settings = Mapping[str, Any]

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=8)))
"""A Friday morning."""

PROFILE: Settings = {"today": NOW.date()}
SUBJECT: Settings = {
    "city": "重庆",
    "name": "",
    "unit": "渝北区城管局",
    "title": "路灯不亮",
    "now": NOW,
}
"""What holds unless the scenario says otherwise."""


class Machine(Protocol):
    """Part of a conversation: it has a state, and takes events without the time."""

    @property
    def state(self) -> str: ...

    def receive(self, event: Any) -> tuple[Action, ...]: ...


class Alone:
    """A machine without the conversation that it belongs to. begin: what it says when the line
    opens."""

    def __init__(
        self, machine: Machine, begin: Callable[[], tuple[Action, ...]] = lambda: ()
    ) -> None:
        self._machine = machine
        self._begin = begin

    @property
    def state(self) -> str:
        return self._machine.state

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        return self._begin() if isinstance(event, Connected) else self._machine.receive(event)


def _hotline(settings: Settings, answers: Answers) -> Conversation:
    return inbound(Profile(**{**PROFILE, **settings}), answers)


def _survey(settings: Settings, answers: Answers) -> Conversation:
    return callback(SurveySubject(**{**SUBJECT, **settings}))


def _return(settings: Settings, answers: Answers) -> Conversation:
    waited = Handoff("agents", "asked", "来电人要求人工")
    return ReturnCall(
        **{"service": "重庆12345热线", "recorded": True, "handoff": waited, **settings}
    )


def _waiting(settings: Settings, answers: Answers) -> Conversation:
    return Alone(Waiting(**{"offer_from_s": 120.0, **settings}))


def _rescue(settings: Settings, answers: Answers) -> Conversation:
    found = Danger(str(settings.get("kind", "fire")), "着火了")
    waited = Handoff("emergency", "emergency", "紧急情况")
    return Alone(Rescue(found, waited, alarm(found, Draft("13800138000"))))


def _enquiry(settings: Settings, answers: Answers) -> Conversation:
    profile = Profile(**{**PROFILE, **settings})
    enquiry = Enquiry(answers, profile, lambda said: None, area_table(profile.city_code))
    return Alone(enquiry)


def _intake(settings: Settings, answers: Answers) -> Conversation:
    profile = Profile(**{**PROFILE, **settings})
    intake = Intake(Draft("13800138000"), area_table(profile.city_code), profile)
    return Alone(intake, intake.start)


def _cases(settings: Settings, answers: Answers) -> Conversation:
    """tickets: of the telephone. asks: what the caller says of them. reports: a matter that is like
    one of them, instead."""
    cases = Cases(Profile())
    cases.know(_found(settings))
    if matter := settings.get("reports"):
        said = heard(Heard(str(matter)))
        return Alone(cases, lambda: cases.compare(said, said.raw, place=""))
    return Alone(cases, lambda: cases.ask(_asked(settings), phone=True))


def _finding(settings: Settings, answers: Answers) -> Conversation:
    finding = Finding(_found(settings).tickets, silence_s=5.0, max_failures=2)
    return Alone(finding, lambda: finding.begin(_asked(settings), phone=True))


def _found(settings: Settings) -> TicketsFound:
    found = EVENTS["found"].made(settings.get("tickets", []))
    assert isinstance(found, TicketsFound)
    return found


def _asked(settings: Settings) -> Utterance:
    return heard(Heard(str(settings.get("asks", "我的工单到哪一步了"))))


def _later(settings: Settings, answers: Answers) -> Conversation:
    """A time for the next callback."""
    later = Later(SurveySubject(**{**SUBJECT, **settings}))
    return Alone(Hearing(later), later.ask)


class Hearing:
    """A machine that takes utterances only, as one that takes events."""

    def __init__(self, later: Later) -> None:
        self._later = later

    @property
    def state(self) -> str:
        return self._later.state

    def receive(self, event: Any) -> tuple[Action, ...]:
        return self._later.hear(heard(event))


KINDS: Mapping[str, Callable[[Settings, Answers], Conversation]] = {
    "hotline": _hotline,
    "survey": _survey,
    "return": _return,
    "waiting": _waiting,
    "rescue": _rescue,
    "enquiry": _enquiry,
    "intake": _intake,
    "cases": _cases,
    "finding": _finding,
    "later": _later,
}
"""Kind to what builds it from the settings of `with`, and from what the robot knows."""


def build(scenario: Scenario, answers: Answers) -> Conversation:
    """The conversation that a scenario tries. Raises ScenarioInvalid for an unknown kind or
    setting."""
    maker = KINDS.get(scenario.kind)
    if maker is None:
        raise ScenarioInvalid(
            f"{scenario.file}: a file's name begins with one of {', '.join(KINDS)}, and _"
        )
    settings = {name: value for name, value in scenario.settings.items() if name != "caller"}
    try:
        return maker(settings, answers)
    except TypeError as error:
        raise ScenarioInvalid(f"{scenario.file}: {scenario.name!r}: with: {error}") from None
