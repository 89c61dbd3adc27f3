import pytest

from knowledge.phrase import analyse
from knowledge.veto import contradict, sides


def against(one: str, other: str) -> bool:
    first, second = sides(analyse(one).words), sides(analyse(other).words)
    assert contradict(first, second) == contradict(second, first)
    return contradict(first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公积金提取", "公积金贷款"),
        ("社保卡挂失", "社保卡补办"),
        ("身份证到期", "身份证补办"),
        ("个人交社保", "单位交社保"),
        ("新生儿医保", "老人医保"),
        ("户口本丢了", "身份证丢了"),
        ("办理结婚登记", "办理离婚登记"),
        ("停水了怎么办", "停电了怎么办"),
        ("上海怎么查违章", "北京怎么查违章"),
        ("摩托车违章", "手机查违章"),
        ("临时身份证怎么办", "身份证怎么办"),
    ],
)
def test_things_that_exclude_each_other(one: str, other: str) -> None:
    assert against(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公积金提取", "公积金取出来"),
        ("公积金提取", "公积金"),
        ("公积金贷款和提取", "公积金提取"),
        ("上海怎么查违章", "怎么查违章"),
        ("社保卡丢了", "社保卡补办"),
        ("", "公积金提取"),
    ],
)
def test_things_that_go_together(one: str, other: str) -> None:
    assert not against(one, other)


def test_the_longest_term_of_a_word_counts() -> None:
    assert sides(["户口本"]) != sides(["户口"])
