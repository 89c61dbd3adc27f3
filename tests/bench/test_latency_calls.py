import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

import bench.latency_calls
from asr.fake import ScriptedEngine
from asr.ladder import Ladder
from asr.pool import RecognitionPool
from bench.latency_calls import TimedCaller, listed, recorded, rehearse, server_settings
from ivr.app import Robot, live_knowledge
from ivr.gateway.phone import AtOnce, ScriptedCaller, Segment, Speech
from ivr.services import Now
from ivr.settings import Settings, load_settings
from ivr.speech.metered import MeteredVoice
from ivr.speech.speaker import Speaker
from tests.bench.test_barge_in_sounds import FIXTURES


def test_recorded_calls_are_held_whole_and_each_turn_is_known() -> None:
    scripts = recorded(FIXTURES)
    assert len(scripts) > 10
    for script in scripts:
        assert script.said
        for said in script.said:
            frames = len(said.pcm) // 320
            assert 0 <= said.begins < said.ends <= frames
            assert said.begins < 40


def test_calls_that_talk_over_the_robot_are_left_out() -> None:
    names = {said.name.partition(":")[0] for script in recorded(FIXTURES) for said in script.said}
    assert "ask-id-card-lost" in names
    assert not {"ask-barge-in", "ask-backchannel", "survey-satisfied", "silent-caller"} & names


def test_listed_clips_are_calls_of_their_own_over_the_telephone(tmp_path: Path) -> None:
    lines = ["id\tpath\ttranscript\tgroup\tref_quality"]
    time = np.arange(2 * 16_000) / 16_000
    loud = (time > 0.5) & (time < 1.5)
    for number in range(6):
        soundfile.write(tmp_path / f"{number}.wav", 0.2 * np.sin(4000 * time) * loud, 16_000)
        lines.append(f"{number}\t{number}.wav\t投诉噪音\tword\tcorpus")
    (tmp_path / "m.tsv").write_text("\n".join(lines), "utf-8")
    scripts = listed(tmp_path / "m.tsv", 3)
    assert [script.said[0].name for script in scripts] == ["0", "2", "4"]
    (said,) = scripts[0].said
    assert (said.begins, said.ends) == pytest.approx((25, 74), abs=2)


async def test_on_the_virtual_clock_the_pause_is_all_that_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = ScriptedEngine(("公积金怎么提取", "没有其他问题了"))
    (script,) = [s for s in recorded(FIXTURES) if s.said[0].name == "ask-id-card-lost:1"]
    told: list[int] = []

    @asynccontextmanager
    async def open_robot(settings: Settings, now: Now) -> AsyncIterator[Robot]:
        async with RecognitionPool(engine, workers=1, capacity=4) as pool:
            with Speaker(MeteredVoice(), cache_dir=None) as speaker:
                yield Robot(settings, Ladder([pool]), speaker, live_knowledge(settings), now)

    monkeypatch.setattr(bench.latency_calls, "open_robot", open_robot)
    found = await rehearse(load_settings(), [script], lambda: told.append(1))
    assert told == [1]
    assert len(found) == 2
    for wait in found:
        assert wait.whole_s is not None
        assert 0.3 < wait.parts["endpoint"] < 1.0
        assert wait.parts["recognition"] == wait.parts["decision"] == 0
        assert wait.parts["transport"] <= 0.08
        assert not wait.cut_short


def test_every_frame_has_its_wall_time() -> None:
    caller = TimedCaller(ScriptedCaller([Segment(Speech(bytes(640)), AtOnce())]))
    assert caller.sample_rate == 8000
    for tick in range(3):
        caller.hear(None, tick * 0.02)
    assert len(caller.walls) == 3
    assert caller.walls == sorted(caller.walls)


def test_the_server_tells_its_moments_and_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(asr={"engine": "sherpa"})
    for name, value in server_settings(settings, 4).items():
        monkeypatch.setenv(name, value)
    told = load_settings()
    assert told.log.level == "DEBUG"
    assert told.asr.engine == "sherpa"
    assert min(told.asr.max_calls, told.gateway.max_calls) > 4
    assert json.dumps(server_settings(settings, 4))
