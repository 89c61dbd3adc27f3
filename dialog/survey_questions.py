"""What the survey asks in each state, what it listens for, and its last words. [P]"""

from collections.abc import Collection

from dialog.events import Listen, Say
from dialog.findings import Findings
from dialog.profile import SurveySubject
from dialog.prompts import say

ENOUGH_SAID = 10
"""Characters of complaint after which the reason is not asked for again."""


def unanswered(found: Findings, asked: Collection[str]) -> str:
    """The first question that is neither answered nor given up, "" where none is."""
    hopeless = found.contacted is False and found.solved == "none"
    wanted = {
        "contacted": found.contacted is None and found.solved is None,
        "solved": found.solved is None,
        "satisfied": found.satisfied is None and not found.neutral and not hopeless,
        "reason": found.unhappy and sum(map(len, found.words)) < ENOUGH_SAID,
    }
    return next((state for state in wanted if wanted[state] and state not in asked), "")


def question(state: str, subject: SurveySubject, found: Findings) -> Say:
    """The question of a state, by what is known so far."""
    if state == "identify":
        return _identify(subject)
    if state == "contacted":
        return say("survey_contacted", unit=subject.unit)
    if state == "reason" and found.satisfied != "unsatisfied":
        return say("survey_reason_unsolved")
    return say(f"survey_{state}")


def _identify(subject: SurveySubject) -> Say:
    about = {"title": subject.title, "unit": subject.unit}
    if subject.redo_round > 1:
        return say("survey_identify_redo_again", **about)
    if subject.redo_round:
        return say("survey_identify_redo", **about)
    if subject.name:
        return say("survey_identify_named", name=subject.name, **about)
    return say("survey_identify", **about)


def thanks(subject: SurveySubject, found: Findings) -> Say:
    """The last words to who has answered: what happens next."""
    if not found.unhappy:
        return say("survey_thanks")
    if subject.escalates:
        return say("survey_thanks_escalated")
    again = "_again" if subject.redo_round else ""
    return say(f"survey_thanks_redo{again}", unit=subject.unit)


def listen(state: str, silence_s: float) -> Listen:
    """What is likely to be heard next."""
    if state in ("satisfied", "clarify"):
        return Listen(silence_s, "satisfaction", ("满意", "不满意", "基本满意"))
    if state in ("relative", "other"):
        return Listen(silence_s, "yes_no", ("可以", "不用", "我知道"))
    if state in ("identify", "contacted", "solved"):
        return Listen(silence_s, "yes_no", ("是", "不是", "没有", "解决了", "没解决"))
    return Listen(silence_s)
