"""Where calls come in and go out: each gets its conversation, its recording and its record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import structlog

from callback.dialer import DialResult, SurveyRequest, SurveyResult
from dialog.events import Conversation, Handoff
from dialog.returning import ReturnCall
from ivr.app import Robot
from ivr.call.captions import log_speech
from ivr.call.eventlog import EventLog
from ivr.call.moments import log_moments
from ivr.call.ports import CallResult, Desk
from ivr.call.reason import reason_span
from ivr.call.tally import Tally
from ivr.gateway.clock import Clock
from ivr.gateway.line import Line, LineInfo
from ivr.gateway.sip import outcomes
from ivr.gateway.sip.outcomes import DIAL_RESULTS
from ivr.gateway.sip.trunk import SipTrunk
from ivr.gateway.websocket.handsets import DialFailure, Handsets
from ivr.handover.desk import PeopleDesk
from ivr.handover.returning import Prepared
from ivr.services import DatabaseServices

log = structlog.get_logger()


@dataclass(frozen=True)
class Switchboard:
    """Implements `callback.dialer.Dialer`. new_clock: of each call.

    trunk: where callbacks go out; None rings the handsets that have registered. desk: where people
    take over calls; None leaves that to the PBX.
    """

    robot: Robot
    services: DatabaseServices
    handsets: Handsets
    new_clock: Callable[[], Clock]
    trunk: SipTrunk | None = None
    desk: PeopleDesk | None = None
    tally: Tally = field(default_factory=Tally)

    async def take(self, line: Line) -> None:
        """An inbound call, from the gateway."""
        await self._hold(line, self.robot.hotline(line.info.called), "")

    async def survey(self, request: SurveyRequest) -> SurveyResult:
        """Ring the citizen and ask. Never raises for what the far end does. Nobody is rung whose
        answers could not be heard."""
        if not self.robot.ears.room:
            log.warning("dialled", attempt=request.attempt_id, result="no recogniser is free")
            return SurveyResult(DialResult.FAILED, None)
        city = self.robot.settings.service.city
        info = LineInfo(
            call_id=request.attempt_id,
            caller=self.robot.settings.service.number,
            called=request.phone,
            direction="outbound",
            sample_rate=8000,
            dialect="native",
            parameters={"about": f"{city}12345热线回访：{request.title}"},
        )
        ring_s = self.robot.settings.gateway.ring_s
        answered = await self._dial(request.phone, info, ring_s)
        if isinstance(answered, DialResult):
            log.info("dialled", attempt=request.attempt_id, result=answered)
            return SurveyResult(answered, None)
        survey = self.robot.survey(
            name=request.name,
            unit=request.unit,
            title=request.title,
            ticket_number=request.ticket_number,
            phone=request.phone,
            redo_round=request.redo_round,
        )
        try:
            result, events = await self._hold(answered, survey, request.ticket_number)
        finally:  # whoever dialled hangs up, also where stopping cuts the call short
            await answered.hang_up()
        failed = result.outcome == "failed"
        said = result.verdict.words if result.verdict else ""
        return SurveyResult(
            DialResult.FAILED if failed else DialResult.ANSWERED,
            result.verdict,
            result.call_id,
            reason_span(events.records, said),
        )

    async def ring(self, number: str, info: LineInfo, ring_s: float) -> Line | DialResult:
        """A seat, or a citizen who was promised a call: a handset that is registered under the
        number, or else the trunk."""
        if number in self.handsets:
            answered = await self.handsets.dial(number, info, ring_s)
            return DialResult(answered.value) if isinstance(answered, DialFailure) else answered
        return await self._dial(number, info, ring_s)

    async def return_call(self, line: Line, handoff: Handoff, agent: Prepared) -> None:
        """Hold a promised call, with the agent already there; hangs up."""
        recorded = "outbound" in self.robot.settings.call.record
        try:
            service = self.robot.profile().service
            await self._hold(line, ReturnCall(service, recorded, handoff), "", agent)
        finally:
            await line.hang_up()

    async def _dial(self, number: str, info: LineInfo, ring_s: float) -> Line | DialResult:
        if self.trunk is None:
            answered = await self.handsets.dial(number, info, ring_s)
            return DialResult(answered.value) if isinstance(answered, DialFailure) else answered
        taken = await self.trunk.dial(number, info, ring_s)
        return DIAL_RESULTS[taken] if isinstance(taken, outcomes.DialFailure) else taken

    async def _hold(
        self, line: Line, conversation: Conversation, ticket: str, desk: Desk | None = None
    ) -> tuple[CallResult, EventLog]:
        started = self.services.now()
        recording = self._recording(line.info, started)
        with structlog.contextvars.bound_contextvars(call=line.info.call_id):
            log.info(
                "call_started",
                caller=line.info.caller,
                direction=line.info.direction,
                diverted_from=line.info.parameters.get("diverted_from", ""),
            )
            spoken = (log_speech,) if self.robot.settings.log.speech else ()
            observers = (self.tally, log_moments, *spoken)
            result, events = await self.robot.converse(
                line,
                conversation,
                self.services,
                self.new_clock(),
                *observers,
                recording=recording,
                desk=desk or self.desk,
            )
            log.info("call_ended", outcome=result.outcome, seconds=result.duration_s)
            await self._save(line.info, started, result, events, recording, ticket)
        return result, events

    def _recording(self, info: LineInfo, started: datetime) -> Path | None:
        """A name of our own: the call's id may come from the peer."""
        call = self.robot.settings.call
        if info.direction not in call.record:
            return None
        return call.recordings_dir / f"{started:%Y%m%dT%H%M%S}-{uuid4().hex[:12]}.wav"

    async def _save(
        self,
        info: LineInfo,
        started: datetime,
        result: CallResult,
        events: EventLog,
        recording: Path | None,
        ticket: str,
    ) -> None:
        """Records that cannot be kept are logged; the call has been held all the same."""
        name = recording.name if recording is not None else ""
        try:
            await self.services.save(
                info, self.robot.engine, started, result, events.records, name, ticket
            )
        except Exception as e:
            log.error("call_not_saved", error=str(e), outcome=result.outcome)
