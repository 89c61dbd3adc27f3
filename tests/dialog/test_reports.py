"""Reports and questions."""

from pathlib import Path
from typing import Literal

import pytest

from dialog.areas.table import area_table
from dialog.gist import gist
from dialog.grammar.utterance import utterance
from dialog.reports import is_case, is_named, is_report, names_matter
from knowledge.matcher import Match

AREAS = area_table("500000")


@pytest.mark.parametrize(
    ("said", "report"),
    [
        ("我要投诉", True), ("路灯坏了没人修", True), ("楼下占道经营", True), ("怎么投诉", False),
        ("路灯坏了找谁怎么报修", False), ("护照怎么办理", False), ("我要举报传销", True),
        ("有个茶馆聚众赌钱", True), ("楼上漏水好几天了", True), ("公租房怎么申请", False),
    ],
)  # fmt: skip
def test_reports_and_questions(said: str, report: bool) -> None:
    assert is_report(utterance(said), Match("unknown"), AREAS) is report


def test_the_matcher_may_say_that_it_is_a_report() -> None:
    assert is_report(utterance("车停我家门口"), Match("unknown", reason="report"), AREAS)


@pytest.mark.parametrize(
    ("said", "report"),
    [
        ("沙坪坝区井口街道人民路的路灯坏", True),
        ("沙坪坝区井口街道", False),
        ("路灯坏", False),
        ("沙坪坝区井口街道人民路的路灯坏找谁", False),
        ("渝北区龙溪街道办居住证", False),
    ],
)
def test_a_place_and_what_is_wrong_there_are_no_question(said: str, report: bool) -> None:
    assert is_report(utterance(said), Match("clarify", reason="weak"), AREAS) is report


@pytest.mark.parametrize(
    ("said", "named"),
    [("我要投诉", False), ("你好我想反映个问题", False), ("我要投诉楼下油烟", True)],
)
def test_whether_a_report_names_its_matter(said: str, named: bool) -> None:
    assert is_named(gist(utterance(said), AREAS)) is named


@pytest.mark.parametrize(
    ("said", "kind", "case"),
    [
        ("我反映的路灯能催一下吗", "unknown", True),
        ("我反映的路灯能催一下吗", "answer", True),
        ("工单几个工作日能办完", "answer", False),
        ("工单到哪一步了", "answer", True),
        ("路灯坏了没人修", "unknown", False),
        ("护照怎么办理", "answer", False),
    ],
)
def test_asking_after_ones_own_wins_over_a_report_and_over_what_is_general(
    said: str, kind: Literal["unknown", "answer"], case: bool
) -> None:
    assert is_case(utterance(said), Match(kind)) is case


@pytest.mark.parametrize(
    ("said", "kind", "report"),
    [
        ("老板拖欠工资三个月了请你们去查一下", "answer", True),
        ("能不能派人来看看路灯", "answer", True),
        ("怎么申请让社区派人来看", "answer", False),
        ("电梯坏了归谁修", "answer", False),
        ("洪崖洞这边孩子没地方坐", "unknown", True),
        ("我要反映问题", "unknown", True),
    ],
)
def test_a_request_to_act_and_a_story_of_a_place_are_reports(
    said: str, kind: Literal["unknown", "answer"], report: bool
) -> None:
    assert is_report(utterance(said), Match(kind), AREAS) is report


@pytest.mark.parametrize(
    ("said", "reason", "report"),
    [
        ("天天有人往合理到垃圾", "weak", True),
        ("高龄补贴拿不到手", "weak", True),
        ("高龄补贴怎么领", "weak", False),
        ("你们讲得很好", "weak", False),
        ("高龄补贴拿不到手", "privacy", False),
        ("高龄补贴拿不到手", "out_of_scope", False),
    ],
)
def test_a_matter_that_is_known_by_its_sound_is_reported(
    said: str, reason: str, report: bool
) -> None:
    assert is_report(utterance(said), Match("unknown", reason=reason), AREAS) is report


@pytest.mark.parametrize("text", ["可是真的来自上户口", "居住证在办理", "我身份证就了泽罗斯"])
def test_what_is_applied_for_is_named_by_who_asks(text: str) -> None:
    assert not names_matter(utterance(text))


@pytest.mark.parametrize("text", ["老人的养老金这个月没到账", "公积金不给提", "路灯坏了"])
def test_what_is_wrong_with_it_is_reported(text: str) -> None:
    assert names_matter(utterance(text))


COLLOQUIAL = Path(__file__).parent / "reports" / "colloquial.tsv"


def test_reports_without_a_word_of_any_list_are_known_and_small_talk_is_not_taken_for_one() -> None:
    lines = COLLOQUIAL.read_text(encoding="utf-8").splitlines()
    labelled = [line.split("\t") for line in lines if not line.startswith("#")]
    found = {"report": 0, "other": 0}
    for label, text in labelled:
        weak = Match("unknown", score=0.2, reason="weak")
        found[label] += is_report(utterance(text), weak, AREAS)
    assert sum(label == "report" for label, _ in labelled) == 160
    assert found["report"] >= 140
    assert found["other"] <= 10  # of 75, had the knowledge base nothing that comes near
