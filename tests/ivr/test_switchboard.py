import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
import structlog

from callback.dialer import DialResult, SurveyRequest
from dialog.events import Handoff
from ivr.app import services
from ivr.call.ports import NotTaken
from ivr.call.store import get_call, list_calls, turns_of
from ivr.database import Database
from ivr.gateway.clock import VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import HungUp, Line, LineInfo
from ivr.gateway.phone import ScriptedCaller, Segment, Speech
from ivr.gateway.websocket.handsets import DialFailure, Handsets
from ivr.handover.place import Behind, QueuePlace
from ivr.switchboard import Switchboard
from tests.ivr.conftest import OpenRobot

REQUEST = SurveyRequest("cb-1", "T1", "13812345678", "王小明", "渝北区城市管理局", "路灯不亮")
HOSTILE = ["../../etc/passwd", "a/b", "..", "con:aux|<>", "x" * 300, "\u202e倒"]


class Exchange(Handsets):
    """Rings nobody's telephone; `answer` is what becomes of every call."""

    def __init__(self, answer: Callable[[LineInfo], Line | DialFailure]) -> None:
        super().__init__()
        self._answer = answer
        self.rung: list[tuple[str, LineInfo, float]] = []

    async def dial(
        self, number: str, info: LineInfo, ring_timeout: float = 30.0
    ) -> Line | DialFailure:
        self.rung.append((number, info, ring_timeout))
        return self._answer(info)


OpenBoard = Callable[..., AbstractAsyncContextManager[Switchboard]]


@pytest.fixture
def board_hearing(robot_hearing: OpenRobot, database: Database) -> OpenBoard:
    @asynccontextmanager
    async def opened(
        *texts: str | Exception,
        clock: VirtualClock,
        exchange: Handsets | None = None,
        **sections: dict[str, object],
    ) -> AsyncIterator[Switchboard]:
        async with robot_hearing(*texts, **sections) as robot:
            desk = services(robot.settings, database, robot.now)
            handsets = Handsets() if exchange is None else exchange  # an empty one is falsy
            yield Switchboard(robot, desk, handsets, lambda: clock)

    return opened


def line_of(info: LineInfo, voice: bytes, clock: VirtualClock, sentences: int) -> FileLine:
    return FileLine(ScriptedCaller([Segment(Speech(voice))] * sentences), info, clock)


def inbound(voice: bytes, clock: VirtualClock, call_id: str = "c1") -> FileLine:
    info = LineInfo(call_id, "13812345678", "12345", "inbound", 8000, "file")
    return line_of(info, voice, clock, 1)


# --- in -------------------------------------------------------------------------------------------


async def test_a_call_is_held_recorded_and_kept(
    board_hearing: OpenBoard, database: Database, voice: bytes, tmp_path: Path
) -> None:
    clock = VirtualClock()
    async with board_hearing("帮我转人工", clock=clock) as board:
        await board.take(inbound(voice, clock))
    with database.session() as session:
        kept = get_call(session, "c1")
        assert kept is not None
        said = [(turn.speaker, turn.text) for turn in turns_of(session, "c1")]
    assert (kept.outcome, kept.handoff_reason, kept.engine) == (
        "handoff",
        "asked",
        "scripted:scripted",
    )
    assert ("caller", "帮我转人工") in said
    recording = soundfile.info(tmp_path / "recordings" / kept.recording)
    assert (recording.channels, recording.samplerate) == (2, 8000)
    assert recording.duration > 1


async def test_recording_can_be_switched_off(
    board_hearing: OpenBoard, database: Database, voice: bytes, tmp_path: Path
) -> None:
    clock = VirtualClock()
    async with board_hearing(clock=clock, call={"record": []}) as board:
        await board.take(inbound(voice, clock))
    assert not (tmp_path / "recordings").exists()
    with database.session() as session:
        assert [call.recording for call in list_calls(session)] == [""]


@pytest.mark.parametrize("call_id", HOSTILE)
async def test_a_peer_does_not_choose_the_name_of_a_file(
    board_hearing: OpenBoard, database: Database, voice: bytes, tmp_path: Path, call_id: str
) -> None:
    clock = VirtualClock()
    async with board_hearing(clock=clock) as board:
        await board.take(inbound(voice, clock, call_id))
    (kept,) = (tmp_path / "recordings").rglob("*")
    assert kept.parent == tmp_path / "recordings"
    stem, _, suffix = kept.name.partition(".")
    assert (stem.replace("-", "").isalnum(), stem.isascii(), suffix) == (True, True, "wav")
    with database.session() as session:
        (call,) = list_calls(session)
    assert (call.call_id, call.recording) == (call_id, kept.name)


async def test_two_calls_with_one_id_have_a_recording_each(
    board_hearing: OpenBoard, voice: bytes, tmp_path: Path
) -> None:
    for _ in range(2):
        clock = VirtualClock()
        async with board_hearing(clock=clock) as board:
            await board.take(inbound(voice, clock, "same"))
    assert len(list((tmp_path / "recordings").glob("*.wav"))) == 2


