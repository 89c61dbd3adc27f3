import asyncio
import logging
import os
import socket
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from callback import ledger, opening
from callback.dialer import DialResult, SurveyResult
from callback.errors import LoopError
from callback.rows import Turn, attempts_of
from callback.tables import Callback
from callback.workflow import CallbackLoop, LoopSettings, system_url
from ivr.database import DatabaseError
from tests.callback.world import SATISFIED, UNSATISFIED, ScriptedDialer, World, until

ROOT = Path(__file__).resolve().parents[2]
ARCHIVED = {"archived"}

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what DBOS and the loop do alike on every database; starting them takes a second or two."""

CONTENT = SurveyResult(DialResult.ANSWERED, SATISFIED, "call-1")
UNHAPPY = SurveyResult(DialResult.ANSWERED, UNSATISFIED, "call-2")
BUSY = SurveyResult(DialResult.BUSY, None)


def _loop(world: World, dialer: ScriptedDialer, at_once: int = 4) -> CallbackLoop:
    return CallbackLoop(world.database, dialer, world.rules, world.settings(at_once))


def _ledger(world: World, number: str) -> list[tuple[int, int, str]]:
    with world.database.session() as session:
        return [(a.redo_round, a.turn, a.result) for a in attempts_of(session, number)]


async def test_a_completed_ticket_is_called_back_and_archived(world: World) -> None:
    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        number = world.ticket()
        ticket = await world.until(number, ARCHIVED)
    assert (ticket.rating, ticket.solved, ticket.contacted) == ("satisfied", "all", True)
    (request,) = dialer.requests
    assert (request.ticket_number, request.phone) == (number, "13812345678")
    assert request.unit == "渝北区城市管理局"
    assert _ledger(world, number) == [(0, 0, "answered")]


@on_sqlite
async def test_the_dialer_runs_on_the_loop_of_the_program(world: World) -> None:
    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        await world.until(world.ticket(), ARCHIVED)
    assert dialer.loops == [asyncio.get_running_loop()]


async def test_an_unhappy_citizen_goes_round_again_with_her_words(world: World) -> None:
    dialer = ScriptedDialer([UNHAPPY, CONTENT])
    async with _loop(world, dialer):
        number = world.ticket()
        ticket = await world.until(number, {"redo"})
        assert (ticket.redo_round, ticket.redo_reason) == (1, "根本没人来")
        world.complete_again(number)
        ticket = await world.until(number, ARCHIVED)
    assert ticket.rating == "satisfied"
    assert [request.redo_round for request in dialer.requests] == [0, 1]


@on_sqlite
async def test_all_who_share_a_ticket_are_called_and_each_rates_it(world: World) -> None:
    dialer = ScriptedDialer([CONTENT])
    number = world.ticket(others=("13900139000", "13900139001"))
    async with _loop(world, dialer):
        ticket = await world.until(number, ARCHIVED)
    assert ticket.rating == "satisfied"
    assert sorted(request.phone for request in dialer.requests) == [
        "13812345678", "13900139000", "13900139001",
    ]  # fmt: skip
    with world.database.session() as session:
        assert [row.rating for row in session.exec(select(Callback))] == ["satisfied"] * 3


async def test_nobody_home_three_times_is_not_rated(world: World) -> None:
    dialer = ScriptedDialer([BUSY])
    async with _loop(world, dialer):
        number = world.ticket()
        ticket = await world.until(number, ARCHIVED)
    assert ticket.rating == "not_rated"
    assert [result for _, _, result in _ledger(world, number)] == ["busy"] * 3


@on_sqlite
async def test_a_fault_of_our_own_is_tried_again_and_does_not_count(world: World) -> None:
    dialer = ScriptedDialer([RuntimeError("no line"), BUSY, BUSY, CONTENT])
    async with _loop(world, dialer):
        number = world.ticket()
        ticket = await world.until(number, ARCHIVED)
    assert ticket.rating == "satisfied"
    assert [result for _, _, result in _ledger(world, number)] == [
        "failed",
        "busy",
        "busy",
        "answered",
    ]


async def test_no_more_calls_at_the_same_time_than_allowed(world: World) -> None:
    dialer = ScriptedDialer([CONTENT], hold=asyncio.Event())
    numbers = [world.ticket(f"1381234567{n}") for n in range(5)]
    async with _loop(world, dialer, at_once=2):
        await until(lambda: dialer.at_the_same_time, lambda n: n == 2)
        assert dialer.hold is not None
        dialer.hold.set()
        for number in numbers:
            await world.until(number, ARCHIVED)
    assert dialer.most_at_the_same_time == 2
    assert len({request.attempt_id for request in dialer.requests}) == len(dialer.requests) == 5


@on_sqlite
async def test_a_database_that_fails_once_neither_loses_nor_repeats_a_call(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = iter([True, False])
    real = ledger.record

    def record(*args: Any) -> None:
        real(*args)
        if next(broken, False):
            raise DatabaseError("the disk is full")

    monkeypatch.setattr(ledger, "record", record)
    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        number = world.ticket()
        await world.until(number, ARCHIVED)
    # What the first call said was lost with its transaction: it counts as a try, nothing more.
    assert [request.attempt_id for request in dialer.requests] == [f"{number}-0-0", f"{number}-0-1"]
    assert _ledger(world, number) == [(0, 0, ""), (0, 1, "answered")]


@on_sqlite
async def test_who_must_not_be_called_is_not_called(world: World) -> None:
    dialer = ScriptedDialer()
    async with _loop(world, dialer):
        for number in (world.ticket(callback_wanted=False), world.ticket(phone="")):
            assert (await world.until(number, ARCHIVED)).rating == "not_rated"
    assert dialer.requests == []


async def test_a_restart_finds_what_was_completed_meanwhile(world: World) -> None:
    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        pass
    number = world.ticket()
    async with _loop(world, dialer):
        await world.until(number, ARCHIVED)
    assert len(dialer.requests) == 1


@on_sqlite
async def test_a_callback_that_was_opened_but_not_queued_is_queued_at_start(world: World) -> None:
    number = world.ticket()
    with world.database.session() as session:
        assert opening.open_callbacks(session, datetime.now(UTC), world.rules) == 1
    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        await world.until(number, ARCHIVED)
    assert len(dialer.requests) == 1


@on_sqlite
async def test_a_call_that_outlasts_the_stop_is_cut_and_counted(world: World) -> None:
    dialer = ScriptedDialer([CONTENT], hold=asyncio.Event())
    async with _loop(world, dialer):
        number = world.ticket()
        await until(lambda: dialer.at_the_same_time, lambda n: n == 1)
    assert dialer.at_the_same_time == 0
    assert _ledger(world, number) == [(0, 0, "")]
    dialer.hold = None
    async with _loop(world, dialer):
        await world.until(number, ARCHIVED)
    assert [request.attempt_id for request in dialer.requests] == [f"{number}-0-0", f"{number}-0-1"]


@on_sqlite
async def test_a_turn_that_went_astray_is_queued_again(world: World) -> None:
    number = world.ticket()
    long_ago = datetime.now(UTC) - timedelta(hours=3)
    with world.database.session() as session:
        opening.open_callbacks(session, datetime.now(UTC), world.rules)
        row = session.exec(select(Callback)).one()
        row.queued, row.next_at = True, long_ago  # DBOS knows nothing of it
    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        await world.until(number, ARCHIVED)
    assert [request.attempt_id for request in dialer.requests] == [f"{number}-0-1"]


@on_sqlite
async def test_one_loop_to_a_process(world: World) -> None:
    async with _loop(world, ScriptedDialer()):
        with pytest.raises(LoopError, match="already"):
            async with _loop(world, ScriptedDialer()):
                pass


@on_sqlite
async def test_a_queue_that_cannot_start_says_so_in_one_line(world: World, tmp_path: Path) -> None:
    settings = LoopSettings(f"sqlite:///{tmp_path}/no/such/folder/queue.db")
    with pytest.raises(LoopError, match="cannot start") as raised:
        async with CallbackLoop(world.database, ScriptedDialer(), world.rules, settings):
            pass
    assert "\n" not in str(raised.value)
    async with _loop(world, ScriptedDialer()):  # and the next one can
        pass


@on_sqlite
async def test_the_loop_is_quiet_and_phones_nobody(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args) or [])
    with caplog.at_level(logging.INFO):
        async with _loop(world, ScriptedDialer([CONTENT])):
            await world.until(world.ticket(), ARCHIVED)
    assert asked == []
    assert [record.getMessage() for record in caplog.records if record.name == "dbos"] == []
    assert capfd.readouterr() == ("", "")


CRASHING_SERVER = """
    import asyncio, os, sys
    from pathlib import Path
    from callback.workflow import CallbackLoop
    from ivr.database import open_database
    from tests.callback.world import ScriptedDialer, World

    class DiesWhileDialling:
        async def survey(self, request):
            with Path(sys.argv[2]).open("a") as dialled:
                print(request.attempt_id, file=dialled)
            os._exit(9)

    async def main():
        database = open_database(sys.argv[1])
        world = World(database, sys.argv[1])
        async with CallbackLoop(database, DiesWhileDialling(), world.rules, world.settings()):
            await asyncio.sleep(60)

    asyncio.run(main())
