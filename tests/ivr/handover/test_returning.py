from collections.abc import Awaitable, Callable
from itertools import repeat

from callback.dialer import DialResult
from dialog.events import Handoff
from ivr.call.ports import NotTaken, Taken
from ivr.gateway.line import Line, LineInfo
from ivr.handover.book import Promise
from ivr.handover.returning import Prepared, ReturnCalls
from tests.ivr.handover.conftest import House, PressedLine

ASKED = Handoff("agents", "asked", "来电人要求人工")
PROMISE = Promise("c1", "13800138000", ASKED)
INFO = LineInfo("c1-return", "12345", "13800138000", "outbound", 8000, "native")


class Stage:
    """An agent who waits, and a citizen who is rung."""

    def __init__(self, house: House) -> None:
        self.house, self.put_through, self.held = house, 0, 0

    def prepared(self, agent: PressedLine) -> Prepared:
        return Prepared("8001", agent, self.count, lambda _: repeat(bytes(320)))

    def count(self) -> None:
        self.put_through += 1

    def calls(
        self, ring: Callable[[str, LineInfo, float], Awaitable[Line | DialResult]]
    ) -> ReturnCalls:
        async def hold(line: Line, handoff: Handoff, agent: Prepared) -> None:
            assert handoff == ASKED
            self.held += 1

        return ReturnCalls(self.house.book, ring, hold)


async def test_the_agent_is_given_once_and_then_no_longer_kept(house: House) -> None:
    stage, agent = Stage(house), house.line()
    async with house.time.passing():
        prepared = stage.prepared(agent)
        place = prepared.join(ASKED, INFO)
        news = place.news()
        assert isinstance(news, Taken)
        assert (news.line, news.seat, stage.put_through, prepared.taken) == (
            agent, "8001", 1, True,
        )  # fmt: skip
        assert place.news() is None
        assert not await place.promise()
        assert len(next(place.music(8000))) == 320


async def test_an_agent_who_has_gone_is_not_given(house: House) -> None:
    stage = Stage(house)
    async with house.time.passing():
        prepared = stage.prepared(house.line(leaves_s=1.0))
        await prepared.until_lost()
        assert prepared.lost
        assert prepared.news() == NotTaken("agent_gone")
    assert (prepared.taken, stage.put_through) == (False, 0)


async def test_a_try_is_written_down_before_the_citizen_is_dialled(house: House) -> None:
    stage = Stage(house)

    async def ring(number: str, info: LineInfo, ring_s: float) -> Line | DialResult:
        assert house.book.dials == 1
        return DialResult.BUSY

    async with house.time.passing():
        prepared = stage.prepared(house.line())
        assert await stage.calls(ring).call(prepared, PROMISE, INFO, 9.0) is DialResult.BUSY
        prepared.release()
    assert stage.held == 0


async def test_a_citizen_who_answers_is_talked_to(house: House) -> None:
    stage, citizen = Stage(house), house.line()
    house.numbers = {"13800138000": [citizen]}
    async with house.time.passing():
        prepared = stage.prepared(house.line())
        assert await stage.calls(house.ring).call(prepared, PROMISE, INFO, 9.0) is None
        prepared.release()
    assert stage.held == 1


async def test_dialling_stops_when_the_agent_leaves(house: House) -> None:
    stage = Stage(house)
    async with house.time.passing():
        prepared = stage.prepared(house.line(leaves_s=1.0))
        assert await stage.calls(house.ring).call(prepared, PROMISE, INFO, 60.0) is None
    assert prepared.lost
    assert stage.held == 0
    assert house.time.now() < 5
