from collections.abc import Iterator
from itertools import repeat

import pytest

from dialog.events import Queued
from ivr.call.ports import Noted, NotTaken, Taken
from ivr.handover.place import FIRST_S, Behind, QueuePlace


class World:
    """A desk that only counts."""

    def __init__(self) -> None:
        self.at, self.left, self.over, self.kept = 0.0, 0, 0, True

    def leave(self) -> None:
        self.left += 1

    def end(self) -> None:
        self.over += 1

    async def promise(self) -> bool:
        return self.kept

    def music(self, rate: int) -> Iterator[bytes]:
        return repeat(bytes(rate // 50 * 2))

    def place(self) -> QueuePlace:
        behind = Behind(lambda: self.at, lambda: QUEUED, self.leave, self.promise, self.music)
        return QueuePlace(behind, 30.0)

    def taken(self) -> Taken:
        return Taken(None, "8001", self.end)  # type: ignore[arg-type]


QUEUED = Queued(2, 60.0)


@pytest.fixture
def world() -> World:
    return World()


def test_the_place_is_announced_soon_and_then_now_and_again(world: World) -> None:
    place = world.place()
    told = []
    for tick in range(5000):
        world.at = tick * 0.02
        if place.news() is not None:
            told.append(world.at)
    assert told == pytest.approx([FIRST_S, FIRST_S + 30, FIRST_S + 60, FIRST_S + 90], abs=0.1)


def test_news_comes_in_order_and_nothing_after_the_last(world: World) -> None:
    place, last = world.place(), NotTaken("max_wait")
    place.give(Noted("seat_rings"))
    place.give(last)
    assert [place.news(), place.news()] == [Noted("seat_rings"), last]
    world.at = 100.0
    assert place.news() is None


def test_leaving_is_told_once(world: World) -> None:
    place = world.place()
    place.leave()
    place.leave()
    assert world.left == 1


def test_a_person_who_comes_too_late_is_let_go(world: World) -> None:
    place = world.place()
    place.give(world.taken())
    place.leave()
    assert (world.over, world.left, place.news()) == (1, 0, None)


async def test_a_promise_ends_the_wait_and_keeps_the_place(world: World) -> None:
    place = world.place()
    assert await place.promise()
    place.leave()
    assert world.left == 0
    assert not await place.promise()


async def test_a_promise_that_cannot_be_kept_changes_nothing(world: World) -> None:
    world.kept = False
    place = world.place()
    assert not await place.promise()
    world.at = FIRST_S
    assert place.news() == QUEUED


def test_music_has_the_rate_of_the_line(world: World) -> None:
    assert len(next(world.place().music(16000))) == 640
