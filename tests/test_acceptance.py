"""What the product promises to whoever runs it, each as one test through the real program."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from itertools import pairwise
from pathlib import Path

import platformdirs
import pytest
import uvicorn
from rich.console import Console

from asr.errors import ModelNotInstalled
from asr.evaluation import edits
from asr.models import find
from asr.pinyin import syllables
from asr.recognizer import Engine
from ivr.app import Robot, open_robot, services
from ivr.commands.replay import replay_one
from ivr.database import open_database
from ivr.demo.api import Api
from ivr.demo.server import Server, running_server
from ivr.demo.sip_phones import free_ports, sip_phones
from ivr.demo.stage import Stage
from ivr.demo.story import HANDOFF, QUESTION
from ivr.demo.websocket_phones import WebSocketPhones
from ivr.gaps import clip_of
from ivr.gateway.clock import RealClock, VirtualClock
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.resample import StreamResampler
from ivr.gateway.wav import read_audio
from ivr.gateway.websocket.client import CallReport, serve_handset
from ivr.gateway.websocket.native import Ring
from ivr.recorded.play import REPLAY_TIME, conversation_of, recorded_line, scratch_database
from ivr.recorded.sidecar import load_sidecar, read_manifest
from ivr.recorded.sound import RATE
from ivr.settings import Settings, load_settings
from ivr.web import hotline_app
from knowledge import ledger
from tests.ivr.gateway.sip.conftest import needs_stack
from tickets import store

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "audio_fixtures"
SHARED = ROOT.parent / "shared"
PINYIN_MODEL = SHARED / "models" / "zipformer-zh-pinyin-3.3M"
FULL = Path("/dev/full")
SPEED = 4.0


def models_dir() -> Path:
    chosen = os.environ.get("HOTLINE_TEST_MODELS")
    return Path(chosen) if chosen else platformdirs.user_data_path("hotline") / "models"


def environment(folder: Path) -> dict[str, str]:
    """Everything the program writes goes into `folder`; its own settings stay out."""
    others = {name: text for name, text in os.environ.items() if not name.startswith("HOTLINE_")}
    return others | {
        "PYTHONPATH": str(ROOT),
        "HOTLINE_MODELS__DIR": str(models_dir()),
        "HOTLINE_DATABASE__URL": f"sqlite:///{folder / 'hotline.db'}",
        "HOTLINE_SPEECH__CACHE_DIR": str(folder / "speech"),
        "HOTLINE_SPEECH__ENGINE": "metered",
        "HOTLINE_CALL__RECORDINGS_DIR": str(folder / "recordings"),
        "HOTLINE_LOG__LEVEL": "WARNING",
    }


def hotline(
    folder: Path, *arguments: str, more: Mapping[str, str] | None = None, stdout: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the program as a shell would. stdout: written there instead of being kept."""
    with (stdout or Path(os.devnull)).open("w") as given:
        return subprocess.run(
            [sys.executable, "-m", "ivr.cli", *arguments],
            cwd=folder,
            env=environment(folder) | dict(more or {}),
            stdout=given if stdout else subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )


