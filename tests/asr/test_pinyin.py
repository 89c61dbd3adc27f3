import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.pinyin import characters, mandarin, syllables, toneless


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中国", ("zhong", "guo")),
        ("女方略", ("nv", "fang", "lve")),
        ("去银行", ("qu", "yin", "hang")),
        ("重庆市", ("chong", "qing", "shi")),
        ("嗯，好的。", ("en", "hao", "de")),
        ("拨打12345", ("bo", "da", "1", "2", "3", "4", "5")),
        ("A座3楼", ("a", "zuo", "3", "lou")),
        ("", ()),
        ("！？ …", ()),
        ("䮐㐂", ()),
    ],
)
def test_syllables(text: str, expected: tuple[str, ...]) -> None:
    assert syllables(text) == expected


@pytest.mark.parametrize(
    ("toned", "expected"),
    [
        ("lǜ", "lv"),
        ("nüè", "nve"),
        ("xuè", "xue"),
        ("jǘ", "ju"),
        ("zhōng", "zhong"),
        ("er", "er"),
        ("ń", "en"),
        ("ế", "e"),
        ("ǘ", "v"),
    ],
)
def test_toneless(toned: str, expected: str) -> None:
    assert toneless(toned) == expected


@pytest.mark.parametrize(
    "text",
    [
        "公积金怎么提取",
        "不满意问题没有解决",
        "转人工",
        "嗯好的",
        "居住证办理需要什么材料",
        "已经解决了非常满意",
        "我的电话是幺三八零零一二三四五六",
    ],
)
def test_common_sentences_survive_the_way_there_and_back(text: str) -> None:
    assert characters(syllables(text)) == text


def test_hinted_phrases_win_over_homophones() -> None:
    heard = syllables("渝北区龙溪街道")
    assert characters(heard) != "渝北区龙溪街道"
    hinted = mandarin().preferring(("渝北区", "龙溪街道"))
    assert characters(heard, hinted) == "渝北区龙溪街道"


def test_hints_do_not_change_the_shared_lexicon() -> None:
    before = mandarin().hints
    mandarin().preferring(("渝北区",))
    assert mandarin().hints == before == {}


def test_what_is_no_syllable_is_kept() -> None:
    assert characters(("zhong", "guo", "1", "k", "blorp")) == "中国1kblorp"


def test_nothing_is_nothing() -> None:
    assert characters(()) == ""


readings = st.sampled_from(sorted({r.split(" ")[0] for r in mandarin().words if " " not in r}))


@given(st.lists(readings, max_size=12))
def test_every_syllable_is_written_as_one_character(heard: list[str]) -> None:
    assert len(characters(heard)) == len(heard)


@given(st.text(max_size=40))
def test_any_text_has_syllables_of_ascii_letters(text: str) -> None:
    assert all(syllable.isascii() and syllable.isalnum() for syllable in syllables(text))
