import pytest

from asr.engines.whisper_text import cleaned, repeated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要投诉，楼下太吵了。", "我要投诉楼下太吵了"),
        ("社會保險怎麼辦理？", "社会保险怎么办理"),
        ("拨打 12345 热线", "拨打12345热线"),
        ("Hello, world 你好", "hello world你好"),
        ("一共是3.5元。", "一共是3.5元"),
        ("138.0013.8000", "138 0013 8000"),
        ("不一定会站在我们这边不一定会站在我们这边", "不一定会站在我们这边"),
        ("过周世佛地产中界协会非奇国周世佛地产中界协会非奇", "过周世佛地产中界协会非奇"),
        ("好的好的", "好的好的"),
        ("1234512345", "1234512345"),
        ("字幕由Amara.org社区提供", ""),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", ""),
        ("謝謝觀看", ""),
        ("是普通话的句子。", ""),
        ("。。。", ""),
        ("", ""),
    ],
)
def test_transcripts_are_cleaned(text: str, expected: str) -> None:
    assert cleaned(text).lower() == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("一般一般一般一般一", "一般"),
        ("对对对对", "对"),
        ("你对对对对", "对"),
        ("行了行了行了行了行了", "行了"),
        ("三三三三三三三三", "三"),
        ("对对对", ""),
        ("没有解决没有解决", ""),
        ("1111", ""),
        ("一般一般一般一般的", ""),
        ("", ""),
    ],
)
def test_a_word_said_over_and_over_is_that_word(text: str, word: str) -> None:
    assert repeated(text) == word
