"""The five parts of a ticket's content."""

from dialog.account import UNKNOWN_PLACE, account, composed
from dialog.events import FileTicket


def ticket(**told: object) -> FileTicket:
    plain = {
        "category": "投诉", "matter": "路灯坏了", "place": "渝北区松牌路", "content": "",
        "contact": "13800138000", "words": ("我要反映渝北区松牌路路灯坏了",),
    }  # fmt: skip
    return FileTicket(**(plain | told))  # type: ignore[arg-type]


def test_who_when_where_and_why_stand_in_one_sentence() -> None:
    assert (
        composed(ticket(when="11月21日晚上")) == "来电人反映：11月21日晚上，渝北区松牌路，路灯坏了"
    )


def test_who_is_named_and_wants_secrecy() -> None:
    assert account(ticket(caller_name="王女士", secret=True)).who == "来电人（王女士，要求保密）"


def test_the_course_is_what_stands_nowhere_else() -> None:
    told = ticket(
        words=("你好，我要反映渝北区松牌路路灯坏了，老人摔了一跤", "晚上什么都看不见，谢谢")
    )
    assert account(told).course == "老人摔了一跤；晚上什么都看不见"


def test_what_is_wanted_stands_last_and_only_once() -> None:
    told = ticket(wants="三百五十块退给我", words=("路灯坏了，希望三百五十块退给我",))
    assert composed(told).endswith("路灯坏了。诉求：350元退给我")
    assert "经过" not in composed(told)


def test_nothing_is_added_that_was_not_said() -> None:
    bare = ticket(place=UNKNOWN_PLACE, words=("路灯坏了",))
    assert composed(bare) == "来电人反映：路灯坏了"
