import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlmodel import Session, select

from dialog.events import ChangeTicket, FileTicket, FindTickets
from ivr.call.ports import CallResult
from ivr.call.store import calls_about, get_call, turns_of
from ivr.database import Database, DatabaseError
from ivr.gateway.line import LineInfo
from ivr.own_tickets import OwnRules
from ivr.services import DatabaseServices, turns
from knowledge import ledger, usage
from tickets.errors import TicketError
from tickets.store import get
from tickets.tables import SmsOutbox, Ticket

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
LATE = datetime(2026, 9, 18, 17, 30, tzinfo=UTC)
"""Already the next day in China."""

REQUEST = FileTicket(
    category="投诉",
    matter="路灯",
    place="渝北区龙溪街道",
    content="路灯坏了一个星期",
    contact="13812345678",
    urgency="紧急",
    secret=True,
    title="路灯不亮",
)


def desk(database: Database, now: datetime = NOW) -> DatabaseServices:
    return DatabaseServices(
        database, "500000", ZoneInfo("Asia/Shanghai"), lambda: now, randbelow=lambda _: 424242
    )


def info(call_id: str = "c1", caller: str = "13812345678") -> LineInfo:
    return LineInfo(call_id, caller, "12345", "inbound", 8000, "native")


# --- filing ---------------------------------------------------------------------------------------


async def test_what_was_said_becomes_a_ticket(database: Database) -> None:
    filed = await desk(database).file_ticket("c1", REQUEST)
    with database.session() as session:
        ticket = get(session, filed.number)
    assert (ticket.category, ticket.matter, ticket.urgency) == ("投诉", "路灯", "紧急")
    assert (ticket.title, ticket.content) == ("路灯不亮", "路灯坏了一个星期")
    assert (ticket.place, ticket.phone, ticket.secret) == ("渝北区龙溪街道", "13812345678", True)
    assert (ticket.call_id, ticket.area, ticket.state) == ("c1", "500000", "dispatched")
    assert (filed.query_code, filed.unit) == (ticket.query_code, ticket.unit)
    due = ticket.due_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert filed.due == f"{due.month}月{due.day}日"


async def test_what_a_caller_told_of_it_is_kept(database: Database) -> None:
    told = replace(
        REQUEST,
        when="9月17日晚上",
        wants="尽快修好",
        callback_wanted=False,
        matter_path=("市政设施", "路灯照明", "路灯不亮"),
        areas=("渝北区", "龙溪街道", "花卉园社区"),
        caller_name="王女士",
    )
    filed = await desk(database).file_ticket("c1", told)
    with database.session() as session:
        ticket = get(session, filed.number)
    assert (ticket.event_time, ticket.wants) == ("9月17日晚上", "尽快修好")
    assert (ticket.matter_level_1, ticket.matter_level_3) == ("市政设施", "路灯不亮")
    assert (ticket.district, ticket.street) == ("渝北区", "龙溪街道")
    assert (ticket.community, ticket.caller_name) == ("花卉园社区", "王女士")
    assert not ticket.callback_wanted


async def test_days_are_those_of_the_city_not_of_utc(database: Database) -> None:
    filed = await desk(database, LATE).file_ticket("c1", REQUEST)
    assert "20260919" in filed.number
    with database.session() as session:
        local = get(session, filed.number).due_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert filed.due == f"{local.month}月{local.day}日"


async def test_a_ticket_that_cannot_be_files_nothing(database: Database) -> None:
    broken = FileTicket(category="唱歌", matter="", place="", content="x", contact="")
    with pytest.raises(TicketError):
        await desk(database).file_ticket("c1", broken)
    with database.session() as session:
        assert session.exec(select(Ticket)).all() == []


async def test_the_same_matter_of_another_citizen_joins_the_ticket(database: Database) -> None:
    lamp = replace(REQUEST, urgency="一般", secret=False, place="渝北区阳光小区东门")
    first = await desk(database).file_ticket("c1", lamp)
    second = await desk(database).file_ticket("c2", replace(lamp, contact="13900139000"))
    never = replace(desk(database), own=OwnRules(duplicate_days=0))
    third = await never.file_ticket("c3", replace(lamp, contact="13700137000"))
    assert (first.joined, first.people) == (False, 1)
    assert (second.joined, second.people, second.number) == (True, 2, first.number)
    assert not third.joined


