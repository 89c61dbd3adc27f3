from pathlib import Path

import pytest

from asr.recognizer import Hints
from bench.people import (
    LOTS,
    Phrasing,
    Place,
    kind_hints,
    phrasings,
    places,
    report,
    said_by,
    share,
    tried,
)
from dialog.events import Heard
from dialog.grammar.phrases import tables
from dialog.scenario import KNOWLEDGE, WAYS, parse_ways
from dialog.scenario_answers import read

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
ANSWERS = read(FOLDER / KNOWLEDGE)


@pytest.fixture(scope="module")
def states() -> tuple[Place, ...]:
    return places(parse_ways((FOLDER / WAYS).read_text("utf-8"), WAYS), ANSWERS)


def test_thirty_phrasings_that_stand_in_no_table() -> None:
    said = phrasings()
    assert len({one.text for one in said}) == 30
    agent = tables()["agent"]
    assert not {one.text for one in said} & {*agent.whole, *agent.anywhere}


def test_the_lots_are_of_different_phrasings() -> None:
    lots = [{one.text for one in phrasings(lot)} for lot in LOTS]
    assert [len(lot) for lot in lots] == [30, 24, 29, 30, 30]
    assert len(set().union(*lots)) == sum(map(len, lots))


def test_all_voices_say_all_unless_they_take_turns() -> None:
    asked = [Phrasing(text, "plain") for text in ("转人工", "叫人来", "接线员")]
    assert len(said_by(asked, "abcd")) == 12
    said = said_by(asked, "abcd", (0, 2))
    assert [(one.text, voice) for one, voice in said] == [
        ("转人工", "a"),
        ("接线员", "a"),
        ("叫人来", "b"),
        ("转人工", "c"),
        ("接线员", "c"),
        ("叫人来", "d"),
    ]


def test_every_state_that_listens_and_none_that_has_a_person(states: tuple[Place, ...]) -> None:
    names = {state.name for state in states}
    assert names >= {
        "hotline: open",
        "hotline: clarify",
        "hotline: offer",
        "hotline: intake.number",
        "hotline: intake.read_back",
        "survey: identify",
        "survey: reason",
    }
    assert not any("handed" in name or "ended" in name for name in names)


def test_what_is_heard_decides_and_each_kind_of_listening_is_heard_once(
    states: tuple[Place, ...],
) -> None:
    asked = []

    def hear(phrasing: Phrasing, voice: str, hints: Hints) -> Heard:
        asked.append((voice, hints))
        return Heard("转人工" if voice == "a" else "今天星期几")

    phrasing = Phrasing("转人工", "plain")
    found = tried([(phrasing, "a"), (phrasing, "b")], states, ANSWERS, hear)
    assert len(asked) == len(set(asked))
    assert len(found) == 2 * len(states)
    assert all(one.reached == (one.voice == "a") for one in found)


def test_a_clip_may_be_heard_once_for_each_kind_of_question(states: tuple[Place, ...]) -> None:
    asked = []

    def hear(phrasing: Phrasing, voice: str, hints: Hints) -> Heard:
        asked.append(hints)
        return Heard("转人工")

    found = tried([(Phrasing("转人工", "plain"), "a")], states, ANSWERS, hear, kind_hints)
    kinds = {(state.listens.expects, state.listens.number) for state in states}
    assert len(asked) == len(set(asked)) <= len(kinds) < len({s.listens.phrases for s in states})
    assert len(found) == len(states)


def test_what_one_try_changes_is_not_there_for_the_next(states: tuple[Place, ...]) -> None:
    said = [(Phrasing("转人工", "plain"), voice) for voice in "ab"]
    found = tried(said, states[:3], ANSWERS, lambda *clip: Heard("转人工"))
    assert all(one.reached for one in found)


def test_the_report_names_what_was_missed(states: tuple[Place, ...]) -> None:
    def hear(phrasing: Phrasing, voice: str, hints: Hints) -> Heard:
        return Heard("转人工" if voice == "a" else "今天星期几")

    said = [(Phrasing("请转人工", "polite"), "a"), (Phrasing("叫人来", "plain"), "b")]
    found = tried(said, states[:2], ANSWERS, hear)
    made = report("e", "m", found)
    assert (made["tried"], made["reached"], made["rate"]) == (4, 2, 0.5)
    assert made["by_voice"] == {"a": 1.0, "b": 0.0}
    assert made["by_manner"] == {"plain": 0.0, "polite": 1.0}
    assert made["missed"] == [
        {
            "said": "叫人来",
            "voice": "b",
            "heard": "今天星期几",
            "states": [state.name for state in states[:2]],
        }
    ]
    assert share([]).rate == 0.0
