from dataclasses import replace

import pytest

from knowledge.entries import Entry
from knowledge.matcher import Matcher
from knowledge.proposals import PLAUSIBLE, propose
from knowledge.thresholds import DEFAULT
from tests.knowledge.conftest import TODAY

FUND, CIVIL = "住房公积金管理中心", "民政局"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Entries of its own: what ships gets better every week."""
    rent = ("租房怎么提取公积金", "租房子能取公积金吗", "公积金交房租")
    loan = ("公积金贷款要什么材料", "怎么申请公积金贷款")
    wed = ("结婚登记需要带什么材料", "领结婚证要带什么", "结婚登记去哪里")
    chat = ("讲个笑话", "给我讲个笑话", "你会不会唱歌")
    return Matcher.build(
        (
            Entry("gjj-rent", FUND, rent[0], rent[1:], "好", "好"),
            Entry("gjj-loan", FUND, loan[0], loan[1:], "好", "好"),
            Entry("mr-register", CIVIL, wed[0], wed[1:], "好", "好"),
            Entry("oos-chat", "热线", chat[0], chat[1:], "好", "好", kind="out_of_scope"),
        ),
        TODAY,
    )


def test_what_is_nearly_an_entry_becomes_a_variant_of_it(matcher: Matcher) -> None:
    careful = replace(matcher, thresholds=replace(DEFAULT, answer=1.0, likely=1.0))
    found = propose(careful, "结婚登记那天需要带什么")
    assert (found.kind, found.entry, found.unit) == ("variant", "mr-register", CIVIL)
    assert found.score >= PLAUSIBLE
    assert found.nearest[0] == (found.entry, found.score)


def test_what_is_answered_today_needs_nothing(matcher: Matcher) -> None:
    found = propose(matcher, "租房怎么提取公积金")
    assert (found.kind, found.entry) == ("answered", "gjj-rent")


@pytest.mark.parametrize("said", ["路灯坏了没人修", "查一下别人的身份证号码", "给我讲个笑话吧"])
def test_what_is_no_question_for_the_knowledge_is_taken_care_of(
    matcher: Matcher, said: str
) -> None:
    assert propose(matcher, said).kind == "answered"


@pytest.mark.parametrize("said", ["", "嗯", "等一下", "就是那个嘛", "在不在"])
def test_what_names_no_matter_is_noise(matcher: Matcher, said: str) -> None:
    assert propose(matcher, said).kind == "noise"


def test_what_nobody_wrote_about_becomes_an_entry_of_the_nearest_unit(matcher: Matcher) -> None:
    found = propose(matcher, "公积金中心几点下班")
    assert (found.kind, found.entry, found.unit) == ("entry", "", FUND)


def test_what_callers_took_themselves_says_more_than_a_score(matcher: Matcher) -> None:
    found = propose(matcher, "公积金", chosen={"gjj-rent": 3, "gjj-loan": 1, "no-such-entry": 9})
    assert (found.kind, found.entry) == ("variant", "gjj-rent")


def test_what_callers_took_and_get_today_is_answered(matcher: Matcher) -> None:
    found = propose(matcher, "租房怎么提取公积金", chosen={"gjj-rent": 1})
    assert (found.kind, found.entry) == ("answered", "gjj-rent")


def test_an_answer_that_callers_refused_is_not_proposed_again(matcher: Matcher) -> None:
    found = propose(matcher, "租房怎么提取公积金", refused={"gjj-rent": 2})
    assert found.kind in ("variant", "entry")
    assert found.entry != "gjj-rent"


def test_without_any_entry_there_is_no_unit_to_guess() -> None:
    nothing = Matcher.build((), TODAY)
    assert propose(nothing, "租房怎么提取公积金").unit == ""


def test_mishearings_are_put_right_before_clustering(matcher: Matcher) -> None:
    written, misheard = (matcher.understood(f"租房怎么提取{x}").text for x in ("公积金", "公鸡金"))
    assert misheard == written
    heard = ("zu", "fang", "zen", "me", "ti", "qu", "gong", "ji", "jin")
    assert "公积金" in matcher.understood("", heard).text
