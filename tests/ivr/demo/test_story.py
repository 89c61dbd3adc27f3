"""The story's judgement: each chapter must be able to fail."""

import io
import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import soundfile
from rich.console import Console

from ivr.demo import story
from ivr.demo.server import Server
from ivr.demo.story import Api, Telephone
from ivr.errors import DemoFailed
from ivr.gateway.captions import Caption
from ivr.gateway.file_line import Transferred
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.websocket.client import CallReport, Ended
from ivr.gateway.websocket.native import Ring
from tests.ivr.conftest import FIXTURES

NUMBER = "202601055000000000016"
TICKET = {"number": NUMBER, "unit": "渝北区城市管理局", "state": "dispatched", "redo_reason": ""}
ANSWER = "本人到就近派出所申请补领，带户口本或者能核实身份的材料，现场照相、采指纹。"


class Console12345:
    """A REST API that gives prepared answers and keeps what it was told."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.told: list[tuple[str, str, Any]] = []

    def give(self, path: str, *answers: Any) -> None:
        """One after the other; the last one again and again. A number is an HTTP status."""
        self.answers[path] = list(answers)

    def next(self, path: str) -> Any:
        waiting = self.answers[path]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.fixture
def console() -> Iterator[tuple[Console12345, str]]:
    prepared = Console12345()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(None)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.answer(json.loads(self.rfile.read(length)))

        def answer(self, body: Any) -> None:
            prepared.told.append((self.headers["Authorization"], self.path, body))
            given = prepared.next(self.path)
            status = given if isinstance(given, int) else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({} if isinstance(given, int) else given).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield prepared, f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()


@pytest.fixture
def api(console: tuple[Console12345, str], tmp_path: Path) -> Api:
    return Api(Server(console[1], "ws://nowhere", "media", "key", tmp_path / "server.log"))


@pytest.fixture
def prepared(console: tuple[Console12345, str]) -> Console12345:
    return console[0]


def report(
    *robot: str, ended: Ended = "robot", context: Mapping[str, str] | None = None
) -> CallReport:
    captions = tuple(Caption("robot", text) for text in robot)
    given = None if context is None else Transferred("agents", context)
    return CallReport("c1", ended, 8000, b"\0\0" * 80, b"\1\0" * 80, captions, given)


# --- chapters of inbound calls --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "ok"),
    [
        (report("您好", ANSWER, "再见"), True),
        (report("您好", "不好意思，我没听明白。请您换个说法，简单说说是什么事。"), False),
        (report("您好", ANSWER, ended="lost"), False),
        (report("您好", ANSWER, ended="transferred"), False),
        (report("补办"), False),
        (report(), False),
    ],
)
def test_a_question_is_answered_or_not(call: CallReport, ok: bool) -> None:
    chapter = story._answered(call)
    assert chapter.ok is ok
    assert chapter.came


FILED = report("跟您核对一下：地点……", f"工单号是，{NUMBER}。")


@pytest.mark.parametrize(
    ("call", "tickets", "ok"),
    [
        (FILED, [TICKET], True),
        (FILED, [], False),
        (FILED, [TICKET, TICKET], False),
        (FILED, [TICKET | {"number": "202601055000000000027"}], False),
        (report(f"工单号是，{NUMBER}。"), [TICKET], False),
        (report("跟您核对一下：地点……"), [TICKET], False),
    ],
)
async def test_a_complaint_is_read_back_and_filed_or_not(
    api: Api, prepared: Console12345, call: CallReport, tickets: list[Any], ok: bool
) -> None:
    prepared.give("/api/tickets", tickets)
    chapter = await story._filed(call, api)
    assert chapter.ok is ok
    assert chapter.came.startswith(tickets[0]["number"] if len(tickets) == 1 else str(len(tickets)))


def test_a_handoff_takes_along_what_was_said_or_not() -> None:
    said = spoken_in_handoff()
    context = {"summary": "来电人要求人工", "transcript": f"市民：{said}"}
    assert story._handed_over(report(ended="transferred", context=context)).ok
    assert not story._handed_over(report(ended="robot")).ok
    silent = story._handed_over(report(ended="transferred", context=context | {"transcript": ""}))
    assert not silent.ok
    # The apology of a call that broke down gives the caller away without a summary.
    broken = story._handed_over(report(ended="transferred", context={"reason": "failed"}))
    assert not broken.ok
    assert broken.came


def spoken_in_handoff() -> str:
    """Everything that the story's third citizen says."""
    from ivr.recorded.sidecar import load_sidecar

    return "".join(turn.say for turn in load_sidecar(FIXTURES / f"{story.HANDOFF}.yaml").turns)


# --- chapters of callbacks ------------------------------------------------------------------------


