import pytest

from knowledge.entries import ID_FORM
from knowledge.exchange.ids import bare, id_for


def test_an_id_is_made_of_sounds_and_a_digest() -> None:
    assert id_for("租房怎么提取公积金") == "zfzmtqgjj-65a188"
    assert id_for("租房怎么提取公积金？") == id_for("租房怎么提取公积金")
    assert id_for("租房怎么提取公积") != id_for("租房怎么提取公积金")


@pytest.mark.parametrize("question", ["ETC怎么办", "12345", "😀", "？？", "女方绿卡", "a" * 500])
def test_every_question_gets_an_id_that_entries_may_have(question: str) -> None:
    assert ID_FORM.fullmatch(id_for(question))
    assert len(id_for(question)) < 24


def test_questions_are_the_same_whatever_their_punctuation_and_width() -> None:
    assert bare("ＥＴＣ 怎么办？") == bare("etc怎么办")
    assert bare("😀") != bare("😁")
