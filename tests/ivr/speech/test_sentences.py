from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.sentences import clauses, sentences


def test_a_sentence_keeps_its_closing_sign() -> None:
    assert sentences("您好。请问！“在吗？”好的") == ("您好。", "请问！", "“在吗？”", "好的")


def test_clauses_end_at_commas() -> None:
    assert clauses("一，二、三：四。") == ("一，", "二、", "三：", "四。")


@given(st.text("您好吗，、。！？；：\n”", max_size=40))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(sentences(text)).replace("\n", "") == text.replace("\n", "")
    assert "".join(clauses(text)).replace("\n", "") == text.replace("\n", "")
