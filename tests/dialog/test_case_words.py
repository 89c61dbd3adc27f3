"""What is said about a ticket."""

from dataclasses import replace
from datetime import date

import pytest

from dialog.case_words import (
    QUESTIONS,
    RESULT_SPOKEN,
    WORDS_SPOKEN,
    changed_so,
    listed,
    meant,
    question,
    similar,
    standing,
    when_said,
)
from dialog.cases_table import ENDS, STATES
from dialog.events import Change, OwnTicket, TicketChanged
from dialog.grammar.utterance import utterance

TODAY = date(2026, 11, 20)  # a Friday
LAMP = OwnTicket(
    "202611120000000000171", "路灯不亮", "求助", "路灯坏了", "渝北区松牌路", "渝北区城管局",
    "正在办理", "underway", date(2026, 11, 12), date(2026, 11, 25), 3,
)  # fmt: skip
NOISE = replace(LAMP, number="2", title="半夜施工噪音", matter="半夜施工太吵", place="阳光小区")


@pytest.mark.parametrize(
    ("filed", "said"),
    [
        ((2026, 11, 20), "今天"), ((2026, 11, 19), "昨天"), ((2026, 11, 18), "前天"),
        ((2026, 11, 16), "这周"), ((2026, 11, 15), "上周"), ((2026, 11, 9), "上周"),
        ((2026, 11, 8), "11月8日"), ((2026, 10, 31), "上个月"), ((2026, 9, 30), "9月30日"),
    ],
)  # fmt: skip
def test_days_are_said_as_people_say_them(filed: tuple[int, int, int], said: str) -> None:
    assert when_said(date(*filed), TODAY) == said


def test_without_a_calendar_the_date_is_said() -> None:
    assert when_said(LAMP.filed, None) == "11月12日"


@pytest.mark.parametrize(
    ("own", "prompts"),
    [
        (LAMP, ["case_underway", "case_days_left"]),
        (replace(LAMP, days_left=0), ["case_underway", "case_due_today"]),
        (replace(LAMP, days_left=-1), ["case_underway", "case_overdue"]),
        (replace(LAMP, phase="over"), ["case_over"]),
        (replace(LAMP, phase="completed", result="修好了。"), ["case_over", "case_result",
                                                           "case_result_words"]),
    ],
)  # fmt: skip
def test_where_it_stands(own: OwnTicket, prompts: list[str]) -> None:
    assert [say.prompt for say in standing(own, TODAY)] == prompts


def test_a_late_ticket_is_never_said_to_have_time_left() -> None:
    told = "".join(say.text for say in standing(replace(LAMP, days_left=-4), TODAY))
    assert "超期4个工作日" in told
    assert "还有" not in told


def test_a_long_result_ends_with_a_sentence() -> None:
    long = "经核查，该路灯线路老化。" * 20
    spoken = standing(replace(LAMP, phase="completed", result=long), TODAY)[-1].text
    assert 0 < len(spoken) <= RESULT_SPOKEN
    assert spoken.endswith("。")


def test_a_result_without_a_pause_is_cut() -> None:
    told = standing(replace(LAMP, phase="completed", result="好" * 200), TODAY)
    assert 0 < len(told[-1].text) <= RESULT_SPOKEN


def test_three_are_listed_and_no_more() -> None:
    assert "".join(listed((LAMP, NOISE))) == "第一件，路灯不亮。第二件，半夜施工噪音。"
    assert "".join(listed((LAMP,) * 5)).count("件，") == 3


@pytest.mark.parametrize(
    ("said", "those"),
    [
        ("我反映的路灯怎么样了", (LAMP,)),
        ("工地太吵那个", (NOISE,)),
        ("我的工单怎么样了", (LAMP, NOISE)),
        ("我反映的油烟怎么样了", (LAMP, NOISE)),
    ],
)
def test_which_may_be_meant(said: str, those: tuple[OwnTicket, ...]) -> None:
    assert meant(utterance(said), (LAMP, NOISE)) == those


@pytest.mark.parametrize(
    ("words", "place", "found"),
    [
        ("路灯不亮", "", LAMP),
        ("路灯坏了没人修", "松牌路", LAMP),
        ("路灯坏了", "渝北区龙溪街道松牌路", LAMP),
        ("路灯坏了", "渝北区松石路", None),
        ("路灯坏了", "江北区盘溪路", None),
        ("井盖丢了", "渝北区松牌路", None),
        ("工地半夜太吵", "", NOISE),
        ("跳广场舞太吵", "", None),
    ],
)
def test_what_a_report_is_like(words: str, place: str, found: OwnTicket | None) -> None:
    assert similar(words, place, (LAMP, NOISE)) == found


def test_what_is_over_is_like_nothing() -> None:
    assert similar("路灯不亮", "", (replace(LAMP, phase="over"),)) is None


@pytest.mark.parametrize(
    ("change", "done", "due", "prompt"),
    [
        ("urge", "done", "", "case_urged"),
        ("urge", "already", "", "case_urged_today"),
        ("supplement", "done", "", "case_supplemented"),
        ("withdraw", "done", "", "case_withdrawn"),
        ("redo", "done", "11月27日", "case_sent_back"),
        ("redo", "done", "", "case_escalated"),
    ],
)
def test_what_is_told_of_a_change(change: Change, done: str, due: str, prompt: str) -> None:
    changed = TicketChanged("1", change, done, due)  # type: ignore[arg-type]
    newer, told = changed_so(LAMP, changed)
    assert told.prompt == prompt
    assert newer.urged_today == (change == "urge")
    assert (newer.phase == "over") == (change == "withdraw")


ASKING = set(STATES) - set(ENDS) - {"finding", "changing"}


@pytest.mark.parametrize("state", sorted(ASKING - set(QUESTIONS)))
def test_every_state_that_asks_has_a_question_of_its_own(state: str) -> None:
    asked = {name: question(name, LAMP, TODAY, "整条街都黑了", True) for name in ASKING}
    assert asked[state][-1].prompt.endswith(("ask", "urge", state))


def test_a_late_ticket_is_offered_to_be_hurried_at_once_and_a_hurried_one_to_be_added_to() -> None:
    late = replace(LAMP, days_left=-1)
    (offered,) = question("standing", late, TODAY, "", True)
    (instead,) = question("standing", late, TODAY, "", False)
    assert [offered.prompt, instead.prompt] == ["case_offer_urge_late", "case_offer_supplement"]


def test_long_words_are_said_back_in_one_breath() -> None:
    (asked,) = question("check_supplement", LAMP, TODAY, "黑" * 100, True)
    assert asked.text.count("黑") == WORDS_SPOKEN
