"""A wait as the event log sees it, and the whole of a talk in the recording."""

from collections import deque
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest
import soundfile

from dialog.events import Failed, Handoff, Queued, ReturnPromised
from ivr.call.eventlog import EventLog
from ivr.call.hold import Hold
from ivr.call.ports import News, Noted, NotTaken, Taken
from ivr.call.recording import Recording
from ivr.gateway.clock import VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineInfo
from ivr.gateway.phone import AtOnce, Manners, ScriptedCaller, Segment, Speech
from tests.ivr.call.conftest import tone

ASKED = Handoff("agents", "asked", "来电人要求人工")
INFO = LineInfo("c1", "13800138000", "12345", "inbound", 8000, "file")


class Queue:
    """A desk and its only place. closed: the queue has no seats."""

    def __init__(self, *news: News, closed: bool = False) -> None:
        self._news, self.closed, self.left, self.promises = deque(news), closed, 0, True

    def join(self, handoff: Handoff, info: LineInfo) -> "Queue | None":
        return None if self.closed else self

    def news(self) -> News | None:
        return self._news.popleft() if self._news else None

    def music(self, rate: int) -> Iterator[bytes]:
        return repeat(bytes(rate // 50 * 2))

    def leave(self) -> None:
        self.left += 1

    async def promise(self) -> bool:
        return self.promises


class Call:
    def __init__(self, queue: Queue | None, line: FileLine | None = None) -> None:
        self.at, self.log = 10.0, EventLog()
        self.hold = Hold(queue, line or line_saying(500), self.log, lambda: self.at)

    def tick(self, seconds: float) -> None:
        self.at = round(self.at + seconds, 3)

    @property
    def events(self) -> list[str]:
        return [record["event"] for record in self.log.records]


def line_saying(hertz: int, seconds: float = 1.0) -> FileLine:
    said = [Segment(Speech(tone(seconds, hertz)), AtOnce())]
    manners = Manners(hang_up_after=1.0, patience=1.0)
    return FileLine(ScriptedCaller(said, 8000, manners), INFO, VirtualClock())


@pytest.mark.parametrize("queue", [None, Queue(closed=True)])
def test_where_there_is_no_queue_nobody_waits(queue: Queue | None) -> None:
    call = Call(queue)
    assert not call.hold.join(ASKED)
    call.hold.leave("caller_gone")
    assert (call.hold.waiting, call.hold.waited_s, call.events) == (False, 0.0, [])


def test_what_the_queue_says_is_written_down_and_passed_on() -> None:
    queued = Queued(2, 65.4)
    call = Call(Queue(Noted("seat_rings", (("seat", "8001"),)), queued, NotTaken("no_seat")))
    assert call.hold.join(ASKED)
    assert len(call.hold.music()) == 320
    call.tick(4.0)
    assert call.hold.news() == queued
    assert call.hold.news() == Failed("handoff", "no_seat")
    assert call.log.records == [
        {"at_ms": 14000, "event": "seat_rings", "seat": "8001"},
        {"at_ms": 14000, "event": "announced", "place": 2, "wait_s": 65},
        {
            "at_ms": 14000,
            "event": "handoff_failed",
            "queue": "agents",
            "reason": "no_seat",
            "waited_s": 4.0,
        },
    ]
    assert not call.hold.waiting
    assert call.hold.news() is None


def test_leaving_is_told_to_the_queue_and_all_waits_add_up() -> None:
    queue = Queue()
    call = Call(queue)
    for _ in range(2):
        call.hold.join(ASKED)
        call.tick(5.0)
        call.hold.leave("left")
    assert (queue.left, call.hold.waited_s) == (2, 10.0)
    assert call.log.records[-1]["waited_s"] == 5.0


async def test_a_promise() -> None:
    queue = Queue()
    call = Call(queue)
    assert await call.hold.promise() == Failed("return_call", "it could not be written down")
    call.hold.join(ASKED)
    assert await call.hold.promise() == ReturnPromised()
    queue.promises = False
    assert isinstance(await call.hold.promise(), Failed)
    assert call.events == ["return_promised"]


async def test_the_talk_is_recorded_with_the_caller_left_and_the_agent_right(
    tmp_path: Path,
) -> None:
    over: list[bool] = []
    agent = line_saying(1700, 3.0)
    taken = Taken(agent, "8001", lambda: over.append(True))
    call = Call(Queue(taken), line_saying(1300))
    call.hold.join(ASKED)
    assert call.hold.news() == taken
    with Recording(tmp_path / "call.wav", 8000) as recording:
        parted = await call.hold.talk(taken, recording, call.tick)
    assert over == [True]
    ended = call.log.records[-1]
    assert (ended["event"], ended["by"]) == ("bridge_ended", parted.by)
    assert ended["talked_s"] == pytest.approx(call.at - 10.0)
    both, _ = soundfile.read(tmp_path / "call.wav", dtype="int16")
    assert both[:, 0].tobytes().startswith(tone(1.0, 1300))
    assert tone(1.0, 1700)[:8000] in both[:, 1].tobytes()
