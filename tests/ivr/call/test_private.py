"""A query code stands in no record."""

from ivr.call.private import MASKED, masked

ASKED = {"at_ms": 0, "event": "robot_says", "prompt": "case_ask_code", "text": "请说查询码"}
CODE = {"at_ms": 1, "event": "heard", "text": "六五四三二一", "syllables": "liu wu si san er yi"}
TOLD = {"at_ms": 2, "event": "robot_says", "prompt": "case_underway", "text": "正在办理"}
REPLY = {"at_ms": 3, "event": "heard", "text": "一二三", "syllables": "yi er san"}


def test_what_answers_the_question_for_a_code_is_left_out() -> None:
    assert masked([ASKED, CODE, TOLD, REPLY]) == [
        ASKED, {**CODE, "text": MASKED, "syllables": ""}, TOLD, REPLY
    ]  # fmt: skip


def test_nothing_else_is() -> None:
    quiet = {"at_ms": 1, "event": "heard", "text": "", "syllables": ""}
    assert masked([REPLY, ASKED, quiet, TOLD]) == [REPLY, ASKED, quiet, TOLD]
    assert CODE["text"] == "六五四三二一"
