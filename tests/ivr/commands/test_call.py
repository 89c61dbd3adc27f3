import json
import shutil
from pathlib import Path

import pytest
import soundfile
import typer
from typer.testing import CliRunner, Result

from ivr.commands import call_sip
from ivr.commands.call import CALL_S, LISTEN_S, call, has_sidecar, sip_caller
from ivr.errors import SettingsError, SidecarError
from ivr.gateway.errors import AudioFileError
from ivr.gateway.line import Digit, HungUp
from ivr.gateway.sip.errors import AddressError
from ivr.recorded.sidecar import MANIFEST
from tests.ivr.conftest import FIXTURES, Scripted

app = typer.Typer()
app.command()(call)

pytestmark = pytest.mark.usefixtures("configured")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A recording without a sidecar."""
    return Path(shutil.copy(FIXTURES / "handoff-at-once.wav", tmp_path / "bare.wav"))


def test_a_call_is_printed_as_a_transcript(scripted: Scripted, bare: Path) -> None:
    scripted("帮我转人工")
    done = run(str(bare))
    assert done.exit_code == 0, done.output
    for part in ("机器人", "市民   帮我转人工", "转接", "结束   handoff asked"):
        assert part in done.output


def test_json_gives_the_event_log(scripted: Scripted, bare: Path) -> None:
    scripted("帮我转人工")
    lines = [line for line in run(str(bare), "--json").stdout.splitlines() if line[:1] == "{"]
    records = [json.loads(line) for line in lines]
    assert (records[0]["event"], records[0]["call"]) == ("call_started", "bare")
    assert (records[-1]["event"], records[-1]["outcome"]) == ("call_ended", "handoff")
    assert [r["at_ms"] for r in records] == sorted(r["at_ms"] for r in records)


def test_both_sides_are_recorded_where_asked(scripted: Scripted, bare: Path) -> None:
    scripted("帮我转人工")
    out = bare.with_name("both.wav")
    assert run(str(bare), "--record", str(out)).exit_code == 0
    samples, rate = soundfile.read(out)
    assert (rate, samples.shape[1]) == (8000, 2)
    assert all(abs(samples[:, side]).max() > 0.01 for side in (0, 1))


def test_a_recording_that_cannot_be_written_is_explained(scripted: Scripted, bare: Path) -> None:
    scripted("帮我转人工")
    done = run(str(bare), "--record", str(bare / "both.wav"))
    assert isinstance(done.exception, AudioFileError)


def test_a_sidecar_brings_its_conversation_and_its_turns(scripted: Scripted) -> None:
    scripted("是的", "联系过", "解决了", "满意")
    done = run(str(FIXTURES / "survey-satisfied.wav"), "--json")
    assert done.exit_code == 0, done.output
    assert '"direction": "outbound"' in done.stdout
    assert '"event": "verdict"' in done.stdout


def test_a_caller_who_says_nothing_needs_no_line_in_the_manifest(scripted: Scripted) -> None:
    scripted()
    done = run(str(FIXTURES / "silent-caller.wav"), "--json")
    assert done.exit_code == 0, done.exception
    assert '"outcome": "no_input"' in done.stdout


def test_a_sidecar_newer_than_its_recording_is_explained(scripted: Scripted, bare: Path) -> None:
    scripted()
    text = (FIXTURES / "handoff-at-once.yaml").read_text("utf-8")
    bare.with_suffix(".yaml").write_text(text, "utf-8")
    (bare.parent / MANIFEST).write_text("call\tturn\tstart_sample\tend_sample\n", "utf-8")
    done = run(str(bare))
    assert isinstance(done.exception, SidecarError)
    assert "fixtures make" in str(done.exception)


def test_a_sidecar_counts_only_with_its_manifest(bare: Path) -> None:
    assert has_sidecar(FIXTURES / "handoff-at-once.wav")
    assert not has_sidecar(bare)
    bare.with_suffix(".yaml").touch()
    assert not has_sidecar(bare)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [(("gone.wav",), AudioFileError), (("gone.wav", "--engine", "best"), SettingsError)],
)
def test_mistakes_are_explained(arguments: tuple[str, ...], kind: type[Exception]) -> None:
    assert isinstance(run(*arguments).exception, kind)


# --- over SIP -------------------------------------------------------------------------------------


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> list[call_sip.Wanted]:
    """The calls that would have been placed."""
    asked: list[call_sip.Wanted] = []

    async def place(wanted: call_sip.Wanted, *_: object) -> call_sip.PlacedCall:
        asked.append(wanted)
        return call_sip.PlacedCall(str(wanted.target), 12, 3.0, "robot", 2.0, -20.0, None)

    monkeypatch.setattr(call_sip, "place", place)
    return asked


def test_a_call_over_sip_is_placed_as_asked(placed: list[call_sip.Wanted], bare: Path) -> None:
    options = ("--sip", "sip:12345@127.0.0.1:5080", "--transport", "tcp", "--number", "138")
    done = run(str(bare), *options, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["setup_ms"] == 12
    (wanted,) = placed
    assert (str(wanted.target), wanted.transport) == ("sip:12345@127.0.0.1:5080", "tcp")
    assert (wanted.number, wanted.most_s) == ("138", CALL_S)
    run("--sip", "sip:1@h")
    run("--sip", "sip:1@h", "--seconds", "3")
    assert [other.most_s for other in placed[1:]] == [LISTEN_S, 3.0]


def test_what_is_no_address_is_explained(placed: list[call_sip.Wanted]) -> None:
    assert isinstance(run("--sip", "12345").exception, AddressError)
    assert run("--sip", "sip:1@h", "--keys", "1x").exit_code == 2
    assert run().exit_code == 2  # neither a recording nor an address
    assert placed == []


def test_without_a_recording_the_caller_presses_keys_and_listens() -> None:
    caller = sip_caller(None, "1#")
    loud, silence = b"\xff\x1f" * 160, bytes(320)
    did = [act for at in range(50) for act in caller.hear(loud, at / 50)]
    did += [act for at in range(50, 50 * 600) for act in caller.hear(silence, at / 50)]
    assert [act.digit for act in did if isinstance(act, Digit)] == ["1", "#"]
    assert not any(isinstance(act, HungUp) for act in did)


def test_a_recording_is_said_turn_by_turn_where_it_has_a_sidecar() -> None:
    recorded = FIXTURES / "complain-streetlight.wav"
    assert len(sip_caller(recorded, "")._script) == 4
    assert len(sip_caller(recorded, "1")._script) == 2
