"""The story: a question, a complaint, a handoff; then the citizen is phoned back, twice.

Everything in it is real: recorded voices through the WebSocket gateway, a recogniser that hears
them, a database, the durable callback loop, a telephone that rings. Nothing is told to the robot
but sound.
"""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from ivr.demo.server import Server
from ivr.errors import DemoFailed
from ivr.gateway.captions import Caption
from ivr.gateway.clock import RealClock
from ivr.gateway.phone import Manners, ScriptedCaller
from ivr.gateway.wav import write_wav
from ivr.gateway.websocket.client import CallReport, call, serve_handset
from ivr.gateway.websocket.native import Ring
from ivr.recorded.play import caller_of
from ivr.recorded.sidecar import load_sidecar, read_manifest

QUESTION, COMPLAINT, HANDOFF = "ask-id-card-lost", "complain-streetlight", "handoff-in-intake"
UNSATISFIED, SATISFIED = "survey-unsatisfied", "survey-satisfied"


def manners(speed: float) -> Manners:
    """Of the citizens: a robot that thinks for a moment of wall time is not given up."""
    return Manners(
        reply_after=max(0.8, 0.2 * speed),
        patience=max(20.0, 8.0 * speed),
        hang_up_after=max(8.0, 4.0 * speed),
    )


WAIT_S = 120.0
"""Longest wait for anything of the story, wall seconds."""


@dataclass(frozen=True)
class Chapter:
    """One line of the closing table."""

    title: str
    wanted: str
    came: str
    ok: bool


@dataclass(frozen=True)
class Telephone:
    """The citizens' side: recordings from `fixtures`, played at `speed`; sound kept in `folder`."""

    server: Server
    fixtures: Path
    folder: Path
    speed: float
    console: Console

    def caller(self, name: str) -> tuple[str, ScriptedCaller]:
        """Number and voice of a recorded citizen."""
        sidecar = load_sidecar(self.fixtures / f"{name}.yaml")
        spans = read_manifest(self.fixtures)[name]
        return sidecar.caller, caller_of(
            sidecar, self.fixtures / f"{name}.wav", spans, manners(self.speed)
        )

    async def phone(self, name: str, label: str) -> CallReport:
        number, caller = self.caller(name)
        report = await call(
            f"{self.server.media}/native",
            caller,
            token=self.server.media_token,
            number=number,
            clock=RealClock(self.speed),
            on_caption=self.show(label),
        )
        self.keep(name, report)
        return report

    def keep(self, name: str, report: CallReport) -> None:
        sides = (report.caller_pcm, report.robot_pcm)
        write_wav(self.folder / f"{name}.wav", sides, report.sample_rate)

    def show(self, label: str) -> Callable[[Caption], None]:
        who = {"robot": "[cyan]机器人[/cyan]", "caller": "[green]听到  [/green]"}

        def print_caption(caption: Caption) -> None:
            if caption.final:
                text = escape(caption.text)
                self.console.print(
                    f"{label} {who[caption.speaker]} {text}", highlight=False, soft_wrap=True
                )

        return print_caption


async def story(phones: Telephone) -> list[Chapter]:
    """Play it, and say of each chapter what was wanted and what came."""
    api = Api(phones.server)
    phones.console.rule("三位市民同时来电")
    question, complaint, handoff = await asyncio.gather(
        phones.phone(QUESTION, "[bold]①[/bold]"),
        phones.phone(COMPLAINT, "[bold]②[/bold]"),
        phones.phone(HANDOFF, "[bold]③[/bold]"),
    )
    chapters = [_answered(question), await _filed(complaint, api), _handed_over(handoff)]
    ticket = (await api.get("/api/tickets"))[:1]
    if ticket:
        chapters += await _callbacks(phones, api, ticket[0]["number"])
    return chapters


