"""The story: a question, a complaint, a handoff; then the citizen is phoned back, twice.

Everything in it is real: recorded voices on a line, a recogniser that hears them, a database, the
durable callback loop, a telephone that rings. Nothing is told to the robot but sound.
"""

import asyncio
from dataclasses import dataclass

from ivr.demo.api import Api
from ivr.demo.stage import Phones, Stage
from ivr.gateway.websocket.client import CallReport

QUESTION, COMPLAINT, HANDOFF = "ask-newborn-fast", "complain-streetlight", "handoff-in-intake"
TOLD = "楼上"
"""Said first in the call that is handed over: a REFER has no room for all of it."""
UNSATISFIED, SATISFIED = "survey-unsatisfied", "survey-satisfied"

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
class Round:
    """What the unit did, who answers the callback, and in which state the ticket must end up."""

    label: str
    result: str
    voice: str
    state: str
    wanted: str


ROUNDS = (
    Round("④", "已派人更换灯泡。", UNSATISFIED, "redo", "不满意 → 再办清单"),
    Round("⑤", "已更换损坏的电缆并复查。", SATISFIED, "archived", "满意 → 归档"),
)


async def story(stage: Stage, phones: Phones) -> list[Chapter]:
    """Play it, and say of each chapter what was wanted and what came."""
    api = Api(stage.server)
    stage.console.rule("三位市民同时来电")
    question, complaint, handoff = await asyncio.gather(
        phones.phone(QUESTION, "[bold]①[/bold]"),
        phones.phone(COMPLAINT, "[bold]②[/bold]"),
        phones.phone(HANDOFF, "[bold]③[/bold]"),
    )
    chapters = [_answered(question), await _filed(complaint, api), _handed_over(handoff)]
    ticket = (await api.get("/api/tickets"))[:1]
    if ticket:
        chapters += await _callbacks(stage, phones, api, ticket[0]["number"])
    return chapters


def _answered(report: CallReport) -> Chapter:
    said = [c.text for c in report.captions if c.speaker == "robot"]
    answer = next((text for text in said if "派出所" in text and "出生" in text), "")
    ok = report.ended == "robot" and len(answer) > 20
    return Chapter("① 咨询", "知识库回答", answer[:24] + "…" if answer else "没有回答", ok)


async def _filed(report: CallReport, api: Api) -> Chapter:
    said = "".join(c.text for c in report.captions if c.speaker == "robot")
    tickets = await api.get("/api/tickets")
    number = tickets[0]["number"] if len(tickets) == 1 else ""
    ok = bool(number) and number in said and "跟您核对" in said
    came = f"{number} {tickets[0]['unit']}" if number else f"{len(tickets)} 张工单"
    return Chapter("② 投诉", "复述并登记工单", came, ok)


def _handed_over(report: CallReport) -> Chapter:
    given = report.transferred
    ok = given is not None and any(TOLD in told for told in given.context.values())
    came = f"{given.target}：{given.context.get('summary', '没有内容')}" if given else report.ended
    return Chapter("③ 转人工", "带着已说的内容转给坐席", came, ok)


async def _callbacks(stage: Stage, phones: Phones, api: Api, number: str) -> list[Chapter]:
    """The second only where the first came about."""
    chapters: list[Chapter] = []
    for this in ROUNDS:
        chapters.append(await _callback(stage, phones, api, number, this))
        if not chapters[-1].ok:
            break
    return chapters


async def _callback(stage: Stage, phones: Phones, api: Api, number: str, this: Round) -> Chapter:
    """The unit completes the ticket; the robot phones; the ticket must end up in the state."""
    stage.console.rule(f"承办单位办结：{this.result} 机器人回访市民")
    done = {"result": this.result, "actor": "城市管理局"}
    try:
        async with asyncio.timeout(WAIT_S), phones.answering(this.voice, this.label):
            await api.post(f"/api/tickets/{number}/complete", done)
            while (ticket := await api.get(f"/api/tickets/{number}"))["state"] != this.state:
                if ticket["state"] not in ("completed", "callback"):
                    break
                await asyncio.sleep(0.2)
    except TimeoutError:
        ticket = await api.get(f"/api/tickets/{number}")
    redone = this.state == "redo"
    words = f"：“{ticket['redo_reason']}”" if redone and ticket["redo_reason"] else ""
    ok = ticket["state"] == this.state and (not redone or bool(words))
    return Chapter(f"{this.label} 回访", this.wanted, ticket["state"] + words, ok)
