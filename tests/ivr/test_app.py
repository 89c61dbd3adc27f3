import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlmodel import Session

import ivr.loading
from asr.endpoint import TrailingSilence
from asr.errors import ModelNotInstalled
from asr.fake import ScriptedEngine
from asr.pinyin import syllables
from asr.recognizer import Transcript
from dialog.account import composed
from dialog.errors import DialogError
from dialog.events import (
    Action,
    Connected,
    Conversation,
    FileTicket,
    HangUp,
    Heard,
    Listen,
    Say,
    Silence,
    TicketFiled,
)
from dialog.events import Event as Told
from dialog.prompts import say
from ivr.app import Robot, endpoint_settings, live_knowledge, open_robot, services, session_settings
from ivr.call.eventlog import Record
from ivr.database import Database
from ivr.gateway.clock import VirtualClock
from ivr.gateway.file_line import FileLine
from ivr.gateway.line import LineInfo
from ivr.gateway.phone import Keys, ScriptedCaller, Segment, Speech
from ivr.gateway.wav import read_audio
from knowledge.approval import Actor, Event, Role
from knowledge.entries import Entry
from knowledge.publishing import publish, seed
from knowledge.store import propose, step
from tests.ivr.conftest import NOW, OpenRobot, SettingsOf
from tickets.cases import notes
from tickets.states import Note
from tickets.store import get

ENTRIES = Path(__file__).resolve().parents[2] / "knowledge" / "data"


def line_of(voice: bytes, clock: VirtualClock, sentences: int = 1) -> FileLine:
    segments = [Segment(Speech(voice)) for _ in range(sentences)]
    info = LineInfo("c1", "13812345678", "12345", "inbound", 8000, "file")
    return FileLine(ScriptedCaller(segments), info, clock)


# --- a call ---------------------------------------------------------------------------------------


async def test_a_call_is_heard_answered_and_recorded(
    robot_hearing: OpenRobot, settings_of: SettingsOf, database: Database, voice, tmp_path: Path
) -> None:
    clock, seen = VirtualClock(), list[Record]()
    line = line_of(voice, clock)
    path = tmp_path / "new" / "call.wav"
    async with robot_hearing("帮我转人工") as robot:
        desk = services(robot.settings, database, robot.now)
        result, events = await robot.converse(
            line, robot.hotline(), desk, clock, seen.append, recording=path
        )
        assert await settled(robot)
    assert (result.call_id, result.outcome, result.reason) == ("c1", "handoff", "asked")
    assert seen == events.records
    assert seen[0]["engine"] == robot.engine == "scripted:scripted"
    assert [r["text"] for r in seen if r["event"] == "heard"] == ["帮我转人工"]
    partials = [r["text"] for r in seen if r["event"] == "partial"]
    assert partials
    assert all("帮我转人工".startswith(text) for text in partials)
    assert line.transferred is not None
    assert len(read_audio(path, 8000)) / 16000 == pytest.approx(result.duration_s, abs=0.1)


async def test_a_follow_up_question_and_a_long_answer_over_a_line(
    robot_hearing: OpenRobot, database: Database, voice: bytes
) -> None:
    clock = VirtualClock()
    said = ("买房契税交多少", "第二套", "父母去世了房子怎么继承过户", "继续", "够了", "没有了")
    async with robot_hearing(*said) as robot:
        desk = services(robot.settings, database, robot.now)
        line = line_of(voice, clock, sentences=len(said))
        result, events = await robot.converse(line, robot.hotline(), desk, clock)
    assert result.outcome == "answered"
    prompts = [r["prompt"] for r in events.records if r["event"] == "robot_says"]
    assert prompts[2:] == [
        "ask:tax-deed",
        "kb:tax-deed", "answer_sms", "anything_else",
        "kb:hs-inherit", "more_parts",
        "kb:hs-inherit", "more_parts",
        "answer_sms", "anything_else",
        "goodbye",
    ]  # fmt: skip
    told = [(r["kind"], r["detail"]) for r in events.records if r["event"] == "decision"]
    assert ("reply", "二套") in told
    assert len([r for r in events.records if r["event"] == "sms"]) == 2


