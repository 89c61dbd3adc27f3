"""What answers hold."""

import pytest

from dialog.grammar.utterance import utterance
from dialog.intake_answers import addition, same_number, wants_work, wish_of


@pytest.mark.parametrize(
    ("text", "agreed", "more"),
    [
        ("对", True, ""),
        ("对的没问题", True, ""),
        ("对，还有就是晚上特别吵", True, "晚上特别吵"),
        ("没错，另外旁边有个学校", True, "旁边有个学校"),
        ("对对对就这样", True, ""),
        ("不对", False, ""),
        ("对了，旁边还有个学校", None, "旁边还有个学校"),
        ("还有就是晚上特别吵", None, "晚上特别吵"),
        ("今天太阳好大", None, ""),
    ],
)
def test_agreement_and_what_is_added(text: str, agreed: bool | None, more: str) -> None:
    assert addition(utterance(text)) == (agreed, more)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("可以", True), ("就打这个", True), ("你看到的这个就行", True), ("不行", False),
        ("不要打这个", False), ("打我老婆的", False), ("今天太阳好大", None),
    ],
)  # fmt: skip
def test_the_number_on_the_line(text: str, same: bool | None) -> None:
    assert same_number(utterance(text))[0] is same


def test_any_words_answer_what_is_wanted_once_it_was_asked() -> None:
    assert wish_of("赔礼道歉就行", asked=True) == "赔礼道歉"
    assert wish_of("赔礼道歉就行", asked=False) == ""
    assert wish_of("希望他们道歉", asked=False) == "道歉"


def test_who_is_to_come_and_work_is_no_transfer() -> None:
    assert wants_work(utterance("让工作人员过来看看"))
    assert wants_work(utterance("换个人来办"))
    assert not wants_work(utterance("给我转人工"))
    assert not wants_work(utterance("让工作人员跟我说"))
    assert not wants_work(utterance("我想问真人清下"))  # 揾个真人倾下, misheard
