"""The catalogue can be spoken, and prompts are split where they vary."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialog.errors import PromptsInvalid, UnknownPrompt, WrongVariables
from dialog.prompts import (
    Prompt,
    as_prompt,
    builtin,
    catalogue,
    fill,
    lay_over,
    overlaid,
    read,
    say,
)

ROOT = Path(__file__).resolve().parents[2]


def test_every_prompt_that_is_used_exists_and_every_one_is_used() -> None:
    rooms = (*(ROOT / "dialog").rglob("*.py"), *(ROOT / "ivr").rglob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in rooms)
    named = set(re.findall(r'"([a-z_]+)"', source))
    built = [
        re.sub(r"\{[^}]*\}", "[a-z_]+", text) for text in re.findall(r'\bsay\(f"([^"]+)"', source)
    ]
    unused = {name for name in builtin() if name not in named}
    assert {name for name in unused if not any(re.fullmatch(p, name) for p in built)} == set()
    assert set(re.findall(r'\bsay\(\s*"([a-z_]+)"', source)) <= set(builtin())


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


@pytest.fixture
def _as_shipped() -> Iterator[None]:
    yield
    lay_over({})


@pytest.mark.usefixtures("_as_shipped")
def test_a_city_says_it_in_its_own_words() -> None:
    lay_over(read("{filed_unit: '{unit}来办。', goodbye: {text: 谢谢您打来，再见。}}", "own.yaml"))
    assert say("filed_unit", unit="渝北区", due="12月14日").pieces == ("渝北区", "来办。")
    assert say("goodbye").text == "谢谢您打来，再见。"
    assert catalogue()["goodbye"].text == "谢谢您打来，再见。"
    assert list(catalogue()) == list(builtin())
    lay_over({})
    assert say("goodbye") == fill(builtin()["goodbye"])


def test_what_the_law_wants_is_not_the_citys_to_change() -> None:
    found = overlaid(read("greeting_legal: {text: 您好。, hold: false}", "own.yaml"))
    assert not found["greeting_legal"].interruptible
    assert found["greeting_legal"].must == builtin()["greeting_legal"].must


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("goodbyes: 再见。", "no prompt 'goodbyes'"),
        ("goodbye: '{city}再见。'", "and not \\['city'\\]"),
        ("goodbye: {short: 再见。}", "own.yaml: goodbye: want a text"),
        ("goodbye: {text: 再见。, colour: red}", "unknown colour"),
        ("goodbye: '再见{。'", "variables stand in"),
        ("goodbye: 再见。\ngoodbye: 再会。", "stands twice"),
        ("- goodbye", "want prompt ids"),
    ],
)
def test_a_mistake_in_a_file_is_named(text: str, fault: str) -> None:
    with pytest.raises(PromptsInvalid, match=fault):
        overlaid(read(text, "own.yaml"))
