"""What stands around a matter."""

import pytest

from dialog.grammar.courtesies import after_place, before_place, without_closing, without_opening


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("我打电话是要投诉楼上漏水", "楼上漏水"),
        ("维文要投诉个是楼上漏水", "楼上漏水"),
        ("我给你说吗楼上漏水", "楼上漏水"),
        ("请你们帮着忙楼上漏水", "楼上漏水"),
        ("楼上漏水", "楼上漏水"),
        ("我要反映问题", ""),
    ],
)
def test_openings_are_left_out_however_they_were_written(said: str, rest: str) -> None:
    assert without_opening(said) == rest


def test_closings_and_what_leads_to_a_place() -> None:
    assert without_closing("楼上漏水就这样了") == "楼上漏水"
    assert without_closing("楼上漏水啷个没得人管嘛") == "楼上漏水"
    assert before_place("楼上漏水就在") == "楼上漏水"
    assert before_place("楼上漏水地质设") == "楼上漏水"
    assert after_place("这边楼上漏水") == "楼上漏水"
    assert after_place("那个他他楼上漏水") == "楼上漏水"
