"""The story's judgement: each chapter must be able to fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from ivr.demo import story
from ivr.demo.api import Api
from ivr.demo.stage import Stage
from ivr.gateway.websocket.client import CallReport
from tests.ivr.conftest import FIXTURES
from tests.ivr.demo.conftest import Console12345, report

NUMBER = "202601055000000000016"
TICKET = {"number": NUMBER, "unit": "渝北区城市管理局", "state": "dispatched", "redo_reason": ""}
ANSWER = "孩子可以随父亲或者母亲落户。带出生医学证明、父母的户口本、身份证和结婚证，到派出所办。"


# --- chapters of inbound calls --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "ok"),
    [
        (report("您好", ANSWER, "再见"), True),
        (report("您好", "不好意思，我没听明白。请您换个说法，简单说说是什么事。"), False),
        (report("您好", ANSWER, ended="lost"), False),
        (report("您好", ANSWER, ended="transferred"), False),
        (report("补办"), False),
        (report("您好", "您是想问社保卡丢了怎么补办，还是身份证丢了怎么补办？", "再见"), False),
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


@dataclass
class Phones:
    """Telephones whose calls went as prepared. answering: who was at hand for a callback."""

    calls: dict[str, CallReport] = field(default_factory=dict)
    answered: list[tuple[str, str]] = field(default_factory=list)

    async def phone(self, name: str, label: str) -> CallReport:
        return self.calls[name]

    @asynccontextmanager
    async def answering(self, name: str, label: str) -> AsyncIterator[None]:
        self.answered.append((name, label))
        yield


async def called_back(stage: Stage, api: Api, state: str) -> story.Chapter:
    (this,) = (one for one in story.ROUNDS if one.state == state)
    return await story._callback(stage, Phones(), api, NUMBER, this)


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
    stage: Stage, api: Api, prepared: Console12345, wanted: str, ends: Any, ok: bool
) -> None:
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", TICKET | {"state": "callback"}, ends)
    chapter = await called_back(stage, api, wanted)
    assert chapter.ok is ok
    assert chapter.came.startswith(ends["state"])
    assert ends["redo_reason"] in chapter.came or wanted != "redo"
    key, path, body = prepared.told[0]
    assert (key, path) == ("Bearer key", f"/api/tickets/{NUMBER}/complete")
    assert body["result"] in [one.result for one in story.ROUNDS]


async def test_a_callback_that_never_comes_is_a_failed_chapter(
    stage: Stage, api: Api, prepared: Console12345, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "WAIT_S", 0.1)
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", TICKET | {"state": "completed"})
    chapter = await called_back(stage, api, "redo")
    assert not chapter.ok
    assert chapter.came == "completed"


async def test_a_callback_that_went_wrong_ends_the_story(
    stage: Stage, api: Api, prepared: Console12345
) -> None:
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", TICKET | {"state": "archived"})
    chapters = await story._callbacks(stage, Phones(), api, NUMBER)
    assert [chapter.ok for chapter in chapters] == [False]


CALLS = {
    story.QUESTION: report("您好", ANSWER, "再见"),
    story.COMPLAINT: FILED,
    story.HANDOFF: report(ended="transferred", context={"summary": "楼上半夜放音乐"}),
}


async def test_a_whole_story_has_five_chapters(stage: Stage, prepared: Console12345) -> None:
    prepared.give("/api/tickets", [TICKET])
    prepared.give(f"/api/tickets/{NUMBER}/complete", TICKET | {"state": "completed"})
    prepared.give(f"/api/tickets/{NUMBER}", REDONE, TICKET | {"state": "archived"})
    phones = Phones(CALLS)
    chapters = await story.story(stage, phones)
    assert [chapter.ok for chapter in chapters] == [True] * 5
    assert phones.answered == [(story.UNSATISFIED, "④"), (story.SATISFIED, "⑤")]


async def test_without_a_ticket_nobody_is_called_back(stage: Stage, prepared: Console12345) -> None:
    prepared.give("/api/tickets", [])
    phones = Phones(CALLS)
    chapters = await story.story(stage, phones)
    assert [chapter.ok for chapter in chapters] == [True, False, True]
    assert phones.answered == []


@pytest.mark.parametrize(
    "name", [story.QUESTION, story.COMPLAINT, story.HANDOFF, story.UNSATISFIED, story.SATISFIED]
)
def test_every_voice_of_the_story_is_recorded(stage: Stage, name: str) -> None:
    number, caller = stage.caller(name)
    assert number.isdigit()
    assert not caller.finished


def test_the_citizen_of_the_callbacks_is_the_one_who_complained(stage: Stage) -> None:
    names = (story.COMPLAINT, story.UNSATISFIED, story.SATISFIED)
    assert len({stage.caller(name)[0] for name in names}) == 1
