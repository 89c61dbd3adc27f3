"""Two people on two lines: what one says the other hears, keys too, until one hangs up.

One task reads both lines in step. Both tick fifty times a second by the same clock of ours, however
far the clocks at their other ends drift apart: that is what the lines' own buffers are for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from ivr.gateway.line import Digit, Frame, HungUp, Line
from ivr.handover.crossing import Crossing


@runtime_checkable
class Pressing(Protocol):
    """A line that can press keys towards its far end."""

    async def press(self, digits: str) -> None: ...


@dataclass(frozen=True)
class Parted:
    """Who ended the talk, and why, as the line said."""

    by: Literal["caller", "agent"]
    reason: str


async def bridge(caller: Line, agent: Line, on_tick: Callable[[bytes, bytes], None]) -> Parted:
    """Connect two lines until one is gone; the other is still open then.

    on_tick: called every 20 ms with what the caller said and what the caller hears, PCM16 at the
    rate of the caller's line.
    """
    to_agent = Crossing(caller.info.sample_rate, agent.info.sample_rate)
    to_caller = Crossing(agent.info.sample_rate, caller.info.sample_rate)
    while True:
        said = await _next_frame(caller, agent)
        if isinstance(said, HungUp):
            return Parted("caller", said.reason)
        answered = await _next_frame(agent, caller)
        if isinstance(answered, HungUp):
            return Parted("agent", answered.reason)
        to_agent.push(said.pcm)
        to_caller.push(answered.pcm)
        heard = to_caller.pop()
        await caller.send(heard)
        await agent.send(to_agent.pop())
        on_tick(said.pcm, heard)


async def _next_frame(line: Line, other: Line) -> Frame | HungUp:
    """Of a line, its keys passed on."""
    while True:
        match await line.receive():
            case Digit(digit):
                if isinstance(other, Pressing):
                    await other.press(digit)
            case Frame() | HungUp() as event:
                return event
