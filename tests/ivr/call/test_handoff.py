from dialog.events import Handoff
from ivr.call.eventlog import EventLog
from ivr.call.handoff import LAST_LINES, handoff_context, with_ticket

ASKED = Handoff(
    "agents", "asked", "要求转人工：噪音扰民", (("place", "江北区"), ("matter", "噪音"))
)


def test_reason_summary_slots_and_what_was_said_in_order() -> None:
    events = EventLog()
    events.add(0, "robot_says", prompt="greeting", text="您好，请讲。")
    events.add(2, "partial", text="转")
    events.add(3, "heard", text="转人工")
    events.add(3, "decision", kind="intent", detail="agent")
    assert handoff_context(ASKED, events) == {
        "reason": "asked",
        "summary": "要求转人工：噪音扰民",
        "transcript": "机器人：您好，请讲。\n市民：转人工",
        "slot.place": "江北区",
        "slot.matter": "噪音",
    }


def test_what_was_not_understood_is_no_line() -> None:
    events = EventLog()
    events.add(1, "heard", text="")
    events.add(2, "heard", text="你好")
    assert handoff_context(ASKED, events)["transcript"] == "市民：你好"


def test_a_long_call_goes_along_as_its_last_lines() -> None:
    events = EventLog()
    for n in range(50):
        events.add(n, "heard", text=str(n))
    lines = handoff_context(ASKED, events)["transcript"].splitlines()
    assert lines == [f"市民：{n}" for n in range(50 - LAST_LINES, 50)]


def test_a_call_without_words() -> None:
    context = handoff_context(Handoff("emergency", "emergency", ""), EventLog())
    assert context == {"reason": "emergency", "summary": "", "transcript": ""}


def test_a_ticket_filed_meanwhile_goes_along() -> None:
    asked = Handoff("emergency", "emergency", "火情", (("words", "着火了"),))
    assert dict(with_ticket(asked, "2026").slots) == {"words": "着火了", "ticket": "2026"}
    assert with_ticket(asked, "") == asked
    assert dict(with_ticket(with_ticket(asked, "2026"), "2027").slots)["ticket"] == "2026"