# --- tickets that are there -----------------------------------------------------------------------


async def test_a_caller_is_found_and_may_hurry(database: Database) -> None:
    services = desk(database)
    filed = await services.file_ticket("c1", replace(REQUEST, secret=False))
    (own,) = (await services.find_tickets("c2", FindTickets("13812345678"))).tickets
    assert (own.number, own.title, own.urges) == (filed.number, "路灯不亮", 0)
    urged = await services.change_ticket("c2", ChangeTicket(own.number, "urge"))
    assert urged.done == "done"
    (own,) = (await services.find_tickets("c2", FindTickets("13812345678"))).tickets
    assert (own.urges, own.urged_today) == (1, True)


# --- messages -------------------------------------------------------------------------------------


async def messages(database: Database, phone: str) -> list[tuple[str, str, str]]:
    await desk(database).send_sms("c1", phone, "办理身份证……")
    with database.session() as session:
        return [(m.call_id, m.phone, m.text) for m in session.exec(select(SmsOutbox)).all()]


async def test_a_message_is_queued_for_the_caller(database: Database) -> None:
    assert await messages(database, "13812345678") == [("c1", "13812345678", "办理身份证……")]


async def test_a_withheld_number_gets_no_message(database: Database) -> None:
    assert await messages(database, "") == []


# --- records --------------------------------------------------------------------------------------

RECORDS = [
    {"at_ms": 0, "event": "call_started"},
    {"at_ms": 0, "event": "robot_says", "prompt": "greeting_open", "text": "您好"},
    {"at_ms": 2000, "event": "partial", "text": "路"},
    {"at_ms": 3000, "event": "heard", "text": "路灯坏了", "syllables": "lu deng huai le"},
    {"at_ms": 3000, "event": "decision", "kind": "answer", "detail": "lamp", "score": 0.8},
    {"at_ms": 3000, "event": "robot_says", "prompt": "kb:lamp", "text": "好的"},
    {"at_ms": 3000, "event": "robot_says", "prompt": "anything_else", "text": "还有吗"},
    {"at_ms": 5000, "event": "heard", "text": "", "syllables": "", "error": "broken"},
    {"at_ms": 5000, "event": "decision", "kind": "intent", "detail": "agent:0"},
    {"at_ms": 6000, "event": "handoff", "queue": "agents", "reason": "asked", "summary": "x"},
]


def test_turns_are_what_was_said_in_order() -> None:
    assert [(turn.at_ms, turn.speaker, turn.text) for turn in turns(RECORDS)] == [
        (0, "robot", "您好"),
        (3000, "caller", "路灯坏了"),
        (3000, "robot", "好的"),
        (3000, "robot", "还有吗"),
        (5000, "caller", ""),
    ]


def test_a_decision_stands_at_the_first_thing_said_after_it() -> None:
    robot = [turn for turn in turns(RECORDS) if turn.speaker == "robot"]
    assert [(turn.prompt, turn.decision, turn.score) for turn in robot] == [
        ("greeting_open", "", None),
        ("kb:lamp", "answer:lamp", 0.8),
        ("anything_else", "", None),
    ]


def test_a_rules_decision_has_no_score() -> None:
    decided = {"at_ms": 0, "event": "decision", "kind": "intent", "detail": "report"}
    said = {"at_ms": 0, "event": "robot_says", "prompt": "ask_place", "text": "在哪里"}
    (turn,) = turns([decided, said])
    assert (turn.decision, turn.score) == ("intent:report", None)


async def test_a_finished_call_is_kept_with_its_turns(database: Database) -> None:
    result = CallResult("c1", "handoff", "asked")
    await desk(database, LATE).save(info(), "e:m", NOW, result, RECORDS, "c1.wav")
    with database.session() as session:
        kept = get_call(session, "c1")
        assert kept is not None
        said = [(turn.index, turn.text) for turn in turns_of(session, "c1")]
    assert (kept.direction, kept.caller, kept.called) == ("inbound", "13812345678", "12345")
    assert (kept.dialect, kept.engine, kept.recording) == ("native", "e:m", "c1.wav")
    assert (kept.started_at, kept.ended_at) == (NOW, LATE)
    assert (kept.outcome, kept.handoff_queue, kept.handoff_reason) == ("handoff", "agents", "asked")
    assert kept.ticket is None
    assert said == [(0, "您好"), (1, "路灯坏了"), (2, "好的"), (3, "还有吗"), (4, "")]