"""


async def test_a_crash_in_the_middle_of_a_call_neither_loses_nor_repeats_it(
    world: World, tmp_path: Path
) -> None:
    number = world.ticket()
    dialled = tmp_path / "dialled"
    died = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", textwrap.dedent(CRASHING_SERVER), world.url, str(dialled)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert died.returncode == 9
    assert dialled.read_text().split() == [f"{number}-0-0"]
    assert _ledger(world, number) == [(0, 0, "")]

    dialer = ScriptedDialer([CONTENT])
    async with _loop(world, dialer):
        ticket = await world.until(number, ARCHIVED)
    assert ticket.rating == "satisfied"
    assert [request.attempt_id for request in dialer.requests] == [f"{number}-0-1"]
    assert _ledger(world, number) == [(0, 0, ""), (0, 1, "answered")]


@pytest.mark.parametrize(
    ("url", "beside"),
    [
        ("sqlite:////data/hotline.db", "sqlite:////data/hotline-queue.db"),
        ("sqlite:////data.d/hotline", "sqlite:////data.d/hotline-queue"),
        ("postgresql://a:b@c/d", "postgresql+psycopg://a:b@c/d"),
    ],
)
def test_the_queue_stands_beside_the_data(url: str, beside: str) -> None:
    assert system_url(url) == beside


def test_a_turn_names_its_attempt() -> None:
    assert Turn("123", 1, 2).id == "123-1-2"
