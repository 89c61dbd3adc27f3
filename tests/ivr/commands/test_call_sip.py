"""Test calls to a gateway in this process."""

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from rich.console import Console

from ivr.commands.call_sip import NO_CALL, PlacedCall, Wanted, json_line, place
from ivr.errors import CallNotAnswered
from ivr.gateway.line import Digit, Frame, HungUp, Line
from ivr.gateway.phone import AtOnce, Keys, Manners, ScriptedCaller, Segment
from ivr.gateway.sip.errors import AddressError
from ivr.gateway.sip.outcomes import DialFailure
from ivr.gateway.sip.settings import SipSettings, Transport
from ivr.gateway.sip.supervisor import SipGateway
from ivr.gateway.sip.target import Target
from ivr.gateway.sip.telephone import address_of
from tests.ivr.conftest import Scripted, SettingsOf
from tests.ivr.gateway.sip.conftest import echo, free_port, needs_stack, settings


def wanted(
    port: int,
    *,
    caller: ScriptedCaller | None = None,
    record: Path | None = None,
    transport: Transport = "udp",
    most_s: float = 20.0,
) -> Wanted:
    listening = ScriptedCaller((), manners=Manners(patience=60.0))
    to = Target("12345", "127.0.0.1", port)
    return Wanted(to, caller or listening, "13800138000", transport, most_s, record)


def answering(said: bytes, keys: list[str], numbers: list[str]) -> Callable[[Line], object]:
    async def robot(line: Line) -> None:
        numbers.append(line.info.caller)
        for at in range(0, len(said), 320):
            await line.send(said[at : at + 320].ljust(320, b"\0"))
        for _ in range(len(said) // 320 + 50):
            match await line.receive():
                case Digit(digit):
                    keys.append(digit)
                case Frame():
                    pass
                case HungUp():
                    return

    return robot


@needs_stack
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_call_tells_what_happened(
    transport: Transport,
    settings_of: SettingsOf,
    scripted: Scripted,
    voice: bytes,
    tmp_path: Path,
) -> None:
    scripted("您好这里是热线")
    port, keys, numbers, out = free_port(), list[str](), list[str](), io.StringIO()
    caller = ScriptedCaller([Segment(Keys("1#"), AtOnce())], manners=Manners(hang_up_after=60))
    record = tmp_path / "both.wav"
    async with SipGateway(settings(port=port), answering(voice, keys, numbers)):  # type: ignore[arg-type]
        placed = await place(
            wanted(port, caller=caller, record=record, transport=transport),
            settings_of(),
            Console(file=out, width=200),
        )
    assert (placed.ended, placed.target) == ("robot", f"sip:12345@127.0.0.1:{port}")
    assert keys == ["1", "#"]
    assert numbers == ["13800138000"]
    assert 0.5 < placed.heard_s <= placed.seconds
    assert placed.loudness_dbfs is not None
    assert -40 < placed.loudness_dbfs < -5
    assert placed.transcript is not None
    assert [text for _, text in placed.transcript] == ["您好这里是热线"]
    for part in ("振铃", "接通", "对方挂机", "dBFS", "您好这里是热线"):
        assert part in out.getvalue()
    samples, rate = soundfile.read(record)
    assert (rate, samples.shape[1]) == (8000, 2)
    assert abs(samples[:, 1]).max() > 0.01


@needs_stack
async def test_a_call_in_silence_without_a_recogniser_is_still_told(
    settings_of: SettingsOf, tmp_path: Path
) -> None:
    port, out = free_port(), io.StringIO()
    nothing = settings_of(models={"dir": tmp_path / "none"}, asr={"engine": "whisper"})
    async with SipGateway(settings(port=port), answering(b"", [], [])):  # type: ignore[arg-type]
        placed = await place(wanted(port, most_s=0.3), nothing, Console(file=out, width=200))
    assert (placed.ended, placed.heard_s, placed.loudness_dbfs) == ("caller", 0.0, None)
    assert placed.transcript is None
    assert "没有文字记录" in out.getvalue()


@needs_stack
async def test_a_full_gateway_is_busy(settings_of: SettingsOf) -> None:
    port = free_port()
    async with SipGateway(settings(port=port, drain_s=2.0), echo) as gateway:
        gateway.refuse_calls()
        with pytest.raises(CallNotAnswered, match="busy"):
            await place(wanted(port), settings_of(), Console(quiet=True))


@needs_stack
async def test_a_gateway_that_does_not_know_us_cannot_be_reached(settings_of: SettingsOf) -> None:
    strict: SipSettings = settings(port=free_port(), peers=("192.0.2.1",))
    async with SipGateway(strict, echo):
        with pytest.raises(CallNotAnswered, match=r"sip\.peers") as failed:
            await place(wanted(strict.port), settings_of(), Console(quiet=True))
    assert "\n" not in str(failed.value)


def test_every_failure_of_a_dial_is_explained() -> None:
    assert NO_CALL.keys() == set(DialFailure) - {DialFailure.NOT_ALLOWED}  # no rules apply here


def test_json_is_one_line() -> None:
    line = json_line(PlacedCall("sip:1@h", 12, 3.0, "robot", 1.5, None, ((0.5, "您好"),)))
    assert json.loads(line)["transcript"] == [[0.5, "您好"]]
    assert "\n" not in line


async def test_a_host_that_is_none_is_named() -> None:
    with pytest.raises(AddressError, match="invalid"):
        await asyncio.to_thread(address_of, "no.such.host.invalid")