# --- mistakes -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with what an operator might get wrong in it."""
    recording = (FIXTURES / "handoff-at-once.wav").read_bytes()
    (tmp_path / "good.wav").write_bytes(recording)
    (tmp_path / "empty.wav").touch()
    (tmp_path / "truncated.wav").write_bytes(recording[: len(recording) // 2])
    (tmp_path / "header.wav").write_bytes(recording[:20])
    (tmp_path / "text.wav").write_text("这不是录音\n" * 100, "utf-8")
    (tmp_path / "nothing").mkdir()
    return tmp_path


TOKEN = {"HOTLINE_GATEWAY__TOKEN": "secret", "HOTLINE_HTTP__PORT": "0"}
UNWRITABLE = {"HOTLINE_DATABASE__URL": "sqlite:///text.wav/hotline.db"}

MISTAKES: list[tuple[str, tuple[str, ...], Mapping[str, str], str]] = [
    ("missing file", ("call", "gone.wav"), {}, "gone.wav: no such file"),
    ("empty WAV", ("call", "empty.wav"), {}, "empty.wav: the file is empty"),
    ("truncated WAV", ("call", "truncated.wav"), {}, "truncated.wav: truncated"),
    ("half a header", ("call", "header.wav"), {}, "header.wav: truncated"),
    ("text named .wav", ("call", "text.wav"), {}, "text.wav: not a WAV or FLAC file"),
    ("folder as a file", ("call", "nothing"), {}, "nothing: cannot be read"),
    ("unknown model", ("call", "good.wav", "--model", "best"), {}, "no model is called 'best'"),
    ("unknown engine", ("call", "good.wav", "--engine", "best"), {}, "asr.engine"),
    ("model not here", ("call", "good.wav"), {"HOTLINE_MODELS__DIR": "nothing"}, "models pull"),
    ("nothing to replay", ("replay", "nothing"), {}, "nothing: no recorded calls"),
    ("no such folder", ("replay", "gone"), {}, "gone: no recorded calls"),
    ("no token", ("serve",), {"HOTLINE_HTTP__PORT": "0"}, "gateway.token is not set"),
    ("no such config", ("serve",), TOKEN | {"HOTLINE_CONFIG": "gone.toml"}, "gone.toml"),
    ("bad setting", ("serve",), {"HOTLINE_HTTP__PORT": "many"}, "http.port"),
    ("database on no path", ("tickets", "list"), UNWRITABLE, "text.wav cannot be made"),
    ("serve without database", ("serve",), TOKEN | UNWRITABLE, "text.wav cannot be made"),
    (
        "database is no database",
        ("tickets", "list"),
        {"HOTLINE_DATABASE__URL": "sqlite:///text.wav"},
        "not an SQLite database",
    ),
]


def assert_one_clear_line(done: "subprocess.CompletedProcess[str]", part: str) -> None:
    assert done.stderr.startswith("hotline: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert part in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "more", "part"),
    [pytest.param(*mistake[1:], id=mistake[0]) for mistake in MISTAKES],
)
def test_a_mistake_gives_one_clear_line(
    folder: Path, arguments: tuple[str, ...], more: Mapping[str, str], part: str
) -> None:
    assert_one_clear_line(hotline(folder, *arguments, more=more), part)


def test_a_taken_port_gives_one_clear_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = hotline(folder, "serve", more=TOKEN | {"HOTLINE_HTTP__PORT": port})
    assert_one_clear_line(done, f"cannot listen on 127.0.0.1:{port}")


needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@needs_full
@pytest.mark.parametrize("arguments", [("tickets", "list"), ("kb", "ask", "身份证丢了怎么补办")])
def test_output_onto_a_full_disk_gives_one_clear_line(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    assert_one_clear_line(hotline(folder, *arguments, stdout=FULL), "the disk is full")


@needs_full
def test_a_database_on_a_full_disk_gives_one_clear_line(folder: Path) -> None:
    (folder / "full.db").symlink_to(FULL)
    done = hotline(folder, "tickets", "list", more={"HOTLINE_DATABASE__URL": "sqlite:///full.db"})
    assert_one_clear_line(done, "the disk is full")


@needs_full
@pytest.mark.model
def test_a_recording_onto_a_full_disk_gives_one_clear_line(folder: Path) -> None:
    whisper()
    done = hotline(folder, "call", "good.wav", "--record", str(FULL))
    assert_one_clear_line(done, "No space left")


@needs_full
@pytest.mark.model
def test_an_event_log_onto_a_full_disk_gives_one_clear_line(folder: Path) -> None:
    whisper()
    done = hotline(folder, "call", "good.wav", "--json", stdout=FULL)
    assert_one_clear_line(done, "the disk is full")


# --- recorded calls -------------------------------------------------------------------------------


def whisper() -> str:
    try:
        find(models_dir(), "whisper-base")
    except ModelNotInstalled as missing:
        pytest.skip(str(missing))
    pytest.importorskip("faster_whisper", reason="the engine is not installed")
    return "whisper-base"


def pinyin() -> str:
    if not PINYIN_MODEL.is_dir():
        pytest.skip("../shared/models is not on this machine")
    pytest.importorskip("sherpa_onnx", reason="the engine is not installed")
    return str(PINYIN_MODEL)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """The program's settings, everything it writes in tmp_path."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("HOTLINE_"):
            monkeypatch.delenv(name)
    for name, value in environment(tmp_path).items():
        if name.startswith("HOTLINE_"):
            monkeypatch.setenv(name, value)
    return load_settings


async def replayed(robot: Robot, name: str) -> str:
    """The event log of one recorded call."""
    sidecar = load_sidecar(FIXTURES / f"{name}.yaml")
    spans = read_manifest(FIXTURES)[name]
    return (await replay_one(robot, FIXTURES, sidecar, spans)).log


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(whisper, marks=pytest.mark.model, id="whisper"),
        pytest.param(pinyin, marks=pytest.mark.shared, id="sherpa-pinyin"),
    ],
)
async def test_a_replay_is_the_same_byte_for_byte(
    settings: Callable[..., Settings], model: Callable[[], str]
) -> None:
    names = ("complain-streetlight", "ask-barge-in")
    chosen = settings(asr={"model": model()})
    logs: list[list[str]] = []
    for _ in range(2):  # each time with models loaded anew, as by another start of the program
        async with open_robot(chosen, lambda: REPLAY_TIME) as robot:
            logs.append([await replayed(robot, name) for name in names])
    assert logs[0] == logs[1]
    for log in logs[0]:
        events = [json.loads(line)["event"] for line in log.splitlines()]
        assert events[0] == "call_started"
        assert {"heard", "decision", "robot_says"} <= set(events)
        assert events[-1] == "call_ended"


@pytest.mark.shared
def test_partials_come_while_a_clip_is_heard(tmp_path: Path) -> None:
    model = pinyin()
    clip = SHARED / "audio" / "clips" / "ai1_S0724_122.flac"
    done = hotline(tmp_path, "call", str(clip), "--model", model, "--json")
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    (heard,) = [at for at, record in enumerate(records) if record["event"] == "heard"]
    onset = next(r["at_ms"] for r in records if r["event"] == "caller_speaks")
    partials = [(at, r) for at, r in enumerate(records) if r["event"] == "partial"]
    assert len(partials) >= 5
    assert all(at < heard for at, _ in partials)
    times = [onset, *(r["at_ms"] for _, r in partials), records[heard]["at_ms"]]
    assert all(earlier < later for earlier, later in pairwise(times))
    assert times[1] - onset < 1500  # the clip lasts 4.3 s: it was heard while it was spoken
    first, last = partials[0][1]["text"], partials[-1][1]["text"]
    assert 0 < len(first) < len(last)


# --- what nobody could answer -------------------------------------------------------------------


def heard_in(engine: Engine, wav: Path) -> tuple[str, ...]:
    """The syllables that a recogniser hears in a file, brought to its rate as a call is."""
    resampler = StreamResampler(RATE, engine.sample_rate)
    recognizer = engine.recognizer()
    recognizer.accept(resampler.push(read_audio(wav, RATE)))
    recognizer.accept(resampler.flush())
    return recognizer.finish().syllables


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(whisper, marks=pytest.mark.model, id="whisper"),
        pytest.param(pinyin, marks=pytest.mark.shared, id="sherpa-pinyin"),
    ],
)
async def test_what_had_no_answer_can_be_heard_again(
    settings: Callable[..., Settings], tmp_path: Path, model: Callable[[], str]
) -> None:
    name = "ask-out-of-scope"
    sidecar = load_sidecar(FIXTURES / f"{name}.yaml")
    chosen = settings(asr={"model": model()})
    clock, recording = VirtualClock(), tmp_path / "recordings" / "call.wav"
    line = recorded_line(sidecar, FIXTURES / f"{name}.wav", read_manifest(FIXTURES)[name], clock)
    async with open_robot(chosen, lambda: REPLAY_TIME) as robot:
        with scratch_database() as database:
            desk = services(chosen, database, robot.now)
            result, log = await robot.converse(
                line, conversation_of(sidecar, robot), desk, clock, recording=recording
            )
            await desk.save(line.info, robot.engine, REPLAY_TIME, result, log.records, "call.wav")
            with database.session() as session:
                row, *_ = ledger.everything(session)
                (tmp_path / "clip.wav").write_bytes(clip_of(session, row.id or 0, recording.parent))
        again = heard_in(robot.pool.engine, tmp_path / "clip.wav")
    assert row.kind == "unanswered"
    said = syllables(sidecar.turns[0].say)
    assert edits(said, tuple(row.syllables.split())).total <= len(said) // 3
    assert edits(said, again).total <= len(said) // 3


# --- a complaint, from the first call to the redo list --------------------------------------------


@contextmanager
def listening_socket() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@asynccontextmanager
async def serving(settings: Settings, folder: Path) -> AsyncIterator[Server]:
    """The whole server of `hotline serve` in this process."""
    with listening_socket() as listener:
        where = "{}:{}".format(*listener.getsockname()[:2])
        async with hotline_app(settings) as app:
            config = uvicorn.Config(app, log_config=None, lifespan="off", ws="websockets-sansio")
            server = uvicorn.Server(config)
            task = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield Server(
                    f"http://{where}", f"ws://{where}/media", "media", "api", folder / "no.log"
                )
            finally:
                server.should_exit = True
                await task


@needs_stack
@pytest.mark.model
async def test_calls_over_sip_are_answered_and_handed_over(
    settings: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In real time, so only the two short calls of the demonstration."""
    monkeypatch.setenv("HOTLINE_ASR__MODEL", whisper())
    ports = free_ports()
    async with running_server(tmp_path, 1.0, ports.settings) as server:
        stage = Stage(server, FIXTURES, tmp_path, 1.0, Console(quiet=True))
        async with sip_phones(stage, ports) as phones:
            question, handoff = await asyncio.gather(
                phones.phone(QUESTION, "①"), phones.phone(HANDOFF, "③")
            )
        calls = await Api(server).get("/api/calls")
    assert question.ended == "robot"
    assert any("出生" in caption.text for caption in question.captions)
    assert handoff.ended == "transferred"
    assert handoff.transferred is not None
    assert "楼上半夜" in handoff.transferred.context["summary"]
    assert {call["outcome"] for call in calls} == {"answered", "handoff"}


@pytest.mark.model
async def test_a_complaint_comes_back_onto_the_redo_list(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    chosen = settings(
        asr={"model": whisper()},
        gateway={"token": "media", "speed": SPEED},
        http={"api_token": "api"},
        callback={"windows": [["00:00", "00:00"]], "earliest": "at_once", "poll_s": 0.1},
    )
    async with serving(chosen, tmp_path) as server:
        stage = Stage(server, FIXTURES, tmp_path, SPEED, Console(quiet=True))
        api = Api(server)
        report = await WebSocketPhones(stage).phone("complain-streetlight", "")
        (ticket,) = await api.get("/api/tickets")
        number = ticket["number"]
        assert report.ended == "robot"
        assert number in "".join(c.text for c in report.captions if c.speaker == "robot")
        assert ticket["state"] == "dispatched"
        rung, after = await called_back(stage, api, number, "survey-unsatisfied")

    assert [ring.about.endswith(ticket["title"]) for ring in rung] == [True]
    assert (after["state"], after["redo_round"]) == ("redo", 1)
    assert after["redo_reason"]
    database = open_database(chosen.database.url.get_secret_value())
    with database.session() as session:
        kept = store.get(session, number)
        steps = [step.event for step in store.events(session, number)]
    database.close()
    assert kept.phone == load_sidecar(FIXTURES / "complain-streetlight.yaml").caller
    assert kept.redo_reason == after["redo_reason"]
    assert steps[-2:] == ["call_back", "redo"]
    assert len(list((tmp_path / "recordings").glob("*.wav"))) == 2


async def called_back(
    stage: Stage, api: Api, number: str, voice: str
) -> tuple[list[Ring], dict[str, str]]:
    """Complete the ticket with a telephone at hand; what rang, and its row of the redo list."""
    rung: list[Ring] = []
    ready, over = asyncio.Event(), asyncio.Event()
    telephone, caller = stage.caller(voice)

    def on_ring(ring: Ring) -> ScriptedCaller:
        rung.append(ring)
        return caller

    def on_call_end(report: CallReport) -> None:
        over.set()

    handset = asyncio.create_task(
        serve_handset(
            f"{stage.server.media}/native",
            telephone,
            on_ring,
            token=stage.server.media_token,
            on_ready=ready.set,
            on_call_end=on_call_end,
            new_clock=lambda: RealClock(SPEED),
        )
    )
    try:
        async with asyncio.timeout(120):
            await ready.wait()
            done = {"result": "已派人更换灯泡。", "actor": "城市管理局"}
            assert (await api.post(f"/api/tickets/{number}/complete", done))["state"] == "completed"
            await over.wait()
            while not (rows := await api.get("/api/redo")):  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.1)
    finally:
        handset.cancel()
        await asyncio.gather(handset, return_exceptions=True)
    (row,) = rows
    assert row["number"] == number
    return rung, row
