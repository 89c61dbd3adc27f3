"""What a call session needs of the world, as protocols, and what it gives back."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from asr.ladder import Step
from asr.recognizer import Transcript
from dialog import prompts
from dialog.events import (
    ChangeTicket,
    FileTicket,
    FindTickets,
    Handoff,
    Listen,
    Queued,
    Say,
    TicketChanged,
    TicketFiled,
    TicketsFound,
    Verdict,
)
from ivr.call.floor import FloorSettings, VoiceEvent
from ivr.gateway.line import Line, LineInfo


class Ear(Protocol):
    """Hears one call; see `ivr.call.ear`."""

    @property
    def engine(self) -> str:
        """Engine and model, for the log."""

    def push(self, pcm: bytes, at: float) -> tuple[VoiceEvent, ...]:
        """20 ms of the caller's voice at the line's rate; `at`: its end, call seconds. While the
        caller speaks every further bit of voice is a `VoiceGoesOn`, and silence is nothing."""

    def played(self, frame: bytes | None) -> None:
        """What the robot plays in this tick, after `push`: PCM16, 20 ms; None: nothing."""

    def start(self) -> None:
        """Begin an utterance: the pre-roll and all that follows is recognised."""

    def finish(self) -> "asyncio.Future[Transcript]":
        """End the utterance; the future raises AsrError where the engine broke down."""

    def partial(self) -> Transcript | None:
        """The newest partial transcript, once."""

    def step(self) -> Step | None:
        """A change of engine that has not been told yet, once."""

    def expect(self, listen: Listen) -> None:
        """What kind of answer comes next."""

    async def settled(self) -> None:
        """Return once everything pushed so far has been listened to."""


class Mouth(Protocol):
    """Speaks; see `ivr.speech.speaker`."""

    def stream(
        self,
        pieces: tuple[str, ...],
        rate: int,
        prompt: str = "",
        *,
        pace: float = 1.0,
        gain_db: float = 0.0,
    ) -> AsyncGenerator[bytes, None]:
        """PCM16 mono of the pieces at `rate` Hz, as it becomes ready, to be played without gaps.
        pace, gain_db: as in `Say`."""


class SecondHearing(Protocol):
    """Hears again what goes into a ticket; see `ivr.call.second_pass`."""

    def keep(self, text: str, audio: bytes) -> None:
        """An utterance as it was heard, and its audio at the engines' rate."""

    async def hear(self, words: Iterable[str]) -> Mapping[str, str]:
        """What the utterances say on second hearing, by what they said first. Never raises."""


class Services(Protocol):
    """What a conversation may ask of the rest of the product."""

    async def file_ticket(self, call_id: str, request: FileTicket) -> TicketFiled: ...

    async def find_tickets(self, call_id: str, request: FindTickets) -> TicketsFound: ...

    async def change_ticket(self, call_id: str, request: ChangeTicket) -> TicketChanged: ...

    async def send_sms(self, call_id: str, phone: str, text: str) -> None: ...


@dataclass(frozen=True)
class Noted:
    """Something for the event log: a seat rings, or does not answer."""

    event: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Taken:
    """A person is on `line` and waits to be put through. Whoever gets this calls `over` when the
    talk has ended; the line is hung up by whom it was dialled by."""

    line: Line
    seat: str
    over: Callable[[], None]


@dataclass(frozen=True)
class NotTaken:
    """There is no person: 'max_wait', 'no_seat', …"""

    reason: str


News = Queued | Noted | Taken | NotTaken


class Place(Protocol):
    """A caller's place in a queue for a person."""

    def news(self) -> News | None:
        """What has happened, oldest first; asked every tick. After `Taken` or `NotTaken`, None."""

    def music(self, rate: int) -> Iterator[bytes]:
        """20 ms frames without end, to be heard while nothing is said."""

    def leave(self) -> None:
        """The caller waits no longer. Harmless when it is over."""

    async def promise(self) -> bool:
        """Keep the place for a caller who hangs up, to be called. False where that cannot be."""


class Desk(Protocol):
    """Where people take over calls; see `ivr.handover.desk`."""

    def join(self, handoff: Handoff, info: LineInfo) -> Place | None:
        """A place in the queue, or None for a queue that has no seats here."""


class Settling(Protocol):
    """The part of `ivr.gateway.clock.Clock` that the session needs."""

    async def settle(self, work: Callable[[], Awaitable[None]]) -> None:
        """Real clocks go on; the virtual one lets `work` finish first."""


@dataclass(frozen=True)
class SessionSettings:
    """max_s: longest call, seconds. save_timeout_s: longest wait at the call's end for a ticket
    still being filed or a message still being sent: on the line after the last prompt, and once
    more when the caller has left. too_long, cheaper, apology: said where no conversation can.
    is_backchannel: whether words over a prompt ask for nothing; murmurs_so_far: the same while
    they may go on. record_handover: whether the recording goes on when a person has taken over."""

    max_s: float = 900.0
    save_timeout_s: float = 10.0
    floor: FloorSettings = field(default_factory=FloorSettings)
    is_backchannel: Callable[[Transcript], bool] = lambda _: False
    murmurs_so_far: Callable[[Transcript], bool] = lambda _: False
    too_long: Say = field(default_factory=lambda: prompts.say("system_too_long"))
    cheaper: Say = field(default_factory=lambda: prompts.say("hearing_cheaper"))
    apology: Say = field(default_factory=lambda: prompts.say("system_apology"))
    fallback_queue: str = "agents"
    record_handover: bool = True


@dataclass(frozen=True)
class CallResult:
    """How a call ended. outcome as in `dialog.events.HangUp`, plus 'too_long' and 'failed'."""

    call_id: str
    outcome: str
    reason: str = ""
    ticket_number: str = ""
    verdict: Verdict | None = None
    duration_s: float = 0.0
