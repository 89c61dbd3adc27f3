from pathlib import Path

import pytest

from bench.call_scripts import Answer, read_calls
from bench.errors import ScriptInvalid
from bench.reactive import ANY
from dialog.prompts import catalogue
from ivr.recorded.expectation import CHECKS

SHIPPED = Path(__file__).resolve().parents[2] / "bench" / "data" / "calls"
CALL = "- {name: a, about: x, caller: '1', voice: zm_yunxi, answers: {filed: 好}, expect: {}}\n"


def folder(tmp_path: Path, calls: str, answers: str = "") -> Path:
    (tmp_path / "some.yaml").write_text(calls, "utf-8")
    if answers:
        (tmp_path / "answers.yaml").write_text(answers, "utf-8")
    return tmp_path


def test_forty_calls_ship_that_name_known_prompts_and_expectations() -> None:
    calls = read_calls(SHIPPED)
    assert len(calls) >= 40
    assert {prompt for call in calls for prompt in call.answers} <= {"kb", ANY, *catalogue()}
    assert {name for call in calls for name in call.expect} <= CHECKS.keys()
    wanted = {
        p for call in calls for name in ("prompts", "never") for p in call.expect.get(name, [])
    }
    assert wanted <= catalogue().keys()
    assert len({call.voice for call in calls}) == 8
    assert {call.noise for call in calls} == {"", "babble", "street", "hum"}


def test_usual_answers_are_by_file_and_a_call_has_its_own(tmp_path: Path) -> None:
    usual = (
        "all: {filed: 谢谢, goodbye: 再见}\nsome: {greeting_open: [喂, {keys: 0}]}\nother: {x: y}\n"
    )
    (call,) = read_calls(folder(tmp_path, CALL, usual))
    assert call.answers == {
        "filed": (Answer("好"),),
        "goodbye": (Answer("再见"),),
        "greeting_open": (Answer("喂"), Answer(keys="0")),
    }


def test_every_way_to_answer(tmp_path: Path) -> None:
    said = CALL.replace(
        "好", "[{say: 好, over_s: 1}, {clip: a}, {clip: [a, b]}, {silent: true}, {hang_up: true}]"
    )
    (call,) = read_calls(folder(tmp_path, said))
    assert call.answers["filed"] == (
        Answer("好", over_s=1),
        Answer(clips=("a",)),
        Answer(clips=("a", "b")),
        Answer(silent=True),
        Answer(hang_up=True),
    )
    assert call.clips == ("a", "a", "b")


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        ("- {about: x}", "name"),
        ("[", "mend"),
        (CALL.replace("zm_yunxi", "nobody"), "voice"),
        (CALL.replace("expect", "noise: rain, expect"), "noise"),
        (CALL.replace("expect", "accent: 法国, expect"), "accent"),
        (CALL.replace("about: x", "unheard_of: x"), "unheard_of"),
        (CALL.replace("好", "{shout: 好}"), "shout"),
        (CALL.replace("{filed: 好}", "[好]"), "answers"),
        (CALL + CALL, "twice"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, calls: str, why: str) -> None:
    with pytest.raises(ScriptInvalid, match=why):
        read_calls(folder(tmp_path, calls))


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ScriptInvalid, match=r"no \.yaml"):
        read_calls(tmp_path)
