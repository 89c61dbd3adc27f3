"""The composition root: builds everything a call needs, once; nothing runs at import."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from asr.activity import GatedActivity
from asr.endpoint import Completeness, EndpointSettings, Expects, TrailingSilence
from asr.ladder import Ladder, Step
from asr.pool import RecognitionPool
from asr.recognizer import Transcript
from asr.silero import new_activity
from dialog.conversations import callback, inbound
from dialog.events import Conversation, Heard
from dialog.grammar.completeness import completeness
from dialog.grammar.murmur import is_backchannel, is_murmur
from dialog.grammar.utterance import Utterance, heard
from dialog.profile import Profile, SurveySubject
from ivr.call.ear import Ear
from ivr.call.echo import EchoSettings
from ivr.call.eventlog import EventLog, Observer
from ivr.call.floor import FloorSettings
from ivr.call.foreground import ForegroundSettings
from ivr.call.ports import CallResult, Desk, Services, SessionSettings, Settling
from ivr.call.recording import Recording
from ivr.call.room import RoomSettings
from ivr.call.run import run_call
from ivr.call.second_pass import SecondPass
from ivr.database import Database
from ivr.gateway.line import Line
from ivr.gateway.sip.rules import NumberRules
from ivr.in_force import known_in_force
from ivr.knowledge_live import LiveKnowledge, known_of
from ivr.loading import lay_prompts, load_areas, load_entries, open_engines, open_speaker
from ivr.own_tickets import OwnRules
from ivr.precedents_live import LivePrecedents
from ivr.rehearsal import rehearse
from ivr.sections import Service, ServiceLine
from ivr.services import DatabaseServices
from ivr.settings import Settings
from ivr.speech.speaker import Speaker
from knowledge.dialect import dialect
from tickets.states import redone_enough

log = structlog.get_logger()

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Robot:
    """Everything that calls share. now: the time, aware. second: hears again what goes into
    tickets."""

    settings: Settings
    ears: Ladder
    speaker: Speaker
    knowledge: LiveKnowledge
    now: Now
    second: RecognitionPool | None = None
    past: LivePrecedents = field(default_factory=LivePrecedents)

    @property
    def pool(self) -> RecognitionPool:
        """Of the best engine."""
        return self.ears.pools[0]

    @property
    def engine(self) -> str:
        """Recogniser and model, for logs and records."""
        return f"{self.pool.engine.name}:{self.pool.engine.model}"

    def profile(self, called: str = "") -> Profile:
        """Of the line with the number that was dialled."""
        service = self.settings.service
        line = line_of(service, called)
        return Profile(
            name=line.name,
            recorded="inbound" in self.settings.call.record,
            city=service.city,
            city_code=service.area_code,
            sms_signature=service.signature,
            queue=line.human_queue,
            emergency_queue=line.emergency_queue,
            dialect_queue=service.dialect_queue,
            foreign_queue=service.foreign_queue,
            silence_s=self.settings.call.silence_s,
            max_silences=self.settings.call.max_silences,
            offer_return_s=self.settings.handover.offer_return_s,
            today=self._local_now().date(),
        )

    def survey(
        self,
        *,
        name: str,
        unit: str,
        title: str,
        ticket_number: str = "",
        phone: str = "",
        redo_round: int = 0,
    ) -> Conversation:
        """A conversation for a callback; the arguments are those of `SurveySubject`."""
        service, max_redo = self.settings.service, self.settings.callback.max_redo
        subject = SurveySubject(
            city=service.city,
            name=name,
            unit=unit,
            title=title,
            ticket_number=ticket_number,
            phone=phone,
            redo_round=redo_round,
            escalates=redone_enough(redo_round, max_redo),
            queue=service.human_queue,
            emergency_queue=service.emergency_queue,
            dialect_queue=service.dialect_queue,
            foreign_queue=service.foreign_queue,
            silence_s=self.settings.call.silence_s,
            max_silences=self.settings.call.max_silences,
            offer_return_s=self.settings.handover.offer_return_s,
            recorded="outbound" in self.settings.call.record,
            now=self._local_now(),
            calling_hours=self.settings.callback.windows,
        )
        return callback(subject)

    def hotline(self, called: str = "") -> Conversation:
        """A conversation for an inbound call to a number, knowing what holds today."""
        profile = self.profile(called)
        today = self._local_now().date()
        answers = self.past.behind(self.knowledge.matcher(today))
        return inbound(profile, answers, load_areas(self.settings))

    def rehearse(self) -> None:
        """Be ready for the first caller."""
        rehearse(self.hotline(), self.survey(name="", unit="承办单位", title="路灯不亮"))

    def _local_now(self) -> datetime:
        return self.now().astimezone(self.settings.service.zone)

    async def converse(
        self,
        line: Line,
        conversation: Conversation,
        services: Services,
        clock: Settling,
        *observers: Observer,
        recording: Path | None = None,
        desk: Desk | None = None,
    ) -> tuple[CallResult, EventLog]:
        """Hold one conversation on a line, to its end. Never raises for the far end's doings."""
        events = EventLog(*observers)
        settings = session_settings(self.settings)
        partials: list[Transcript] = []
        steps: list[Step] = []
        second = None
        if self.second is not None:
            second = SecondPass(self.second, self.settings.asr.second_s)
        hearing = self.ears.open(
            lambda new: partials.append(new.transcript),
            steps.append,
            second.keep if second is not None else None,
        )
        with ExitStack() as stack:
            stack.callback(hearing.close)
            ear = Ear(
                self.engine,
                hearing,
                GatedActivity(new_activity()),
                endpoint_settings(self.settings),
                line.info.sample_rate,
                self.pool.engine.sample_rate,
                partials,
                steps,
                _completeness,
                foreground_settings(self.settings),
            )
            kept = None
            if recording is not None:
                kept = stack.enter_context(Recording(recording, line.info.sample_rate))
            result = await run_call(
                line, conversation, ear, self.speaker, services, clock, events, settings, kept,
                desk, second,
            )  # fmt: skip
        return result, events


