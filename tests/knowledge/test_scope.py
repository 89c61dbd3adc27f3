import pytest

from knowledge.phrase import analyse
from knowledge.scope import out_of_scope


def reason(text: str) -> str | None:
    return out_of_scope(analyse(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "怎么查别人的身份证号码",
        "只有姓名怎么查身份证号码",
        "用车牌号能查到车主电话号码吗",
        "怎么查老公的开房记录",
        "帮我查一下前夫的住址",
        "怎么用身份证号查询姓名",
    ],
)
def test_other_peoples_data_are_refused(text: str) -> None:
    assert reason(text) == "privacy"


@pytest.mark.parametrize(
    "text",
    [
        "怎么查自己的身份证使用记录",
        "我的身份证被别人冒用了怎么查",
        "老公的户口怎么迁过来",
        "怎么查询教师资格证编号",
        "身份证怎么查办理进度",
        "车牌号怎么查违章",
        "怎么查我的公积金",
    ],
)
def test_ones_own_matters_are_not_private(text: str) -> None:
    assert reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "我们小区路灯坏了三天没人修",
        "我要投诉物业",
        "派人过来看一下",
        "楼下天天跳舞吵得睡不着",
        "下水道堵了污水到处都是",
    ],
)
def test_reports_go_to_intake(text: str) -> None:
    assert reason(text) == "report"


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了找谁修",
        "我们这片停电了啥时候来电",
        "噪音扰民怎么投诉",
        "户口本丢了半年了还能补吗",
        "公积金提取",
    ],
)
def test_questions_about_trouble_are_questions(text: str) -> None:
    assert reason(text) is None


@pytest.mark.parametrize("text", ["是的", "好", "再见", "你在吗", "对对"])
def test_small_talk_is_no_question(text: str) -> None:
    assert reason(text) in {"small_talk", None}


def test_words_that_keep_talk_going() -> None:
    assert reason("是的") == reason("好的") == reason("嗯") == "small_talk"
    assert reason("") == "empty"
