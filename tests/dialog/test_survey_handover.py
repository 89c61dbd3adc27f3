"""What a person is told who takes over a callback, and the ticket of an emergency."""

from dialog.findings import Findings
from dialog.grammar.danger import Danger
from dialog.profile import SurveySubject
from dialog.survey_handover import emergency, handoff

SUBJECT = SurveySubject(
    "重庆", "", "渝北区城管局", "路灯不亮", "202611210000000000171", phone="13800138000"
)


def test_the_person_knows_the_ticket_and_what_was_said() -> None:
    found = Findings(satisfied="unsatisfied", words=("灯没修", "没人来"), other="烧烤摊油烟大")
    asked = handoff(SUBJECT, found, "asked")
    assert asked.summary == "回访，来电人要求人工；路灯不亮；渝北区城管局"
    assert dict(asked.slots) == {
        "ticket": SUBJECT.ticket_number,
        "matter": "路灯不亮",
        "unit": "渝北区城管局",
        "words": "灯没修；没人来",
        "other": "烧烤摊油烟大",
    }


def test_what_was_not_said_is_no_slot() -> None:
    assert [name for name, _ in handoff(SUBJECT, Findings(), "asked").slots] == [
        "ticket", "matter", "unit",
    ]  # fmt: skip


def test_an_emergency_goes_to_its_queue_and_names_ticket_and_number() -> None:
    assert handoff(SUBJECT, Findings(), "emergency").queue == "emergency"
    ticket = emergency(SUBJECT, Danger("fire", "着火了"), "我家着火了")
    assert SUBJECT.ticket_number in ticket.content
    assert "我家着火了" in ticket.content
    assert ticket.contact == SUBJECT.phone
