from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from asr.fake import ScriptedEngine
from asr.ladder import Ladder
from asr.pool import RecognitionPool
from bench.barge_in import Disturbed, Stop, cell, disturb, interrupt, plan
from bench.barge_in_line import CLEAN, CONDITIONS
from bench.barge_in_sounds import Talker, recorded_talkers
from dialog.events import Say
from ivr.app import Robot
from ivr.knowledge_live import Known, LiveKnowledge
from ivr.settings import load_settings
from ivr.speech.metered import MeteredVoice
from ivr.speech.speaker import Speaker
from tests.bench.test_barge_in_sounds import FIXTURES

PROMPT = Say("kb:x", ("请带上身份证到社区去办理，" * 5,))
ASKED, WANTED = "社保卡怎么办理", "转人工服务"


@pytest.fixture(scope="module")
def talker() -> Talker:
    return recorded_talkers(FIXTURES)[0]


@pytest.fixture
async def robot(request: pytest.FixtureRequest) -> AsyncIterator[Robot]:
    """It hears one thing in the first utterance and another in the second."""
    engine = ScriptedEngine(getattr(request, "param", (ASKED, WANTED)))
    async with RecognitionPool(engine, workers=1, capacity=4) as pool:
        with Speaker(MeteredVoice(), cache_dir=None) as speaker:
            nothing = LiveKnowledge(Known({}))
            yield Robot(
                load_settings(), Ladder([pool]), speaker, nothing, lambda: datetime.now(UTC)
            )


async def test_a_caller_stops_the_robot_and_it_is_measured(robot: Robot, talker: Talker) -> None:
    stop = await interrupt(robot, PROMPT, talker, CLEAN, (), seed=1)
    assert stop is not None
    assert stop.from_onset_s is not None
    assert 0.4 < stop.from_onset_s < 0.9
    assert stop.from_certainty_s is not None
    assert stop.from_certainty_s <= 0.04


async def test_a_caller_who_is_never_heard_is_missed(robot: Robot, talker: Talker) -> None:
    faint = replace(talker, over=talker.over * 1e-4)
    stop = await interrupt(robot, PROMPT, faint, CLEAN, (), seed=1)
    assert stop == Stop("clean", None)


async def test_without_an_answer_nothing_is_measured(robot: Robot, talker: Talker) -> None:
    silent = replace(talker, first=talker.first * 1e-4)
    assert await interrupt(robot, PROMPT, silent, CLEAN, (), seed=1) is None


async def test_each_disturbance_is_judged_by_itself(robot: Robot, talker: Talker) -> None:
    quiet = np.zeros(8000)
    done = await disturb(
        robot, PROMPT, talker.first, "x", [quiet, talker.over[:16000]], CLEAN, (), seed=1
    )
    assert done == (Disturbed("clean", "x", False), Disturbed("clean", "x", True))


def test_a_cell_counts_shares_and_times_in_milliseconds() -> None:
    stops = [Stop("c", 0.5, 0.02), Stop("c", 0.7, 0.04), Stop("c", None), Stop("c", 0.6, 0.0)]
    disturbed = [Disturbed("c", "x", n == 0) for n in range(8)]
    found = cell(stops, disturbed)
    assert (found.interruptions, found.missed) == (4, 0.25)
    assert (found.onset_p50_ms, found.onset_p95_ms) == (600, 700)
    assert (found.certain_p50_ms, found.certain_p95_ms) == (20, 40)
    assert (found.disturbances, found.false) == (8, 0.125)
    assert cell([], []).missed == 0


def test_every_condition_has_its_interruptions_and_each_kind(talker: Talker) -> None:
    sounds = {"a": [np.zeros(1)] * 4, "b": [np.ones(1)]}
    over, beside = plan([talker, talker], sounds, CONDITIONS, clips=6)
    assert len(over) == 6 * len(CONDITIONS)
    assert {kind for kind, _, _ in beside} == {"a", "b"}
    assert {condition.name for _, _, condition in beside} == {c.name for c in CONDITIONS}
    assert all(len(some) == 3 for _, some, _ in beside)