async def test_a_call_belongs_to_the_ticket_it_filed_or_was_about(database: Database) -> None:
    save = desk(database).save
    await save(info("filed"), "", NOW, CallResult("filed", "ticket", "", "T1"), [], "", "T2")
    await save(info("about"), "", NOW, CallResult("about", "survey"), [], "", "T2")
    with database.session() as session:
        assert [call.call_id for call in calls_about(session, "T1")] == ["filed"]
        assert [call.call_id for call in calls_about(session, "T2")] == ["about"]


# --- the ledger -----------------------------------------------------------------------------------

IN_VAIN = [
    {"at_ms": 0, "event": "robot_says", "prompt": "greeting_open", "text": "您好"},
    {"at_ms": 2000, "event": "caller_speaks"},
    {"at_ms": 4000, "event": "caller_stops"},
    {"at_ms": 4000, "event": "heard", "text": "晚上吃什么", "syllables": "wan shang chi shen me"},
    {"at_ms": 4000, "event": "decision", "kind": "no_match", "detail": "weak", "score": 0.2,
     "candidates": [["oos-weather", 0.2]]},
]  # fmt: skip


async def test_what_was_asked_in_vain_goes_into_the_ledger(database: Database) -> None:
    result = CallResult("c1", "handoff", "asked")
    await desk(database, LATE).save(info(), "e:m", NOW, result, IN_VAIN, "c1.wav")
    with database.session() as session:
        (row,) = ledger.everything(session)
    assert (row.call_id, row.turn, row.text, row.kind) == ("c1", 1, "晚上吃什么", "unanswered")
    assert json.loads(row.candidates) == [["oos-weather", 0.2]]
    assert row.said_at == NOW + timedelta(milliseconds=row.at_ms)


async def test_what_is_uncertain_is_the_sites_to_say(database: Database) -> None:
    result = CallResult("c1", "answered")
    await replace(desk(database), unsure_below=0.9).save(
        info(), "e:m", NOW, result, RECORDS, "c1.wav"
    )
    with database.session() as session:
        assert [row.kind for row in ledger.everything(session)] == ["corrected"]
    await replace(desk(database), unsure_below=0.9).save(
        info("c2"), "e:m", NOW, CallResult("c2", "answered"), RECORDS[:-2], "c2.wav"
    )
    with database.session() as session:
        assert [row.kind for row in ledger.everything(session)] == ["corrected", "uncertain"]


async def test_a_ledger_that_cannot_be_written_loses_no_call(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(session: Session, rows: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(ledger, "note", full)
    with structlog.testing.capture_logs() as logged:
        result = CallResult("c1", "handoff", "asked")
        await desk(database).save(info(), "e:m", NOW, result, IN_VAIN, "c1.wav")
    assert [line["event"] for line in logged] == ["ledger_not_written"]
    with database.session() as session:
        assert len(turns_of(session, "c1")) == 2
        assert ledger.everything(session) == []


# --- use ------------------------------------------------------------------------------------------


async def test_the_entries_of_a_call_are_counted_on_its_local_day(database: Database) -> None:
    result = CallResult("c1", "handoff", "asked")
    await desk(database, LATE).save(info(), "e:m", LATE, result, RECORDS, "c1.wav")
    with database.session() as session:
        assert usage.counts(session, ["lamp"], date(2026, 9, 19)) == {
            "lamp": usage.Counts(spoken=1, handed_over=1)
        }


async def test_uses_that_cannot_be_counted_lose_no_call(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(session: Session, uses: object, day: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(usage, "count", full)
    await desk(database).save(info(), "e:m", NOW, CallResult("c1", "answered"), RECORDS, "")
    with database.session() as session:
        assert get_call(session, "c1") is not None
        assert usage.counts(session, ["lamp"], date(2026, 1, 1)) == {"lamp": usage.Counts()}
