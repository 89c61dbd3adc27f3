from pathlib import Path

import pytest

from bench.telephone import job
from bench.telephone.exchange import Exchange
from bench.telephone.job import Job, carried_out, numbers, prepared
from bench.telephone.leg import State
from bench.telephone.rtp import Packet

FIXTURES = Path(__file__).resolve().parents[3] / "audio_fixtures"


def test_callers_differ_and_begin_one_after_the_other() -> None:
    assert len(set(numbers(300))) == 300
    ready = prepared(Job("127.0.0.1", 5060, str(FIXTURES), 20, 4.0))
    starts = [call.starts_at for call in ready.calls]
    assert starts == sorted(starts)
    assert (starts[0], starts[-1]) == (0.0, pytest.approx(3.8))
    ports = {call.media.getsockname()[1] for call in ready.calls}
    assert len(ports) == 20
    assert all(port % 2 == 0 for port in ports)
    assert ready.peer == ("127.0.0.1", 5060)


def test_what_came_of_each_call_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(made: Exchange) -> None:
        first, second = made.calls
        first.leg.state = State.OVER
        first.leg.invited_at, first.leg.answered_at, first.leg.ended_at = 1.0, 1.25, 9.0
        first.received.append(Packet(2.0, 7, b"x"))
        first.talk.greeted = True
        second.leg.trouble = "refused with 486"
        second.leg.invited_at = second.leg.ended_at = 2.0
        made.lateness.append(0.001)

    monkeypatch.setattr(job.Exchange, "run", run)
    done = carried_out(prepared(Job("127.0.0.1", 5060, str(FIXTURES), 2, 4.0)))
    first, second = done.calls
    assert (first.setup_s, first.answered_at, first.ended_at, first.greeted) == (
        0.25,
        1.25,
        9,
        True,
    )
    assert first.received == (Packet(2.0, 7, b"x"),)
    assert (second.setup_s, second.answered_at, second.ended_at) == (None, 0.0, 0.0)
    assert second.trouble == "refused with 486"
    assert done.lateness == (0.001,)
    assert abs(done.cpu_s) < 1
