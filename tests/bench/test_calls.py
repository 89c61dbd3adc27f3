from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.calls import measured, recorded, trouble
from bench.load import Look, Watched
from bench.telephone.job import CallHeard, Run
from bench.telephone.rtp import SILENCE, Packet
from bench.telephone.talk import PATIENCE_S, Wait
from bench.usage import Usage
from ivr.call.store import save_call
from ivr.call.tables import CallRecord
from ivr.database import open_database
from ivr.gateway.g711 import decode_alaw

VOICE = [bytes([code]) * 160 for code in range(0x10, 0x30)]
HEARD = tuple(Packet(2 + n / 50, n, frame) for n, frame in enumerate([SILENCE, *VOICE]))
GOOD = CallHeard(
    number="13900000000",
    setup_s=0.02,
    answered_at=1.0,
    ended_at=11.0,
    greeted=True,
    transferred=False,
    waits=(Wait("a", 5.0, 5.8), Wait("b", 8.0, 9.0), Wait("c", 9.0, 9.1, over=True)),
    received=HEARD,
    trouble="",
)
LOST = replace(
    GOOD,
    number="13900000001",
    setup_s=None,
    answered_at=0,
    ended_at=0,
    waits=(),
    received=(),
    trouble="refused with 486",
)
LOOKS = [
    Look(0.0, Usage(10, 20, 30), 0.005, 0.0),
    Look(2.0, Usage(11, 20, 30), 0.015, 0.5),
    Look(10.0, Usage(13, 21, 30.5), 0.010, 0.0),
    Look(12.0, Usage(13, 21, 31), 0.005, 9.0),
]


def watched(*calls: CallHeard, lateness: tuple[float, ...] = (0.001,)) -> Watched:
    return Watched(Run(calls, lateness, cpu_s=1.2, lasted_s=12.0), LOOKS)


def test_what_callers_met_with() -> None:
    result = measured(watched(GOOD, LOST), {GOOD.number: VOICE})
    figures = result.figures
    assert (figures.calls, figures.failed, result.troubles) == (
        2,
        1,
        ("13900000001: refused with 486",),
    )
    assert figures.setup_p95_ms == 20
    assert figures.spacing_p99_ms == pytest.approx(20)
    assert figures.lost_audio == 0
    assert figures.latency_p50_ms == pytest.approx(800)
    assert figures.latency_p95_ms == pytest.approx(1000)
    assert (result.latencies, result.talked_over) == (2, 1)


def test_what_the_machine_did_for_it() -> None:
    result = measured(watched(GOOD), {})
    assert result.figures.cpu_per_call == pytest.approx((3 + 1 + 1) / 10)
    limits = result.limits
    assert limits.all_up_s == 8  # from the second look to the third
    assert (limits.main, limits.threads, limits.children) == (0.25, 0.125, 0.0625)
    assert (limits.loop_max_ms, limits.behind_max_s) == (15, 0.5)
    assert limits.telephone == pytest.approx(0.1)
    assert not result.void


def test_audio_that_did_not_arrive_is_lost() -> None:
    said = [*VOICE, b"\x31" * 160, b"\x32" * 160]
    result = measured(watched(GOOD), {GOOD.number: said})
    assert result.figures.lost_audio == pytest.approx(2 / 34)


def test_a_telephone_that_lags_makes_the_figures_void() -> None:
    assert measured(watched(GOOD, lateness=(0.001, 0.03)), {}).void


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (GOOD, ""),
        (replace(GOOD, setup_s=None), "not set up"),
        (replace(GOOD, trouble="no answer to the BYE"), "no answer to the BYE"),
        (replace(GOOD, greeted=False), "no greeting"),
        (replace(GOOD, waits=()), "ended before the enquiry"),
        (replace(GOOD, waits=(Wait("a", 5.0),)), "no answer to a"),
        (replace(GOOD, waits=(Wait("a", 5.0, 5.1 + PATIENCE_S),)), "no answer to a"),
    ],
)
def test_why_a_call_failed(call: CallHeard, why: str) -> None:
    assert trouble(call) == (f"{GOOD.number}: {why}" if why else "")


def test_the_robots_side_is_found_by_the_callers_number(tmp_path: Path) -> None:
    now = datetime(2026, 1, 5, tzinfo=UTC)
    folder = tmp_path / "recordings"
    folder.mkdir()
    robot = np.frombuffer(decode_alaw(b"".join(VOICE)), "<i2")
    soundfile.write(folder / "a.wav", np.stack([robot * 0, robot], axis=1), 8000, subtype="PCM_16")
    database = open_database(f"sqlite:///{tmp_path / 'hotline.db'}")
    with database.session() as session:
        for number, name in (("13900000000", "a.wav"), ("13900000001", "")):
            row = CallRecord(
                call_id=number,
                direction="inbound",
                caller=number,
                started_at=now,
                ended_at=now,
                outcome="answered",
                recording=name,
            )
            save_call(session, row, [])
    database.close()
    assert recorded(tmp_path) == {"13900000000": VOICE}
