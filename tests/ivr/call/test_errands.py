"""Errands: what comes of them is written down, and what fails is answered."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from structlog.testing import capture_logs

from dialog.account import composed
from dialog.events import (
    ChangeTicket,
    Failed,
    FileTicket,
    FindTickets,
    OwnTicket,
    SendSms,
    TicketChanged,
    TicketFiled,
    TicketsFound,
)
from ivr.call import errands as module
from ivr.call.errands import Errands
from ivr.call.eventlog import EventLog
from ivr.gateway.line import LineInfo

INFO = LineInfo("call-1", "13800138000", "12345", "inbound", 8000, "file")
REQUEST = FileTicket("城市管理", "噪音", "江北区", "楼下夜间施工", "13800138000")
FILED = TicketFiled("5000002601050001", "1234", "城管局", "1月12日")


OWN = OwnTicket(
    FILED.number, "路灯不亮", "投诉", "路灯不亮", "渝北区", "城管局", "正在办理", "underway",
    date(2026, 11, 12), date(2026, 12, 1), 6,
)  # fmt: skip


class Desk:
    """Services that do what they are asked, or break down."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self.asked: list[tuple[object, ...]] = []

    async def file_ticket(self, call_id: str, request: FileTicket) -> TicketFiled:
        self._take(call_id, request)
        return FILED

    async def find_tickets(self, call_id: str, request: FindTickets) -> TicketsFound:
        self._take(call_id, request)
        return TicketsFound((OWN,))

    async def change_ticket(self, call_id: str, request: ChangeTicket) -> TicketChanged:
        self._take(call_id, request)
        return TicketChanged(request.number, request.change, "already")

    async def send_sms(self, call_id: str, phone: str, text: str) -> None:
        self._take(call_id, phone, text)

    def _take(self, *asked: object) -> None:
        self.asked.append(asked)
        if self._error is not None:
            raise self._error


@pytest.fixture
def events() -> EventLog:
    return EventLog()


async def test_a_ticket_is_filed_under_the_call_and_written_down(events: EventLog) -> None:
    desk = Desk()
    errands = Errands(INFO, desk, events, lambda: 12.34)
    assert errands.ticket_number == ""
    assert await errands.file_ticket(REQUEST) == FILED
    assert errands.ticket_number == FILED.number
    assert desk.asked == [("call-1", REQUEST)]
    assert events.records == [
        {
            "at_ms": 12340,
            "event": "ticket_filed",
            "number": FILED.number,
            "unit": "城管局",
            "category": "城市管理",
            "matter": "噪音",
            "place": "江北区",
        }
    ]


async def test_a_store_that_breaks_down_is_an_answer(events: EventLog) -> None:
    errands = Errands(INFO, Desk(OSError("disk full")), events, lambda: 1.0)
    assert await errands.file_ticket(REQUEST) == Failed("file_ticket", "disk full")
    assert errands.ticket_number == ""
    assert events.records == [{"at_ms": 1000, "event": "file_ticket_failed", "error": "OSError"}]


async def test_a_message_goes_to_the_caller(events: EventLog) -> None:
    desk = Desk()
    await Errands(INFO, desk, events, lambda: 1.0).send_sms("工单已受理")
    assert desk.asked == [("call-1", "13800138000", "工单已受理")]


async def test_a_message_that_cannot_be_sent_is_logged_without_the_number(
    events: EventLog,
) -> None:
    with capture_logs() as logged:
        await Errands(INFO, Desk(OSError("outbox")), events, lambda: 1.0).send_sms("工单已受理")
    assert logged == [
        {"event": "send_sms_failed", "log_level": "error", "call": "call-1", "error": "outbox"}
    ]


class Second:
    """Hears everything the same way."""

    def keep(self, text: str, audio: bytes) -> None:
        raise AssertionError("errands keep nothing")

    async def hear(self, words: Iterable[str]) -> Mapping[str, str]:
        return {first: first.replace("路等", "路灯") for first in words}


async def test_a_ticket_is_filed_in_the_words_of_the_second_hearing(events: EventLog) -> None:
    desk = Desk()
    errands = Errands(INFO, desk, events, lambda: 12.34, Second())
    heard = FileTicket("求助", "路等坏了", "江北区", "", "13800138000", words=("路等坏了",))
    await errands.file_ticket(replace(heard, content=composed(heard)))
    ((_, filed),) = desk.asked
    assert isinstance(filed, FileTicket)
    assert (filed.content, filed.matter) == ("来电人反映：江北区，路灯坏了", "路灯坏了")
    assert events.records[0] == {
        "at_ms": 12340,
        "event": "heard_again",
        "first": "路等坏了",
        "text": "路灯坏了",
    }


async def test_a_look_up_says_how_many_and_never_which(events: EventLog) -> None:
    desk = Desk()
    request = FindTickets(number=FILED.number, code="123456")
    found = await Errands(INFO, desk, events, lambda: 1.0).run(request)
    assert found == TicketsFound((OWN,))
    assert desk.asked == [("call-1", request)]
    assert events.records == [{"at_ms": 1000, "event": "tickets_found", "count": 1}]


async def test_a_look_up_that_fails_tells_no_code(events: EventLog) -> None:
    broken = Desk(OSError("no row for 123456"))
    with capture_logs() as logged:
        told = await Errands(INFO, broken, events, lambda: 1.0).run(FindTickets("13800138000"))
    assert told == Failed("find_tickets", "OSError")
    assert "123456" not in str(logged) + str(events.records)


async def test_a_look_up_that_takes_too_long_is_given_up(
    events: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Desk):
        async def find_tickets(self, call_id: str, request: FindTickets) -> TicketsFound:
            await asyncio.Event().wait()
            raise AssertionError

    monkeypatch.setattr(module, "LOOKUP_S", 0.0)
    told = await Errands(INFO, Slow(), events, lambda: 1.0).run(FindTickets("13800138000"))
    assert told == Failed("find_tickets", "TimeoutError")


async def test_what_is_changed_is_written_down_without_the_words(events: EventLog) -> None:
    request = ChangeTicket(FILED.number, "urge", "快一点")
    told = await Errands(INFO, Desk(), events, lambda: 1.0).run(request)
    assert told == TicketChanged(FILED.number, "urge", "already")
    assert events.records == [
        {"at_ms": 1000, "event": "ticket_changed", "number": FILED.number, "change": "urge",
         "done": "already"}
    ]  # fmt: skip


async def test_a_change_that_fails_is_an_answer(events: EventLog) -> None:
    request = ChangeTicket(FILED.number, "withdraw", "不用了")
    told = await Errands(INFO, Desk(OSError("locked")), events, lambda: 1.0).run(request)
    assert told == Failed("change_ticket", "locked")


async def test_a_message_stands_in_the_log_at_once(events: EventLog) -> None:
    sending = Errands(INFO, Desk(), events, lambda: 1.0).run(SendSms("工单已受理"))
    assert events.records == [{"at_ms": 1000, "event": "sms", "text": "工单已受理"}]
    assert await sending is None
