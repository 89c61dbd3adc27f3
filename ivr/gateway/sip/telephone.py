"""A telephone on the SIP gateway, for test calls and the demonstration: a scripted citizen."""

import itertools
import math
from collections.abc import Mapping, Sequence

from ivr.gateway.clock import FRAME_S
from ivr.gateway.file_line import Transferred
from ivr.gateway.line import Digit, Frame, HungUp, LineEvent
from ivr.gateway.phone import ScriptedCaller
from ivr.gateway.sip.addresses import referred
from ivr.gateway.sip.sip_line import SipLine
from ivr.gateway.websocket.client import CallReport, Ended

ENDED: Mapping[str, Ended] = {"caller": "robot", "robot": "caller"}
"""Who hung up. A line speaks as the robot does, and here the robot is at the far end of it."""


async def talk(line: SipLine, caller: ScriptedCaller, most_s: float = math.inf) -> CallReport:
    """Hold a call that is up to its end, `most_s` seconds at most. caller: at the line's rate."""
    said, heard = bytearray(), bytearray()
    ticks = itertools.count()
    while not isinstance(event := await line.receive(), HungUp):
        if isinstance(event, Digit):
            continue
        at = next(ticks) * FRAME_S
        acts = caller.hear(event.pcm, at) if at < most_s else (HungUp(),)
        heard += event.pcm
        said += (await _act(line, acts)).ljust(len(event.pcm), b"\0")
    where = _transferred(line.referred_to)
    return CallReport(
        line.info.call_id,
        "transferred" if where else ENDED.get(event.reason, "lost"),
        line.info.sample_rate,
        bytes(said),
        bytes(heard),
        transferred=where,
    )


async def _act(line: SipLine, acts: Sequence[LineEvent]) -> bytes:
    """Do it; returns what was said."""
    for act in acts:
        match act:
            case Digit(digit):
                await line.press(digit)
            case HungUp():
                await line.hang_up()
            case Frame(pcm):
                await line.send(pcm)
                return pcm
    return b""


def _transferred(uri: str) -> Transferred | None:
    return Transferred(*referred(uri)) if uri else None
