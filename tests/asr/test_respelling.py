"""What a model of characters heard right and spelt wrong."""

import pytest

from asr.domain import Texts
from asr.respelling import respelled
from asr.writing import Writer, writer_of

SAID = ("异地就医怎么备案", "社保卡丢了怎么挂失", "外地人怎么办居住证", "租房子可以提取公积金吗")


@pytest.fixture(scope="module")
def writer() -> Writer:
    return writer_of(Texts(SAID * 40, ("龙溪街道", "居住证", "社保卡")))


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("社包卡丢了怎么挂师", "社保卡丢了怎么挂失"),
        ("一地就一怎么备案", "异地就医怎么备案"),
        ("局住证怎么办", "居住证怎么办"),
        ("在龙西接到", "在龙溪街道"),
        ("怎么没有人管嘛", "怎么没有人管嘛"),
        ("怎么没有人管吗", "怎么没有人管吗"),
        ("小区电梯坏了半个月没人管", "小区电梯坏了半个月没人管"),
    ],
)
def test_words_of_the_domain_are_found_by_their_sound(
    heard: str, said: str, writer: Writer
) -> None:
    assert respelled(heard, writer) == said


@pytest.mark.parametrize("text", ["", "158 2346 7709", "her 2347", "3.5元", "OK"])
def test_what_is_not_chinese_stays(text: str, writer: Writer) -> None:
    assert respelled(text, writer) == text


def test_numbers_between_words_stay_where_they_are(writer: Writer) -> None:
    assert respelled("打另外一个158 2346不对", writer) == "打另外一个158 2346不对"


def test_a_run_with_a_character_that_nobody_can_read_stays(writer: Writer) -> None:
    assert respelled("\u3402社包卡", writer) == "\u3402社包卡"
