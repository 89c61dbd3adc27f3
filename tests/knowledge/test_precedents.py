"""What units have told other citizens, as answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import ANSWER_LIMIT, Entry
from knowledge.matcher import Match, Matcher
from knowledge.precedents import MOST_PARTS, Precedent, WithPrecedents, as_entries, in_parts

DAY = date(2026, 6, 12)
CHARGER = Precedent(
    "20260601500000000001",
    "住房和城乡建设委员会",
    "小区里想装充电桩怎么申请",
    "居民安装充电桩，先由车位所有人向物业提出，再向供电公司申请装表。",
    DAY,
)


def told(
    result: str, matter: str = CHARGER.matter, number: str = "2", day: date = DAY
) -> Precedent:
    return Precedent(number, CHARGER.unit, matter, result, day)


# --- what can be told ---


@pytest.mark.parametrize(
    "result",
    [
        "",
        "已办结。",
        "已联系张女士，告知办理流程和所需材料。",
        "经核实，市民反映的情况属实，已处理。",
        "王某的申请材料已经收到，请等待审核结果通知。",
        "请到3号楼2单元找楼长登记，登记以后再申请安装。",
        "详见 https://example.gov.cn 的办事指南，按照指南办理。",
        "车辆渝A12345已经登记，可以安装充电桩。",
        "| 材料 | 份数 | 身份证 | 一份 | 户口本 | 一份 |",
        "条件" * 61 + "。",
        "居民安装充电桩，先由车位所有人提出申请，再由供电公司装表。" * 30,
    ],
)
def test_what_speaks_of_one_citizen_or_cannot_be_heard_is_left_out(result: str) -> None:
    assert in_parts(result) == ()


def test_a_short_result_is_one_part() -> None:
    assert in_parts(CHARGER.result) == (CHARGER.result,)


def test_line_breaks_do_not_count() -> None:
    assert in_parts("先向物业提出。\n 再向供电公司申请装表。") == (
        "先向物业提出。再向供电公司申请装表。",
    )


def test_a_long_result_is_cut_where_sentences_end() -> None:
    sentence = "先由车位所有人向物业提出申请，物业同意以后再向供电公司申请装表接电。"
    parts = in_parts(sentence * 6)
    assert parts == (sentence * 3, sentence * 3)


def test_a_long_sentence_is_cut_at_its_commas() -> None:
    parts = in_parts("先由车位所有人向物业提出申请，" * 9 + "再装表。")
    assert [part[-1] for part in parts] == ["，", "。"]
    assert all(len(part) <= ANSWER_LIMIT for part in parts)


@given(st.text("先由车位向物业提出申请，。；！", max_size=700))
def test_parts_are_short_and_lose_nothing(result: str) -> None:
    parts = in_parts(result)
    assert len(parts) <= MOST_PARTS
    assert all(0 < len(part) <= ANSWER_LIMIT for part in parts)
    if parts:
        assert "".join(parts) == result


# --- as entries ---


def test_an_entry_says_whose_and_from_when_it_is() -> None:
    (entry,) = as_entries([CHARGER], days=180)
    assert entry.id == "past-20260601500000000001"
    assert (entry.question, entry.answer, entry.sms) == (CHARGER.matter, CHARGER.result, "")
    assert (entry.valid_from, entry.valid_until) == (DAY, DAY + timedelta(days=180))
    assert not entry.holds_on(DAY + timedelta(days=181))


def test_the_newest_result_of_a_matter_counts_and_the_other_words_help() -> None:
    newer = told("现在由物业统一申请安装，车主到物业登记就行。", "小区里想装充电桩怎么去申请", "9",
                 DAY + timedelta(days=3))  # fmt: skip
    (entry,) = as_entries([CHARGER, newer], days=30)
    assert entry.id == "past-9"
    assert entry.answer == newer.result
    assert entry.variants == (CHARGER.matter,)


def test_another_unit_or_another_matter_is_another_entry() -> None:
    elsewhere = Precedent("3", "供电公司", CHARGER.matter, CHARGER.result, DAY)
    different = told("门禁卡由物业补办，带身份证和房产证复印件。", "门禁卡丢了在哪里补办", "4")
    assert len(as_entries([CHARGER, elsewhere, different], days=30)) == 3


def test_what_names_no_matter_or_tells_nothing_is_no_entry() -> None:
    assert as_entries([told(CHARGER.result, "电桩"), told("已办结。")], days=30) == ()


# --- behind the knowledge ---


@dataclass
class Says:
    """Matches whatever is said like this."""

    found: Match

    def match(self, text: str, syllables: Sequence[str] = ()) -> Match:
        return self.found


PAST = as_entries([CHARGER], days=180)[0]
KNOWN = Entry("known", "某局", "问", (), "答。", "")
SURE = Match("answer", PAST, 0.9)


def test_a_precedent_answers_what_the_knowledge_does_not_know() -> None:
    weak = Match("unknown", score=0.1, reason="weak")
    assert WithPrecedents(Says(weak), Says(SURE)).match("问") == Match(
        "answer", PAST, 0.9, reason="precedent"
    )


@pytest.mark.parametrize(
    "known",
    [Match("answer", KNOWN, 0.6), Match("clarify", KNOWN, 0.4, KNOWN, reason="weak"),
     Match("unknown", KNOWN, 0.9, reason="out_of_scope"),
     *(Match("unknown", reason=why) for why in ("privacy", "report", "small_talk", "empty"))],
)  # fmt: skip
def test_what_the_knowledge_decides_stands(known: Match) -> None:
    assert WithPrecedents(Says(known), Says(SURE)).match("问") is known


@pytest.mark.parametrize(
    "past",
    [Match("answer", PAST, 0.6), Match("clarify", PAST, 0.9, PAST, reason="close"),
     Match("unknown", reason="weak"), Match("unknown", PAST, 0.9, reason="out_of_scope")],
)  # fmt: skip
def test_an_unsure_precedent_is_none(past: Match) -> None:
    weak = Match("unknown", score=0.1, reason="weak")
    assert WithPrecedents(Says(weak), Says(past)).match("问") is weak


RENT = Entry("rent", "某局", "租房怎么提取公积金", ("公积金能付房租吗",), "可以。", "")
OTHER = told("门禁卡由物业补办，带身份证和房产证复印件。", "门禁卡丢了在哪里补办", "4")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("小区里想装充电桩怎么申请", PAST.id), ("我们小区装充电桩要怎么申请", PAST.id),
     ("门禁卡掉了在哪里补", "past-4"), ("租房怎么提取公积金", "rent"),
     ("广场上可以放风筝吗", None)],
)  # fmt: skip
def test_behind_a_real_matcher(said: str, wanted: str | None) -> None:
    past = Matcher.build(as_entries([CHARGER, OTHER], days=180), DAY)
    found = WithPrecedents(Matcher.build([RENT], DAY), past).match(said)
    assert (found.entry and found.entry.id) == wanted
    assert (found.reason == "precedent") == (wanted in (PAST.id, "past-4"))