class Line:
    """A handset that is ready at once and whose citizen is rung once."""

    def __init__(self) -> None:
        self.registered: list[tuple[str, str]] = []

    async def serve(self, url: str, number: str, on_ring: Any, **given: Any) -> None:
        self.registered.append((number, given["token"]))
        given["on_ready"]()
        assert isinstance(on_ring(Ring("cb-1", "12345", "[回访]")), ScriptedCaller)
        given["on_call_end"](report("您好"))


@pytest.fixture
def phones(api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Telephone:
    line = Line()
    monkeypatch.setattr(story, "serve_handset", line.serve)
    monkeypatch.setattr(story, "WAIT_S", 5.0)
    out = Console(file=io.StringIO(), width=200)
    return Telephone(api.server, FIXTURES, tmp_path, 4.0, out)


async def called_back(phones: Telephone, api: Api, state: str) -> story.Chapter:
    voice = {"redo": story.UNSATISFIED, "archived": story.SATISFIED}[state]
    return await story._callback(phones, api, NUMBER, voice, "修好了", state, "④")


REDONE = TICKET | {"state": "redo", "redo_reason": "晚上还是黑的"}


@pytest.mark.parametrize(
    ("wanted", "ends", "ok"),
    [
        ("redo", REDONE, True),
        ("redo", REDONE | {"redo_reason": ""}, False),
        ("redo", TICKET | {"state": "archived"}, False),
        ("archived", TICKET | {"state": "archived"}, True),
        ("archived", REDONE, False),
        ("archived", TICKET | {"state": "escalated"}, False),
    ],
)
async def test_a_callback_ends_where_it_must_or_not(
    phones: Telephone, api: Api, prepared: Console12345, wanted: str, ends: Any, ok: bool
) -> None:
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", TICKET | {"state": "callback"}, ends)
    chapter = await called_back(phones, api, wanted)
    assert chapter.ok is ok
    assert chapter.came.startswith(ends["state"])
    assert ends["redo_reason"] in chapter.came or wanted != "redo"
    key, path, body = prepared.told[0]
    assert (key, path, body["result"]) == (
        "Bearer key",
        f"/api/tickets/{NUMBER}/complete",
        "修好了",
    )


async def test_a_callback_that_never_comes_is_a_failed_chapter(
    phones: Telephone, api: Api, prepared: Console12345, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "WAIT_S", 0.1)
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", TICKET | {"state": "completed"})
    chapter = await called_back(phones, api, "redo")
    assert not chapter.ok
    assert chapter.came == "completed"


async def test_a_callback_that_went_wrong_ends_the_story(
    phones: Telephone, api: Api, prepared: Console12345
) -> None:
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", TICKET | {"state": "archived"})
    chapters = await story._callbacks(phones, api, NUMBER)
    assert [chapter.ok for chapter in chapters] == [False]


async def test_both_callbacks_are_two_chapters(
    phones: Telephone, api: Api, prepared: Console12345
) -> None:
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", REDONE, TICKET | {"state": "archived"})
    chapters = await story._callbacks(phones, api, NUMBER)
    assert [chapter.ok for chapter in chapters] == [True, True]


@pytest.mark.parametrize("status", [401, 404, 409, 500])
async def test_a_refusing_server_is_one_line(api: Api, prepared: Console12345, status: int) -> None:
    prepared.give("/api/tickets", status)
    with pytest.raises(DemoFailed, match=str(status)) as failed:
        await api.get("/api/tickets")
    assert "\n" not in str(failed.value)


async def test_a_server_that_is_gone_is_one_line(tmp_path: Path) -> None:
    gone = Api(Server("http://127.0.0.1:9", "ws://nowhere", "m", "k", tmp_path / "server.log"))
    with pytest.raises(DemoFailed, match=r"server\.log"):
        await gone.get("/api/tickets")


# --- telephones -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [story.QUESTION, story.COMPLAINT, story.HANDOFF, story.UNSATISFIED, story.SATISFIED]
)
def test_every_voice_of_the_story_is_recorded(phones: Telephone, name: str) -> None:
    number, caller = phones.caller(name)
    assert number.isdigit()
    assert not caller.finished


def test_the_citizen_of_the_callbacks_is_the_one_who_complained(phones: Telephone) -> None:
    names = (story.COMPLAINT, story.UNSATISFIED, story.SATISFIED)
    assert len({phones.caller(name)[0] for name in names}) == 1


def test_both_sides_of_a_call_are_kept(phones: Telephone) -> None:
    phones.keep("x", report())
    samples, rate = soundfile.read(phones.folder / "x.wav", dtype="int16")
    assert rate == 8000
    assert (samples[:, 0].max(), samples[:, 1].max()) == (0, 1)


def test_only_what_is_final_is_printed_and_never_as_markup(phones: Telephone) -> None:
    show = phones.show("①")
    show(Caption("caller", "路", final=False))
    show(Caption("caller", "[red]路灯[/red]"))
    out = phones.console.file
    assert isinstance(out, io.StringIO)
    assert out.getvalue().splitlines() == ["① 听到   [red]路灯[/red]"]
