import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech.reading import spoken_form

TRICKY = "0123456789-–~/.:：,，%年月日号点元个第至到ABx 一二两天A#*+℃第周路室—№"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("№5", "编号五"),
        ("No.12", "编号十二"),
        ("１２３", "一百二十三"),
        ("3#楼", "三号楼"),
        ("A座", "诶座"),
        ("ETC", "伊替西"),
        ("手机APP", "手机应用"),
        ("Wi-Fi", "无线网络"),
        ("5G", "五寄"),
        ("G50高速", "寄五零高速"),
        ("K155路公交", "凯幺五五路公交"),
        ("www.cq.gov.cn", "达不溜达不溜达不溜点西丘点寄欧维点西恩"),
        ("二○二六", "二零二六"),
        ("水+电", "水加电"),
        ("3楼-5楼", "三楼到五楼"),
        ("咨询/投诉", "咨询，投诉"),
        ("公里/小时", "公里每小时"),
        ("", ""),
    ],
)
def test_signs_and_letters(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "您好，请直接说您要咨询或反映的事，随时可以说转人工。",
        "“满意”还是“不满意”？——请您说一下……",
        "十五个工作日内，一共两百元；百分之三！",
        "（第一）二零二六年十一月二十一日，九点到十二点。",
    ],
)
def test_plain_chinese_stays_as_it_is(text: str) -> None:
    assert spoken_form(text) == text


@settings(max_examples=400, deadline=None)
@given(st.text(TRICKY, max_size=20) | st.text(max_size=20))
def test_nothing_unspeakable_is_left_and_twice_is_once(text: str) -> None:
    spoken = spoken_form(text)
    assert not re.search(r"[0-9A-Za-z%℃+#-]", spoken)
    assert spoken_form(spoken) == spoken
