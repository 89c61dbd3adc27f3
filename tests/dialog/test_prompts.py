"""The catalogue can be spoken, and prompts are split where they vary."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dialog.errors import UnknownPrompt, WrongVariables
from dialog.prompt_rules import problems
from dialog.prompts import MAX_BREATH, Prompt, as_prompt, catalogue, fill, say

ROOT = Path(__file__).resolve().parents[2]


def test_the_catalogue_is_sound() -> None:
    assert problems(catalogue()) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("请看 https://example.org 。", "unspeakable"),
        ("请说{nobody}。", "unknown variable nobody"),
        ("啊" * (MAX_BREATH + 1) + "。", "in one breath"),
        ("好。" * 60, "at most 80"),
        ("没有句号", "ends without"),
        ("{city}", "says nothing"),
        ("请按*键。", "unspeakable"),
    ],
)
def test_the_linter_finds(text: str, fault: str) -> None:
    assert any(fault in problem for problem in problems({"p": Prompt("p", text)}))


def test_every_prompt_that_is_used_exists_and_every_one_is_used() -> None:
    rooms = (*(ROOT / "dialog").rglob("*.py"), *(ROOT / "ivr").rglob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in rooms)
    named = set(re.findall(r'"([a-z_]+)"', source)) | {
        f"survey_{state}"
        for state in ("identify", "contacted", "solved", "satisfied", "clarify", "reason", "when")
    }
    assert set(catalogue()) <= named
    assert set(re.findall(r'\bsay\(\s*"([a-z_]+)"', source)) <= set(catalogue())


def test_what_varies_is_a_piece_by_itself() -> None:
    spoken = say("filed_unit", unit="渝北区", due="12月14日")
    assert spoken.pieces == ("这件事由", "渝北区", "办理，", "12月14日", "前给您答复。")
    assert catalogue()["filed_unit"].fixed_pieces == ("这件事由", "办理，", "前给您答复。")


def test_a_variable_may_be_several_pieces() -> None:
    assert say("check_number", number=("138", "0013", "8000")).pieces == (
        "我重复一下，", "138", "0013", "8000", "，对吗？",
    )  # fmt: skip


def test_the_second_wording_is_filled_with_the_same_variables() -> None:
    prompt = Prompt("p", "您住{place}，电话{number}，对吗？", short="{place}，对吗？")
    spoken = fill(prompt, place="渝北区", number=("138", "0013"))
    assert spoken.text == "您住渝北区，电话1380013，对吗？"
    assert spoken.short == ("渝北区", "，对吗？")
    assert say("goodbye").short == ()
    assert "，对吗？" in prompt.fixed_pieces


def test_the_second_wording_has_a_recording_of_its_own() -> None:
    asked = say("ask_contact")
    assert asked.recording == "ask_contact"
    assert replace(asked, pieces=asked.short).recording == "ask_contact.short"
    assert say("goodbye").recording == "goodbye"


def test_the_second_wording_has_no_variables_of_its_own() -> None:
    prompt = Prompt("p", "您住哪里？", short="{place}对吗？")
    assert any("only in the short" in problem for problem in problems({"p": prompt}))


def test_an_empty_value_leaves_no_empty_piece() -> None:
    assert "" not in say("filed", ticket=()).pieces


def test_what_the_law_wants_heard_is_not_interruptible() -> None:
    assert not catalogue()["greeting_legal"].interruptible
    assert not catalogue()["survey_open"].interruptible
    assert catalogue()["greeting_open"].interruptible


def test_an_unknown_prompt_and_wrong_variables() -> None:
    with pytest.raises(UnknownPrompt, match=r"prompts\.yaml"):
        say("nothing_like_it")
    with pytest.raises(WrongVariables, match="service"):
        say("greeting_legal")
    with pytest.raises(WrongVariables):
        say("goodbye", city="重庆")


def test_an_answer_is_one_piece_a_sentence() -> None:
    spoken = as_prompt("kb:x", "先申请。再带身份证；最后领证")
    assert spoken.pieces == ("先申请。", "再带身份证；", "最后领证")
    assert spoken.text == "先申请。再带身份证；最后领证"