def _answered(report: CallReport) -> Chapter:
    said = [c.text for c in report.captions if c.speaker == "robot"]
    answer = next((text for text in said if "补领" in text or "补办" in text), "")
    ok = report.ended == "robot" and len(answer) > 20
    return Chapter("① 咨询", "知识库回答", answer[:24] + "…" if answer else "没有回答", ok)


async def _filed(report: CallReport, api: "Api") -> Chapter:
    said = "".join(c.text for c in report.captions if c.speaker == "robot")
    tickets = await api.get("/api/tickets")
    number = tickets[0]["number"] if len(tickets) == 1 else ""
    ok = bool(number) and number in said and "跟您核对" in said
    came = f"{number} {tickets[0]['unit']}" if number else f"{len(tickets)} 张工单"
    return Chapter("② 投诉", "复述并登记工单", came, ok)


def _handed_over(report: CallReport) -> Chapter:
    given = report.transferred
    ok = given is not None and "音乐" in given.context.get("transcript", "")
    came = f"{given.target}：{given.context.get('summary', '没有内容')}" if given else report.ended
    return Chapter("③ 转人工", "带着已说的内容转给坐席", came, ok)


async def _callbacks(phones: Telephone, api: "Api", number: str) -> list[Chapter]:
    first = await _callback(phones, api, number, UNSATISFIED, "已派人更换灯泡。", "redo", "④")
    if not first.ok:
        return [first]
    second = await _callback(
        phones, api, number, SATISFIED, "已更换损坏的电缆并复查。", "archived", "⑤"
    )
    return [first, second]


async def _callback(
    phones: Telephone, api: "Api", number: str, voice: str, result: str, state: str, label: str
) -> Chapter:
    """The unit completes the ticket; the robot phones; the ticket must end up in `state`."""
    title = {"redo": "不满意 → 再办清单", "archived": "满意 → 归档"}[state]
    phones.console.rule(f"承办单位办结：{result} 机器人回访市民")
    telephone, caller = phones.caller(voice)

    def on_ring(ring: Ring) -> ScriptedCaller:
        phones.console.print(f"{label} [yellow]电话响了[/yellow] {escape(ring.about)}")
        return caller

    ready = asyncio.Event()
    handset = asyncio.create_task(
        serve_handset(
            f"{phones.server.media}/native",
            telephone,
            on_ring,
            token=phones.server.media_token,
            on_ready=ready.set,
            on_call_end=lambda report: phones.keep(voice, report),
            new_clock=lambda: RealClock(phones.speed),
            on_caption=phones.show(label),
        )
    )
    try:
        async with asyncio.timeout(WAIT_S):
            await ready.wait()
            await api.post(
                f"/api/tickets/{number}/complete", {"result": result, "actor": "城市管理局"}
            )
            while (ticket := await api.get(f"/api/tickets/{number}"))["state"] != state:
                if ticket["state"] not in ("completed", "callback"):
                    break
                await asyncio.sleep(0.2)
    except TimeoutError:
        ticket = await api.get(f"/api/tickets/{number}")
    finally:
        handset.cancel()
        await asyncio.gather(handset, return_exceptions=True)
    words = f"：“{ticket['redo_reason']}”" if state == "redo" and ticket["redo_reason"] else ""
    ok = ticket["state"] == state and (state != "redo" or bool(words))
    return Chapter(f"{label} 回访", title, ticket["state"] + words, ok)


@dataclass(frozen=True)
class Api:
    """The console's REST API, as another program would use it. Raises DemoFailed."""

    server: Server

    async def get(self, path: str) -> Any:
        return await asyncio.to_thread(self._ask, path, None)

    async def post(self, path: str, body: dict[str, str]) -> Any:
        return await asyncio.to_thread(self._ask, path, json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(
            self.server.http + path,
            body,
            {
                "Authorization": f"Bearer {self.server.api_token}",
                "Content-Type": "application/json",
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except OSError as e:  # no connection, or an answer that is not 200
            raise DemoFailed(f"the server refused {path}: {e}; see {self.server.log}") from None
