"""Every state that asks has a question and knows what to listen for."""

from dataclasses import replace

import pytest

from dialog.findings import Findings
from dialog.profile import SurveySubject
from dialog.survey_questions import listen, question, thanks

SUBJECT = SurveySubject("重庆", "", "渝北区城管局", "路灯不亮")
ASKED = ("identify", "relative", "contacted", "solved", "satisfied", "clarify", "reason", "other")


@pytest.mark.parametrize("state", ASKED)
def test_each_asks(state: str) -> None:
    assert question(state, SUBJECT, Findings()).text.endswith("？")


def test_the_reason_is_asked_for_by_what_is_wrong() -> None:
    unsolved = question("reason", SUBJECT, Findings(solved="none"))
    unhappy = question("reason", SUBJECT, Findings(satisfied="unsatisfied"))
    assert (unsolved.prompt, unhappy.prompt) == ("survey_reason_unsolved", "survey_reason")


@pytest.mark.parametrize(
    ("redo_round", "prompt"),
    [(0, "survey_identify"), (1, "survey_identify_redo"), (2, "survey_identify_redo_again")],
)
def test_the_apology_grows_with_the_rounds(redo_round: int, prompt: str) -> None:
    subject = replace(SUBJECT, redo_round=redo_round)
    assert question("identify", subject, Findings()).prompt == prompt


@pytest.mark.parametrize(
    ("redo_round", "escalates", "prompt"),
    [
        (0, False, "survey_thanks_redo"),
        (2, False, "survey_thanks_redo_again"),
        (3, True, "survey_thanks_escalated"),
    ],
)
def test_who_is_not_content_hears_what_happens_next(
    redo_round: int, escalates: bool, prompt: str
) -> None:
    subject = replace(SUBJECT, redo_round=redo_round, escalates=escalates)
    assert thanks(subject, Findings(solved="none")).prompt == prompt
    assert thanks(subject, Findings(solved="all")).prompt == "survey_thanks"


@pytest.mark.parametrize(
    ("state", "expects"),
    [("satisfied", "satisfaction"), ("solved", "yes_no"), ("other", "yes_no"), ("reason", "open")],
)
def test_what_is_likely_to_be_heard(state: str, expects: str) -> None:
    assert listen(state, 5.0).expects == expects