async def test_a_caller_hears_where_their_ticket_is_and_hurries_it(
    robot_hearing: OpenRobot, database: Database, voice: bytes
) -> None:
    clock = VirtualClock()
    said = ("我的工单到哪一步了", "帮我催一下", "没有了")
    async with robot_hearing(*said) as robot:
        desk = services(robot.settings, database, robot.now)
        line = line_of(voice, clock, sentences=len(said))
        lamp = FileTicket("求助", "路灯坏了", "渝北区", "路灯坏了", line.info.caller)
        filed = await desk.file_ticket("c0", lamp)
        _, events = await robot.converse(line, robot.hotline(), desk, clock)
    prompts = [r["prompt"] for r in events.records if r["event"] == "robot_says"]
    assert prompts[2:] == [
        "case_underway", "case_days_left", "case_offer_urge", "case_urged", "anything_else",
        "goodbye",
    ]  # fmt: skip
    with database.session() as session:
        assert [line.reason for line in notes(session, filed.number, Note.URGE)] == ["帮我催一下"]


def greeting(robot: Robot, called: str = "") -> str:
    said = robot.hotline(called).receive(Connected(), 0)[0]
    assert isinstance(said, Say)
    return said.text


async def test_each_dialled_number_has_its_own_greeting_and_people(
    robot_hearing: OpenRobot,
) -> None:
    lines = (
        {"called": "0231231500", "name": "重庆市场监管热线", "human_queue": "market"},
        {"called": "023*", "human_queue": "city"},
    )
    async with robot_hearing(service={"lines": lines}) as robot:
        assert greeting(robot, "0231231500").startswith("您好，这里是重庆市场监管热线，")
        assert greeting(robot, "02388").startswith("您好，这里是重庆12345热线，")
        queues = [robot.profile(number).queue for number in ("0231231500", "02388", "12345", "")]
        assert queues == ["market", "city", "agents", "agents"]
        assert robot.profile("0231231500").emergency_queue == "emergency"


async def test_who_is_not_recorded_is_not_told_so(robot_hearing: OpenRobot) -> None:
    async with robot_hearing() as robot:
        assert "录音" in greeting(robot)
    async with robot_hearing(call={"record": ["outbound"]}) as robot:
        assert "录音" not in greeting(robot)
        survey = robot.survey(name="", unit="城管局", title="路灯不亮")
        assert "录音" in survey.receive(Connected(), 0)[0].text  # type: ignore[union-attr]


async def test_prompts_into_silence_are_as_many_as_are_set(robot_hearing: OpenRobot) -> None:
    for most, ended in ((1, True), (2, False)):
        async with robot_hearing(call={"max_silences": most}) as robot:
            survey = robot.survey(name="", unit="城管局", title="路灯不亮")
            for call in (robot.hotline(), survey):
                for event in (Connected(), Silence(), Silence()):
                    call.receive(event, 0)
                assert (call.state == "ended") is ended


async def test_who_was_promised_too_often_hears_of_a_supervisor(robot_hearing: OpenRobot) -> None:
    async with robot_hearing(callback={"max_redo": 2}) as robot:
        for redo_round, prompt in ((1, "survey_thanks_redo_again"), (2, "survey_thanks_escalated")):
            survey = robot.survey(name="", unit="城管局", title="路灯", redo_round=redo_round)
            told = ("是我", "联系了", "没解决", "不满意", "一直没修好，没有人管")
            events = (Connected(), *map(Heard, told))
            said = [a for event in events for a in survey.receive(event, 0) if isinstance(a, Say)]
            assert said[-1].prompt == prompt


async def settled(robot: Robot) -> bool:
    """The place of an ended call is freed by a task of the pool, a moment later."""
    for _ in range(100):
        if robot.pool.open_calls == 0:
            return True
        await asyncio.sleep(0)
    return False


async def test_in_a_full_house_the_caller_is_asked_to_press_keys_and_gets_a_person(
    robot_hearing: OpenRobot, database: Database, voice: bytes
) -> None:
    clock = VirtualClock()
    info = LineInfo("c1", "13812345678", "12345", "inbound", 8000, "file")
    line = FileLine(ScriptedCaller([Segment(Keys("0"))]), info, clock)
    async with robot_hearing(asr={"max_calls": 1}) as robot:
        occupied = robot.pool.open()
        desk = services(robot.settings, database, robot.now)
        result, events = await robot.converse(line, robot.hotline(), desk, clock)
        occupied.close()
    assert (result.outcome, result.reason) == ("handoff", "asked")
    (step,) = [r for r in events.records if r["event"] == "hearing_step"]
    assert (step["source"], step["target"], step["reason"]) == ("scripted", "", "full")
    prompts = [r["prompt"] for r in events.records if r["event"] == "robot_says"]
    assert prompts == ["greeting_legal", "greeting_open", "hearing_keys", "handoff"]
    assert line.transferred is not None


