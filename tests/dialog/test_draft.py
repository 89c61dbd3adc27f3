"""A ticket in the making, and the receipt."""

from dataclasses import replace
from datetime import date

import pytest

from dialog.account import UNKNOWN_PLACE
from dialog.areas.places import Place
from dialog.areas.table import area_table
from dialog.draft import TITLE_LENGTH, Draft, receipt, told_of
from dialog.events import Decision, Say, SendSms, TicketFiled
from dialog.grammar.utterance import utterance
from dialog.moments import Moment
from dialog.profile import Profile

AREAS = area_table("500000")
FILED = TicketFiled("20261121500000000017", "654321", "渝北区城管局", "12月14日")


@pytest.mark.parametrize(
    ("matter", "title"),
    [
        ("你好，我要投诉楼下油烟太大", "楼下油烟太大"),
        ("我们小区漏水没人管", "小区漏水没人管"),
        ("我想反映一下路灯坏了，已经三天了", "路灯坏了"),
        ("路灯坏了", "路灯坏了"),
        ("我要投诉", "我要投诉"),
    ],
)
def test_the_title_is_the_matter_in_a_few_words(matter: str, title: str) -> None:
    assert Draft(matter=matter).title == title


def test_the_title_is_short() -> None:
    assert len(Draft(matter="路灯" * 40).title) == TITLE_LENGTH


def test_hearing_learns_place_time_and_the_wish_for_secrecy() -> None:
    draft = Draft().hearing(utterance("昨天晚上渝北区松牌路有人赌博，请保密"), AREAS)
    assert draft.place.text == "渝北区松牌路"
    assert draft.when.said == "昨天晚上"
    assert draft.secret
    assert draft.words == ("昨天晚上渝北区松牌路有人赌博，请保密",)


def test_the_first_time_said_is_kept() -> None:
    draft = Draft(when=Moment("昨天")).hearing(utterance("今天又来了"), AREAS)
    assert draft.when.said == "昨天"


def test_slots_leave_out_what_is_not_known() -> None:
    assert Draft().slots == ()
    assert dict(Draft(matter="路灯坏了").slots) == {"matter": "路灯坏了"}


def test_the_ticket() -> None:
    draft = Draft("1", "路灯坏了", Place(detail="松牌路"), contact="2", words=("投诉路灯坏了",))
    ticket = draft.ticket()
    assert (ticket.category, ticket.place, ticket.contact) == ("投诉", "松牌路", "2")
    assert ticket.title == "路灯坏了"
    assert ticket.urgency == "一般"
    assert Draft(matter="路灯坏了").ticket().place == UNKNOWN_PLACE


def test_a_ticket_reads_as_a_clerk_writes_it_and_is_spoken_as_it_was_said() -> None:
    said = "二十七号下午三点停水"
    draft = Draft("1", said, Place(detail="松牌路五栋二单元"), contact="2", words=(said,))
    ticket = draft.ticket()
    assert ticket.content == "来电人反映：松牌路5栋2单元，27号15:00停水"
    assert ticket.place == "松牌路5栋2单元"
    assert ticket.matter == said
    assert ticket.title in said


def test_a_caller_who_cannot_be_heard_gets_a_ticket_for_being_called_back() -> None:
    ticket = Draft(caller="13800138000").unheard().ticket()
    assert ticket.contact == "13800138000"
    assert "回电" in ticket.matter


def test_the_receipt_tells_number_unit_and_day_and_sends_them() -> None:
    told = receipt(FILED, Draft(matter="路灯坏了"), Profile())
    spoken = "".join(action.text for action in told if isinstance(action, Say))
    assert FILED.number in spoken
    assert "渝北区城管局" in spoken
    assert isinstance(told[0], Decision)
    (message,) = (action.text for action in told if isinstance(action, SendSms))
    assert message.startswith("【重庆12345】")
    assert all(part in message for part in (FILED.number, "654321", "12月14日", "路灯坏了"))


def test_secrecy_is_promised_and_silence_is_kept_without_sms() -> None:
    draft = replace(Draft(matter="路灯坏了"), secret=True)
    told = receipt(FILED, draft, Profile(sms=False))
    assert "filed_secret" in [action.prompt for action in told if isinstance(action, Say)]
    assert not [action for action in told if isinstance(action, SendSms)]


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("建议一下，沙坪坝区联芳街道立交桥下面，希望增加一条公交线路", "公交线路"),
        ("渝北区松牌路社区医院这边，井盖不见了", "井盖缺损"),
        ("渝北区松牌路八号，没人管", ""),
        ("渝北区松牌路有出租车，希望查一下司机拒载的事", "拒载绕路"),
    ],
)
def test_the_matter_is_not_where_it_happened(said: str, leaf: str) -> None:
    path = Draft().about(utterance(said), AREAS).matter_path
    assert (path[2] if path else "") == leaf


def test_what_is_told_of_a_matter_is_found_once_and_passed_on() -> None:
    said = utterance("渝北区松牌路不对是龙溪街道松牌路楼上漏水")
    told = told_of(said, AREAS)
    assert Draft().about(said, AREAS, told) == Draft().about(said, AREAS)
    assert told_of(utterance("我要反映问题"), AREAS) == ""


def test_a_time_written_with_other_characters_is_no_part_of_the_matter() -> None:
    draft = Draft(today=date(2026, 11, 20)).about(
        utterance("下水道井盖不见了国庆结构后江北区五里店街道"), AREAS
    )
    assert draft.when.said == "国庆节过后"
    assert draft.matter == "下水道井盖不见了"


def test_who_is_told_of_already_begins_no_ticket() -> None:
    told = Draft(caller="13900139000", contact="13900139000", name="王女士")
    assert not told.begun
    assert replace(told, matter="路灯坏了").begun
