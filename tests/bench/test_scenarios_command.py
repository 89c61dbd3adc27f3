import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner

from bench import scenarios_command
from bench.call_scripts import Answer, read_calls
from bench.errors import InstrumentFailed
from bench.scenarios_command import spoken_ahead
from bench.scripted_call import Held, Line, Turned
from bench.voices import Callers
from ivr.settings import Settings
from ivr.speech.metered import MeteredVoice

APP = typer.Typer()
APP.command()(scenarios_command.bench_scenarios)
CALLS = """
- name: good
  about: all is well
  caller: "1"
  voice: zm_yunxi
  noise: babble
  answers: {greeting_open: 路灯坏了, filed: {keys: "1"}}
  expect: {}
- {name: bad, about: goes wrong, caller: "2", voice: zf_xiaoni, gain_db: -20,
   answers: {greeting_open: 路灯坏了}, expect: {}}
- {name: real, about: a real person, caller: "3", voice: zf_xiaoni,
   answers: {greeting_open: {clip: a}}, expect: {}}
"""
MANIFEST = "id\tpath\ttranscript\tgroup\tref_quality\na\ta.wav\t一\tdigit\tcorpus\n"


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "some.yaml").write_text(CALLS, "utf-8")
    return folder


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    tone = (np.sin(np.arange(8000) / 3) * 8000).astype("int16")
    soundfile.write(tmp_path / "a.wav", tone, 16_000)
    (tmp_path / "list.tsv").write_text(MANIFEST, "utf-8")
    return tmp_path / "list.tsv"


@pytest.fixture
def callers(tmp_path: Path) -> Callers:
    return Callers(lambda name: MeteredVoice(), tmp_path / "cache")


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch, callers: Callers) -> None:
    async def hold_all(
        settings: Settings,
        folder: Path,
        lines: Sequence[Line],
        at_once: int,
        told: Callable[[str], None],
    ) -> list[Held]:
        return await hold_virtually(settings, lines, told)

    async def hold_virtually(
        settings: Settings, lines: Sequence[Line], told: Callable[[str], None]
    ) -> list[Held]:
        turns = (Turned("greeting_open", "路灯坏了", "路等坏了"),)
        faults = {"bad": ("outcome 'ticket' wanted, got ['handoff']",)}
        return [Held(one.script, turns, (), faults.get(one.script.name, ())) for one in lines]

    monkeypatch.setattr(scenarios_command, "kokoro_callers", lambda settings: callers)
    monkeypatch.setattr(scenarios_command, "hold_all", hold_all)
    monkeypatch.setattr(scenarios_command, "hold_virtually", hold_virtually)


@pytest.mark.parametrize(("how", "clock"), [((), "real"), (("--virtual",), "virtual")])
def test_what_passes_what_fails_and_what_is_left_out(
    calls: Path, tmp_path: Path, how: tuple[str, ...], clock: str
) -> None:
    out = tmp_path / "new" / "s.json"
    told = CliRunner().invoke(APP, [str(calls), "--json", str(out), *how])
    assert told.exit_code == 0, told.output
    assert "1 of 2 calls pass" in told.output
    assert "greeting_open: 路灯坏了 → 路等坏了" in told.output
    assert "left out, --shared is not given: real" in told.output
    found = json.loads(out.read_text("utf-8"))
    assert found["clock"] == clock
    assert [(one["name"], one["passed"]) for one in found["held"]] == [
        ("good", True),
        ("bad", False),
    ]


def test_real_people_where_they_are_given(calls: Path, clips: Path) -> None:
    told = CliRunner().invoke(APP, [str(calls), "--shared", str(clips), "--only", "real"])
    assert told.exit_code == 0, told.output
    assert "1 of 1 calls pass" in told.output


def test_nothing_to_hold(calls: Path) -> None:
    told = CliRunner().invoke(APP, [str(calls), "--only", "real"])
    assert isinstance(told.exception, InstrumentFailed)


def test_everything_is_spoken_before_the_first_call(calls: Path, callers: Callers) -> None:
    good, bad, real = read_calls(calls)
    speak, background = spoken_ahead(callers, (good, bad), {})
    loud, low = (
        np.abs(np.frombuffer(speak(one, Answer("路灯坏了")), "<i2").astype(int)).max()
        for one in (good, bad)
    )
    assert loud > 5 * low > 0
    assert speak(good, Answer(keys="1")) == b""
    assert background(good) is not None
    assert background(bad) is None
    with pytest.raises(InstrumentFailed, match="no clip a"):
        spoken_ahead(callers, (real,), {})
