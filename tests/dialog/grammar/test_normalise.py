"""What was said, as a clerk writes it."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.grammar.normalise import written, written_address


@pytest.mark.parametrize(
    ("said", "clerk"),
    [
        # dates and times
        ("二零二六年三月五号下午三点半", "2026年3月5日15:30"),
        ("三月五日晚上八点", "3月5日20:00"),
        ("十二月二十一号早上九点二十", "12月21日早上9:20"),
        ("一九九八年办的", "1998年办的"),
        ("昨晚十一点还在施工", "昨天23:00还在施工"),
        ("凌晨两点", "凌晨2:00"),
        ("中午十二点半", "中午12:30"),
        ("从三月份开始", "从3月份开始"),
        ("三点半去的", "3点半去的"),
        ("八点二十分", "8:20"),
        ("下午六点到八点钟", "18:00到8点钟"),
        # telephone numbers and codes
        ("幺三八零零一三八零零零", "13800138000"),
        ("打了一二三四五没人接", "打了12345没人接"),
        ("零二三六七八九一二三四", "02367891234"),
        ("打幺幺零", "打110"),
        ("尾号八零八八", "尾号8088"),
        # money
        ("三百五十块五", "350.5元"),
        ("收了三百五十块钱", "收了350元"),
        ("两块五毛", "2.5元"),
        ("一块钱", "1元"),
        ("押金三万块", "押金3万元"),
        ("工资一万二千元", "工资12000元"),
        ("三点五万元", "3.5万元"),
        # places
        ("五栋二单元八零二", "5栋2单元802"),
        ("十八楼漏水", "18楼漏水"),
        ("三号楼一二零四室", "3号楼1204"),
        ("红锦大道二十七号", "红锦大道27号"),
        ("轨道三号线", "轨道3号线"),
        # shares and quantities
        ("百分之二十", "20%"),
        ("百分之百", "100%"),
        ("百分之三点五", "3.5%"),
        ("三点五公里", "3.5公里"),
        ("八十平米", "80平米"),
        ("我六十八岁", "我68岁"),
        ("停了十二个小时", "停了12个小时"),
        ("坏了十五天", "坏了15天"),
        ("一百二十户", "120户"),
        ("九十分贝", "90分贝"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_digits(said: str, clerk: str) -> None:
    assert written(said) == clerk


@pytest.mark.parametrize(
    "text",
    [
        "请帮我看一下", "一共有多少", "三心二意", "千万别", "万一出事", "一直没人管", "老百姓",
        "四面八方", "五花八门", "乱七八糟", "七上八下", "十分感谢", "十字路口", "一点都不好",
        "慢一点", "有一点吵", "差一点",
        "一块去", "一块地", "三块牌子", "三天了", "三五天",
        "七八个人", "十几个",
        "几十户", "二三十人", "三四百块", "第一次", "第二天", "一样",
        "五一路", "八一路", "九龙坡区杨家坪街道", "三峡广场", "新牌坊二村", "一些", "唯一",
        "千家万户", "零食", "零散", "七零八落", "一五一十", "十年如一日", "两个人", "二手房",
        "不管三七二十一", "半年", "半个月", "礼拜三", "星期一上午", "周六", "三轮车",
        "六神无主", "三更半夜", "一会儿", "二维码", "一卡通", "四川", "十多天",
    ],
)  # fmt: skip
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("said", "clerk"),
    [
        ("松牌路五栋二单元八零二", "松牌路5栋2单元802"),
        ("五一路三号", "五一路3号"),
        ("四公里枢纽站", "四公里枢纽站"),
        ("新牌坊二村", "新牌坊二村"),
    ],
)
def test_addresses(said: str, clerk: str) -> None:
    assert written_address(said) == clerk


@given(st.text(alphabet="0123456789", min_size=5, max_size=20))
def test_every_dictated_number_comes_back(digits: str) -> None:
    said = digits.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))
    assert written(f"电话{said}。") == f"电话{digits}。"


@given(st.integers(10, 9_999))
def test_every_count_comes_back(count: int) -> None:
    assert written(f"有{cn2an.an2cn(count)}辆车") == f"有{count}辆车"


@given(st.text(alphabet="一二三十百千万零两点半块元号楼月日年下午路灯个", max_size=12))
def test_twice_is_the_same_as_once(text: str) -> None:
    once = written(text)
    assert written(once) == once


def test_text_without_numerals_is_itself() -> None:
    assert written("路灯坏了，abc 12345") == "路灯坏了，abc 12345"
