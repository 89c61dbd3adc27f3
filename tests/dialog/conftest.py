"""A small knowledge base, and conversations driven by text."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from dialog.events import Action, Connected, Event, Heard, Listen, Say
from dialog.hotline import Hotline
from dialog.profile import Profile, SurveySubject
from dialog.survey import Survey
from knowledge.entries import Entry
from knowledge.follow_up import FollowUp, Option
from knowledge.matcher import Match


def entry(entry_id: str, question: str, answer: str) -> Entry:
    return Entry(entry_id, "某局", question, (), answer, f"指南：{question}", source="某条例")


RENT = entry("gjj-rent", "租房怎么提取公积金", "无房职工可以提取公积金付房租。带身份证到柜台办。")
LOAN = entry("gjj-loan", "公积金贷款能贷多少", "看缴存余额和年限。最高额度由中心公布。")
PASSPORT = entry("passport", "护照怎么办理", "到出入境大厅办理。")

RATIO = replace(
    entry("gjj-ratio", "公积金缴存比例怎么调整", "缴存比例按本市规定调整。"),
    follow_up=FollowUp(
        "您是个人缴存，还是单位缴存？",
        (
            Option("个人", ("个人", "自己交", "灵活就业"), "个人在小程序上调整。", "个人指南"),
            Option(
                "单位",
                ("单位", "公司交"),
                then=FollowUp(
                    "调高还是调低？",
                    (
                        Option("调高", ("调高", "高一点"), "单位到窗口申请调高。"),
                        Option("调低", ("调低", "低一点"), "调低要职工大会通过。"),
                    ),
                ),
            ),
        ),
    ),
)
SETTLE = replace(
    entry("settle", "人才落户怎么办理", "第一步，网上申请。"),
    more=("第二步，单位盖章。", "第三步，到派出所落户。"),
)
PAST = replace(
    entry("past-1", "小区充电桩怎么申请", "充电桩由物业统一申请。"),
    sms="",
    valid_from=date(2026, 6, 12),
)


class FakeMatcher:
    """Answers what is written here, and nothing else."""

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        for known in (RENT, LOAN, PASSPORT, RATIO, SETTLE):
            if text in (known.question, f"单位{known.question}", f"个人{known.question}"):
                return Match("answer", known, 0.95, candidates=((known.id, 0.95),))
        if text == PAST.question:
            return Match("answer", PAST, 0.9, reason="precedent")
        if text == "公积金":
            pair = ((RENT.id, 0.61), (LOAN.id, 0.6))
            return Match("clarify", RENT, 0.61, LOAN, pair, "close")
        if text == "帮我查一下别人的社保":
            return Match("unknown", reason="privacy")
        if text == "我要报警":
            police = entry("police", "报警", "报警请拨打幺幺零。")
            return Match("unknown", police, 0.9, reason="out_of_scope")
        return Match("unknown", score=0.2, reason="weak")


class Call:
    """A conversation and everything it has asked for."""

    def __init__(self, conversation: Hotline | Survey, caller: str) -> None:
        self.conversation = conversation
        self.log: list[Action] = []
        self.tell(Connected(caller))

    def tell(self, event: Event | str) -> tuple[Action, ...]:
        told = Heard(event) if isinstance(event, str) else event
        actions = self.conversation.receive(told, 0.0)
        self.log += actions
        return actions

    def all(self, *events: Event | str) -> "Call":
        for event in events:
            self.tell(event)
        return self

    @property
    def state(self) -> str:
        return self.conversation.state

    def of(self, kind: type) -> list[Action]:
        return [action for action in self.log if isinstance(action, kind)]


def prompts(actions: Sequence[Action]) -> list[str]:
    return [action.prompt for action in actions if isinstance(action, Say)]


def listens(actions: Sequence[Action]) -> bool:
    return bool(actions) and isinstance(actions[-1], Listen)


@pytest.fixture
def hotline() -> Callable[..., Call]:
    def build(caller: str = "13800138000", **settings: object) -> Call:
        return Call(Hotline(Profile(**settings), FakeMatcher()), caller)  # type: ignore[arg-type]

    return build


@pytest.fixture
def survey() -> Callable[..., Call]:
    def build(**details: object) -> Call:
        about = {"city": "重庆", "name": "", "unit": "渝北区城管局", "title": "路灯不亮"}
        return Call(Survey(SurveySubject(**(about | details))), "13800138000")  # type: ignore[arg-type]

    return build