async def test_what_the_best_engine_cannot_hear_a_cheaper_one_does(
    robot_hearing: OpenRobot, database: Database, voice: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheaper = ScriptedEngine(("帮我转人工",), name="sherpa", model="small")
    monkeypatch.setattr(ivr.loading, "load_cheaper", lambda *_: cheaper)
    clock = VirtualClock()
    line = line_of(voice, clock)
    async with robot_hearing(RuntimeError("no memory")) as robot:
        desk = services(robot.settings, database, robot.now)
        result, events = await robot.converse(line, robot.hotline(), desk, clock)
    assert (result.outcome, result.reason) == ("handoff", "asked")
    (step,) = [r for r in events.records if r["event"] == "hearing_step"]
    assert (step["source"], step["target"], step["reason"]) == ("scripted", "sherpa", "failed")
    prompts = [r["prompt"] for r in events.records if r["event"] == "robot_says"]
    assert prompts == ["greeting_legal", "greeting_open", "hearing_cheaper", "handoff"]


async def test_a_conversation_that_breaks_gives_its_place_back(
    robot_hearing: OpenRobot, database: Database, voice: bytes
) -> None:
    class Broken:
        state = "broken"

        def receive(self, event, at):
            raise RuntimeError("ours")

    conversation: Conversation = Broken()
    async with robot_hearing(asr={"max_calls": 1}) as robot:
        desk = services(robot.settings, database, robot.now)
        for _ in range(2):
            clock = VirtualClock()
            result, _ = await robot.converse(line_of(voice, clock), conversation, desk, clock)
            assert (result.outcome, result.reason) == ("failed", "RuntimeError")
            assert await settled(robot)


# --- what it is built of --------------------------------------------------------------------------


async def test_entries_that_have_expired_are_gone_the_next_day(
    robot_hearing: OpenRobot, tmp_path: Path
) -> None:
    document = yaml.safe_load(ENTRIES.joinpath("certificates.yaml").read_text("utf-8"))
    (lost,) = [entry for entry in document["entries"] if entry["id"] == "id-lost"]
    kept = next(entry for entry in document["entries"] if entry["id"] != "id-lost")
    document["entries"] = [lost | {"valid_until": date(2026, 9, 18)}, kept]
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "mine.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    time = datetime(2026, 9, 18, 15, 59, tzinfo=UTC)  # one minute to midnight in China

    async with robot_hearing(now=lambda: time, knowledge={"dir": folder}) as robot:
        assert len(robot.knowledge.known.entries) == 2
        assert "kb:id-lost" in answers(robot)
        time += timedelta(minutes=2)
        assert "kb:id-lost" not in answers(robot)


async def test_a_call_in_progress_does_not_notice_a_publication_and_the_next_one_answers_anew(
    robot_hearing: OpenRobot, database: Database
) -> None:
    maker, checker = Actor("李编", Role.SUPERVISOR), Actor("王审", Role.SUPERVISOR)

    def published(session: Session, lost: Entry) -> None:
        number = propose(session, lost, maker, NOW).id
        assert number is not None
        step(session, number, Event.SUBMIT, maker, NOW)
        step(session, number, Event.APPROVE, checker, NOW)
        publish(session, [number], checker, NOW)

    def heard(call: Conversation) -> str:
        actions = call.receive(Heard(LOST, syllables(LOST)), 5)
        return "".join(a.text for a in actions if isinstance(a, Say) and a.prompt == "kb:id-lost")

    async with robot_hearing() as robot:
        knowledge = robot.knowledge
        old = knowledge.known.entries["id-lost"]
        await database.run(seed, knowledge.known.entries.values(), maker, NOW)
        in_progress = robot.hotline()
        in_progress.receive(Connected(), 0)
        await database.run(published, replace(old, answer="补办身份证，请打一二三四五。"))
        await knowledge.refresh(database, NOW.date())
        assert live_knowledge(robot.settings, database).known == knowledge.known
        later = robot.hotline()
        later.receive(Connected(), 0)
        assert heard(in_progress) == old.answer
        assert heard(later) == "补办身份证，请打一二三四五。"


LOST = "身份证丢了怎么补办"


def answers(robot: Robot) -> list[str]:
    conversation, question = robot.hotline(), LOST
    conversation.receive(Connected("13812345678"), 0)
    actions = conversation.receive(Heard(question, syllables(question)), 5)
    return [action.prompt for action in actions if isinstance(action, Say)]


async def test_a_missing_model_names_the_command_that_installs_it(
    settings_of: SettingsOf, tmp_path: Path
) -> None:
    with pytest.raises(ModelNotInstalled, match="hotline models pull"):
        async with open_robot(settings_of(models={"dir": tmp_path / "none"}), lambda: NOW):
            pass


def test_pauses_are_given_in_milliseconds_and_used_in_seconds(settings_of: SettingsOf) -> None:
    asr = {
        "pause_ms": 800,
        "short_pause_ms": 400,
        "long_pause_ms": 1500,
        "address_pause_ms": 1100,
        "vad_threshold": 0.6,
    }
    endpoint = endpoint_settings(settings_of(asr=asr))
    assert endpoint.trailing_s == TrailingSilence(
        open=0.8, yes_no=0.4, digits=1.5, address=1.1, satisfaction=0.8, complete=0.35
    )
    assert endpoint.start_threshold == 0.6
    assert endpoint.stop_threshold < endpoint.start_threshold


@pytest.mark.parametrize(
    ("text", "murmur"),
    [("嗯", True), ("嗯嗯", True), ("转人工", False), ("不是", False), ("", False), ("奶奶", True)],
)
def test_a_murmur_is_no_turn(settings_of: SettingsOf, text: str, murmur: bool) -> None:
    settings = session_settings(settings_of())
    assert settings.is_backchannel(Transcript(text, syllables(text))) is murmur


def test_few_syllables_may_be_the_beginning_of_words(settings_of: SettingsOf) -> None:
    settings = session_settings(settings_of())
    assert settings.murmurs_so_far(Transcript("嗯", ("en",)))
    assert not settings.murmurs_so_far(Transcript("奶奶", ("nai", "nai")))


def test_call_limits_come_from_the_settings(settings_of: SettingsOf) -> None:
    given = settings_of(
        call={"max_s": 60, "save_timeout_s": 3, "barge_in_ms": 300},
        service={"human_queue": "people"},
    )
    settings = session_settings(given)
    assert (settings.max_s, settings.save_timeout_s, settings.floor.barge_in_s) == (60, 3, 0.3)
    assert settings.fallback_queue == "people"


async def test_the_conversation_knows_the_city_and_its_queues(robot_hearing: OpenRobot) -> None:
    service = {"city": "山城", "human_queue": "people", "emergency_queue": "now",
               "sms_signature": "山城热线"}  # fmt: skip
    async with robot_hearing(service=service) as robot:
        profile = robot.profile()
        greeting = robot.hotline().receive(Connected(), 0)
    assert (profile.city, profile.city_code) == ("山城", "500000")
    assert (profile.queue, profile.emergency_queue) == ("people", "now")
    assert profile.sms_signature == "山城热线"
    assert "山城" in "".join(action.text for action in greeting if isinstance(action, Say))


async def test_a_city_without_places_is_refused_at_the_start(robot_hearing: OpenRobot) -> None:
    with pytest.raises(DialogError, match="510100"):
        async with robot_hearing(service={"area_code": "510100"}):
            pass


class OneTicket:
    """Files the first words it hears, and hangs up."""

    state = "open"

    def receive(self, event: Told, at: float) -> tuple[Action, ...]:
        match event:
            case Connected():
                return (say("go_ahead"), Listen(5.0, "open"))
            case Heard(text=text):
                ticket = FileTicket("求助", text, "江北区", "", "13800138000", words=(text,))
                return (replace(ticket, content=composed(ticket)),)
            case TicketFiled():
                return (HangUp("ticket"),)
        return (HangUp("no_input"),)


async def test_a_ticket_is_heard_again_by_a_better_engine(
    robot_hearing: OpenRobot, database: Database, voice: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    better = ScriptedEngine(("路灯坏了",), name="whisper", model="large")
    monkeypatch.setattr(ivr.loading, "load_second", lambda *_: better)
    clock = VirtualClock()
    async with robot_hearing("路等坏了") as robot:
        desk = services(robot.settings, database, robot.now)
        result, events = await robot.converse(line_of(voice, clock), OneTicket(), desk, clock)
    (again,) = [r for r in events.records if r["event"] == "heard_again"]
    assert (again["first"], again["text"]) == ("路等坏了", "路灯坏了")
    with database.session() as session:
        assert get(session, result.ticket_number).content == "来电人反映：江北区，路灯坏了"
