"""Conversations as they go on a line: the machine, and what is laid round it. [P]

The one place that knows the order of the wrappers, so that a call, a scenario and a benchmark hold
the same conversation.
"""

from dialog.answers import Answers
from dialog.areas.table import AreaTable
from dialog.care import Caring
from dialog.discretion import Discreet
from dialog.doubt import Doubting
from dialog.events import Conversation
from dialog.hotline import Hotline
from dialog.profile import Profile, SurveySubject
from dialog.survey import Survey


def inbound(profile: Profile, answers: Answers, areas: AreaTable | None = None) -> Conversation:
    """A citizen calls. answers: finds entries. areas: of the city; None loads the table of
    `profile.city_code`."""
    hotline = Hotline(profile, answers, areas)
    return Caring(Doubting(Discreet(hotline) if profile.recorded else hotline), profile)


def callback(subject: SurveySubject) -> Conversation:
    """A citizen is called, and asked whether it was solved."""
    survey = Survey(subject)
    return Caring(Doubting(Discreet(survey) if subject.recorded else survey), subject)