async def test_a_call_that_cannot_be_kept_is_logged_and_held_all_the_same(
    board_hearing: OpenBoard, voice: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("ivr.services.save_call", full)
    clock = VirtualClock()
    line = inbound(voice, clock)
    with structlog.testing.capture_logs() as logs:
        async with board_hearing("帮我转人工", clock=clock) as board:
            await board.take(line)
    assert line.transferred is not None
    (lost,) = [entry for entry in logs if entry["event"] == "call_not_saved"]
    assert (lost["error"], lost["outcome"], lost["log_level"]) == ("disk full", "handoff", "error")


# --- out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", DialFailure)
async def test_every_way_of_not_answering_is_reported_as_itself(
    board_hearing: OpenBoard, database: Database, failure: DialFailure
) -> None:
    exchange = Exchange(lambda _: failure)
    async with board_hearing(clock=VirtualClock(), exchange=exchange) as board:
        result = await board.survey(REQUEST)
    assert (result.result, result.verdict) == (DialResult(failure.value), None)
    with database.session() as session:
        assert list_calls(session) == []


async def test_nobody_is_at_an_unregistered_number(board_hearing: OpenBoard) -> None:
    async with board_hearing(clock=VirtualClock()) as board:
        result = await board.survey(REQUEST)
    assert result.result is DialResult.UNREACHABLE


async def test_the_citizen_sees_who_rings_and_why(board_hearing: OpenBoard) -> None:
    exchange = Exchange(lambda _: DialFailure.BUSY)
    async with board_hearing(
        clock=VirtualClock(), exchange=exchange, gateway={"ring_s": 12}
    ) as board:
        await board.survey(REQUEST)
    ((number, info, ring_s),) = exchange.rung
    assert (number, ring_s) == ("13812345678", 12)
    assert (info.call_id, info.caller, info.called) == ("cb-1", "12345", "13812345678")
    assert info.direction == "outbound"
    assert info.parameters["about"] == "重庆12345热线回访：路灯不亮"


async def test_a_survey_ends_in_a_verdict_and_belongs_to_its_ticket(
    board_hearing: OpenBoard, database: Database, voice: bytes
) -> None:
    clock = VirtualClock()
    lines: list[FileLine] = []

    def pick_up(info: LineInfo) -> Line:
        lines.append(line_of(info, voice, clock, 5))
        return lines[0]

    said = ("是的", "联系过我", "没有解决", "不满意", "根本没人来")
    async with board_hearing(*said, clock=clock, exchange=Exchange(pick_up)) as board:
        result = await board.survey(REQUEST)
    assert (result.result, result.call_id) == (DialResult.ANSWERED, "cb-1")
    assert result.verdict is not None
    assert result.verdict.label == "unsatisfied"
    assert result.verdict.words.endswith("根本没人来")
    with database.session() as session:
        kept = get_call(session, "cb-1")
        assert kept is not None
        robot = [turn.text for turn in turns_of(session, "cb-1") if turn.speaker == "robot"]
    assert (kept.ticket, kept.direction, kept.outcome) == ("T1", "outbound", "survey")
    assert any("路灯不亮" in text for text in robot)
    assert isinstance(await lines[0].receive(), HungUp)


async def test_a_call_that_broke_on_our_side_says_nothing_of_the_citizen(
    board_hearing: OpenBoard, voice: bytes
) -> None:
    clock = VirtualClock()
    exchange = Exchange(lambda info: line_of(info, voice, clock, 1))
    async with board_hearing(clock=clock, exchange=exchange, asr={"max_calls": 1}) as board:
        occupied = board.robot.pool.open()
        result = await board.survey(REQUEST)
        occupied.close()
    assert (result.result, result.verdict) == (DialResult.FAILED, None)


async def test_stopping_in_the_middle_of_a_survey_hangs_up(
    board_hearing: OpenBoard, voice: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = VirtualClock()
    lines: list[FileLine] = []
    holding = asyncio.Event()

    def pick_up(info: LineInfo) -> Line:
        lines.append(line_of(info, voice, clock, 1))
        return lines[0]

    async def hold(*_: object) -> None:
        holding.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Switchboard, "_hold", hold)
    async with board_hearing(clock=clock, exchange=Exchange(pick_up)) as board:
        survey = asyncio.create_task(board.survey(REQUEST))
        await holding.wait()
        survey.cancel()
        await asyncio.gather(survey, return_exceptions=True)
    assert await lines[0].receive() == HungUp("robot")


# --- people ---------------------------------------------------------------------------------------


class FullDesk:
    """Takes every caller, and gives nobody a person."""

    def __init__(self) -> None:
        self.asked: list[Handoff] = []

    def join(self, handoff: Handoff, info: LineInfo) -> QueuePlace:
        self.asked.append(handoff)
        place = QueuePlace(Behind(lambda: 0.0, *[NotImplemented] * 3, lambda _: iter(())), 30.0)  # type: ignore[arg-type]
        place.give(NotTaken("no_seat"))
        return place


async def test_a_caller_who_wants_a_person_goes_to_the_desk(
    board_hearing: OpenBoard, database: Database, voice: bytes
) -> None:
    clock, full = VirtualClock(), FullDesk()
    line = inbound(voice, clock)
    async with board_hearing("帮我转人工", clock=clock) as board:
        await replace(board, desk=full).take(line)  # type: ignore[arg-type]
    assert [handoff.reason for handoff in full.asked] == ["asked"]
    assert line.transferred is None
    with database.session() as session:
        kept = get_call(session, "c1")
    assert kept is not None
    assert (kept.handoff_queue, kept.seat, kept.talked_s) == ("agents", "", None)
    assert kept.waited_s == 0.02  # the next tick


async def test_a_seat_that_is_registered_here_is_rung_here(board_hearing: OpenBoard) -> None:
    exchange = Exchange(lambda _: DialFailure.BUSY)
    info = LineInfo("c1-8001", "12345", "8001", "outbound", 8000, "native")
    async with board_hearing(clock=VirtualClock(), exchange=exchange) as board:
        assert await board.ring("8001", info, 9.0) is DialResult.BUSY
    assert [(number, ring_s) for number, _, ring_s in exchange.rung] == [("8001", 9.0)]