def endpoint_settings(settings: Settings) -> EndpointSettings:
    asr = settings.asr
    return EndpointSettings(
        start_threshold=asr.vad_threshold,
        stop_threshold=asr.vad_threshold * 0.7,
        min_speech_s=asr.min_speech_ms / 1000,
        pre_roll_s=asr.pre_roll_ms / 1000,
        max_utterance_s=asr.max_utterance_s,
        trailing_s=TrailingSilence(
            open=asr.pause_ms / 1000,
            yes_no=asr.short_pause_ms / 1000,
            digits=asr.long_pause_ms / 1000,
            address=asr.address_pause_ms / 1000,
            satisfaction=asr.pause_ms / 1000,
            complete=asr.complete_pause_ms / 1000,
            unfinished=asr.unfinished_pause_ms / 1000,
            most=asr.longest_pause_ms / 1000,
        ),
        guess_s=asr.guess_ms / 1000,
    )


def line_of(service: Service, called: str) -> ServiceLine:
    """The first of the lines that fits a dialled number, filled in from what holds elsewhere."""
    fitting = (own for own in service.lines if NumberRules.of((own.called,), ()).admit(called))
    own = next(fitting, ServiceLine(called="*"))
    return ServiceLine(
        called=own.called,
        name=own.name or service.name,
        human_queue=own.human_queue or service.human_queue,
        emergency_queue=own.emergency_queue or service.emergency_queue,
    )


def foreground_settings(settings: Settings) -> ForegroundSettings:
    call = settings.call
    return ForegroundSettings(
        call.background_db,
        EchoSettings(longest_s=call.echo_ms / 1000),
        RoomSettings(call.room_rise_db, call.room_patience_s),
    )


def floor_settings(settings: Settings) -> FloorSettings:
    call = settings.call
    return FloorSettings(barge_in_s=call.barge_in_ms / 1000, words_s=call.barge_in_words_ms / 1000)


def session_settings(settings: Settings) -> SessionSettings:
    return SessionSettings(
        max_s=settings.call.max_s,
        save_timeout_s=settings.call.save_timeout_s,
        floor=floor_settings(settings),
        is_backchannel=lambda words: is_murmur(_said(words)),
        murmurs_so_far=lambda words: is_backchannel(_said(words)),
        fallback_queue=settings.service.human_queue,
        record_handover="handover" in settings.call.record,
    )


def _said(words: Transcript) -> Utterance:
    return heard(Heard(words.text, words.syllables))


def _completeness(words: Transcript, expects: Expects) -> Completeness:
    return completeness(_said(words), expects)


def live_knowledge(settings: Settings, database: Database | None = None) -> LiveKnowledge:
    """What is published in the database; the folder of entries where nothing is, or where there is
    no database. Raises KnowledgeError."""
    if database is None:
        known = known_of(load_entries(settings))
    else:
        known = known_in_force(database, settings)
    return LiveKnowledge(known, dialect(settings.knowledge.accents))


def services(
    settings: Settings,
    database: Database,
    now: Now,
    randbelow: Callable[[int], int] = secrets.randbelow,
) -> DatabaseServices:
    """randbelow: for query codes; a replay gives a seeded one."""
    zone = settings.service.zone
    area = settings.service.area_code
    return DatabaseServices(
        database,
        area,
        zone,
        now,
        randbelow=randbelow,
        unsure_below=settings.knowledge.unsure_below,
        own=OwnRules(
            own_days=settings.tickets.own_days,
            duplicate_days=settings.tickets.duplicate_days,
            max_redo=settings.callback.max_redo,
        ),
    )


@asynccontextmanager
async def open_robot(
    settings: Settings, now: Now, knowledge: LiveKnowledge | None = None
) -> AsyncIterator[Robot]:
    """Load models and voice (seconds), and keep them until the block ends. knowledge: None takes
    the folder of entries.

    Raises AsrError, SpeechError, KnowledgeError or DialogError where something is missing.
    """
    lay_prompts(settings.speech.prompts)
    knowledge = knowledge or live_knowledge(settings)
    entries = knowledge.known.entries.values()
    engines = await asyncio.to_thread(open_engines, settings, entries)
    with await asyncio.to_thread(open_speaker, settings) as speaker:
        models = [engine.model for engine in engines.steps]
        again = engines.second and engines.second.model
        log.info("robot_ready", engines=models, second=again, voice=speaker.name)
        async with AsyncExitStack() as stack:
            asr = settings.asr
            pools = [
                await stack.enter_async_context(RecognitionPool(e, asr.workers, asr.max_calls))
                for e in engines.steps
            ]
            second = None
            if engines.second is not None:
                hears_again = RecognitionPool(engines.second, 1, asr.max_calls)
                second = await stack.enter_async_context(hears_again)
            ears = Ladder(pools, asr.patience_s)
            past = LivePrecedents(dialect(settings.knowledge.accents))
            robot = Robot(settings, ears, speaker, knowledge, now, second, past)
            await asyncio.to_thread(robot.rehearse)  # what is missing shows now, not in a call
            await asyncio.to_thread(new_activity)  # so that no call waits for it to be loaded
            yield robot
