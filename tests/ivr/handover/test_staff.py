from pathlib import Path

import numpy as np
import pytest

from ivr.app import services
from ivr.database import Database
from ivr.errors import SettingsError
from ivr.gateway.clock import RealClock
from ivr.gateway.errors import AudioFileError
from ivr.gateway.wav import write_wav
from ivr.handover.music import soft_music
from ivr.handover.staff import music_of, people_desk, rules_of
from ivr.sections import Handover
from tests.ivr.conftest import OpenRobot, SettingsOf


async def unused(*_: object) -> None:
    raise AssertionError("nobody rings here")


async def test_without_seats_there_is_no_desk(robot_hearing: OpenRobot, database: Database) -> None:
    async with robot_hearing() as robot:
        desk = services(robot.settings, database, robot.now)
        assert people_desk(robot, desk, RealClock(), unused, unused) is None  # type: ignore[arg-type]


async def test_the_seats_are_those_of_the_settings(
    robot_hearing: OpenRobot, database: Database
) -> None:
    async with robot_hearing(handover={"seats": {"agents": ["8001", "8002"]}}) as robot:
        desk = services(robot.settings, database, robot.now)
        people = people_desk(robot, desk, RealClock(), unused, unused)  # type: ignore[arg-type]
        assert people is not None
        assert people.view()["agents"].seats == {"8001": "free", "8002": "free"}


def test_the_rules_are_those_of_the_settings() -> None:
    asked = Handover(seats={"q": ("1",)}, max_wait_s=7, rest_s=8, handling_s=9, retry_s=10)
    rules = rules_of(asked)
    assert (rules.max_wait_s, rules.rest_s, rules.handling_s, rules.retry_s) == (7, 8, 9, 10)


def test_seats_are_numbers(settings_of: SettingsOf) -> None:
    with pytest.raises(SettingsError, match="8001"):
        settings_of(handover={"seats": {"agents": ["sip:8001"]}})


def test_the_operators_music_is_brought_down(tmp_path: Path) -> None:
    loud = (20000 * np.sin(np.arange(16000) / 9)).astype("<i2").tobytes()
    write_wav(tmp_path / "music.wav", (loud,), 8000)
    music = music_of(tmp_path / "music.wav")(8000)
    assert 0 < np.abs(np.frombuffer(music, "<i2")).max() < 1000
    assert music_of(None)(8000) == soft_music(8000)
    with pytest.raises(AudioFileError):
        music_of(tmp_path / "none.wav")(8000)
