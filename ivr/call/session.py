"""One call: a Line, a conversation, and everything between them carried out.

The session decides nothing. Each 20 ms tick it lets the ear hear, lets finished work report, asks
the floor who has the turn, and plays the next frame. What the floor and the conversation decide it
carries out; all that takes time (recognition, synthesis, the database, a transfer) is `Work` whose
results come back on a later tick. On the virtual clock the tick waits for them, so a replay is the
same every time.
"""

import asyncio

from asr.ladder import Step
from dialog.events import (
    Action,
    ChangeTicket,
    Connected,
    Conversation,
    Decision,
    Event,
    Failed,
    FileTicket,
    FindTickets,
    Gone,
    Handoff,
    HangUp,
    Heard,
    Keyed,
    LeaveQueue,
    Listen,
    PromiseReturn,
    Queued,
    Say,
    SendSms,
    Silence,
    StayOnLine,
    StopRecording,
    Verdict,
)
from ivr.call import floor
from ivr.call.captions import CaptionFeed
from ivr.call.errands import Errands
from ivr.call.eventlog import EventLog, decided
from ivr.call.handoff import handoff_context, with_ticket
from ivr.call.hold import Hold
from ivr.call.playback import Playback
from ivr.call.ports import (
    Desk,
    Ear,
    Mouth,
    SecondHearing,
    Services,
    SessionSettings,
    Settling,
    Taken,
)
from ivr.call.recording import Recording
from ivr.call.speaking import speak
from ivr.call.utterances import Result, Utterances
from ivr.call.work import Work
from ivr.gateway.line import FRAME_MS, Digit, Frame, HungUp, Line

LAST_WORDS_S = 30.0
"""Room for the last words of a call that is too long; then it ends even if the caller talks on."""


class Session:
    """The running state of one call; see `ivr.call.run`."""

    def __init__(
        self,
        line: Line,
        conversation: Conversation,
        ear: Ear,
        mouth: Mouth,
        services: Services,
        clock: Settling,
        events: EventLog,
        settings: SessionSettings,
        recording: Recording | None,
        desk: Desk | None = None,
        second: SecondHearing | None = None,
    ) -> None:
        self.line, self.conversation, self.ear, self.mouth = line, conversation, ear, mouth
        self.clock, self.events, self.settings = clock, events, settings
        self.recording = recording
        self.captions = CaptionFeed(line, events)
        self.at = 0.0
        self.floor = floor.Floor(settings.floor)
        self.playback = Playback(line.info.sample_rate * FRAME_MS // 1000 * 2)
        self.work: Work
        self.closing: HangUp | Handoff | None = None
        self.ended: tuple[str, str] | None = None
        self.utterances = Utterances(ear, events, lambda: self.at)
        self.errands = Errands(line.info, services, events, lambda: self.at, second)
        self.busy_at = 0.0  # when there was last something to say, or no wish to end the call
        self.verdict: Verdict | None = None
        self.hold = Hold(desk, line, events, lambda: self.at)
        self.handed = ""  # why the caller was handed over
        self.stays = False  # the caller may stay for as long as they want

    # --- the loop ---

    async def run(self) -> tuple[str, str]:
        """Returns outcome and reason."""
        async with asyncio.TaskGroup() as group:
            self.work = Work(group)
            try:
                return await self.converse()
            finally:  # however the call ended, a ticket that is being filed is still filed
                self.hold.leave("ended")
                await self.work.finish(self.settings.save_timeout_s)

    async def converse(self) -> tuple[str, str]:
        self.tell(Connected(self.line.info.caller))
        while self.ended is None:
            match await self.line.receive():
                case Frame(pcm):
                    await self.tick(pcm)
                case Digit(digit):
                    self.utterances.keyed(digit)
                    self.decide(floor.KeyPressed(digit))
                case HungUp(reason):
                    self.gone(reason)
        return self.ended

    async def tick(self, pcm: bytes) -> None:
        self.at = round(self.at + FRAME_MS / 1000, 3)
        for voice in self.ear.push(pcm, self.at):
            self.decide(voice)
        await self.clock.settle(self.settled)
        if heard := self.utterances.partial():
            self.decide(floor.PartialHeard(heard, self.settings.murmurs_so_far(heard)))
        if step := self.ear.step():
            self.step_down(step)
        self.work.collect()
        self.decide(floor.Tick())
        if self.hold.waiting:
            await self.wait()
        if self.ended is None:
            await self.play(pcm)

    async def play(self, pcm: bytes) -> None:
        """The robot's side of a tick."""
        frame = self.next_frame()
        if self.hold.waiting and self.playback.head is None:
            frame = self.hold.music()
        self.ear.played(frame)
        if self.recording is not None:
            self.recording.add(pcm, frame)
        if frame is not None:
            await self.line.send(frame)
        await self.captions.update()
        await self.end_if_over()

    async def end_if_over(self) -> None:
        """All said: what is still being filed or sent is waited for, but not for ever in silence;
        `Work.finish` gives it its last chance when the caller has left."""
        most_s = self.settings.max_s + self.hold.waited_s
        too_long = self.at >= most_s and not self.stays
        if too_long and self.closing is None:
            self.carry_out((self.settings.too_long, HangUp("too_long")))
        if too_long and self.at >= most_s + LAST_WORDS_S:
            await self.close(HangUp("too_long"))
        elif self.closing is None or self.playback.head is not None:
            self.busy_at = self.at
        elif not self.work.tasks or self.at - self.busy_at >= self.settings.save_timeout_s:
            await self.close(self.closing)

    async def settled(self) -> None:
        """Everything begun so far has been heard, spoken and answered."""
        await self.ear.settled()
        if self.work.tasks:
            await asyncio.wait(self.work.tasks)

    def next_frame(self) -> bytes | None:
        """The frame to play now; tells the floor when another prompt has come to the head."""
        before, begun = self.playback.head, self.playback.begun
        frame = self.playback.next_frame()
        head = self.playback.head
        if frame is not None and not begun:
            self.events.add(self.at, "robot_starts")
        if head is None and before is not None:
            self.events.add(self.at, "robot_quiet")
            self.decide(floor.PromptsEnded())
        elif head is not None and head != before:
            self.decide(floor.PromptStarted(head.interruptible))
        return frame

    # --- the floor's decisions ---

    def decide(self, event: floor.FloorEvent) -> None:
        for action in self.floor.receive(event, self.at):
            self.act_on_floor(action)

    def act_on_floor(self, action: floor.FloorAction) -> None:
        match action:
            case floor.StartHearing():
                self.utterances.begin()
            case floor.FinishHearing():
                self.work.start(self.utterances.end(), self.recognised)
            case floor.PausePlayback():
                self.events.add(self.at, "barge_in")
                self.playback.pause()
                if self.playback.begun:  # or else the far end still plays the prompt before it
                    self.work.start(self.line.flush())
            case floor.ResumePlayback():
                self.events.add(self.at, "robot_resumes")
                self.playback.resume()
            case floor.DropPlayback():
                self.events.add(self.at, "robot_yields")
                self.playback.drop()
                self.work.start(self.line.flush())
            case floor.DeliverWords(words):
                self.tell(Heard(words.text, words.syllables, words.confidence))
            case floor.DeliverKey(digit):
                self.tell(Keyed(digit))
            case floor.DeliverSilence():
                self.events.add(self.at, "silence")
                self.tell(Silence())

    def step_down(self, step: Step) -> None:
        """Another engine hears, not as well; or none does."""
        self.events.add(
            self.at, "hearing_step", source=step.source, target=step.target, reason=step.reason
        )
        if not step.target:
            self.tell(Failed("hearing", step.reason))
        elif self.closing is None:
            self.say(self.settings.cheaper)

    # --- the conversation's actions ---

    def tell(self, event: Event) -> None:
        """Give the conversation an event and carry out what it asks for."""
        if self.closing is None:
            self.carry_out(self.conversation.receive(event, self.at))

    def carry_out(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            self.act(action)

    def act(self, action: Action) -> None:
        match action:
            case Say():
                self.say(action)
            case Listen():
                self.utterances.expect(action)
                self.decide(floor.TurnGiven(action.silence_s))
            case FileTicket() | FindTickets() | ChangeTicket() | SendSms():
                self.work.start(self.errands.run(action), self.answered)
            case Decision() | Verdict() | StopRecording():
                self.note(action)
            case StayOnLine():
                self.stays = True
            case PromiseReturn():
                self.work.start(self.hold.promise(), self.tell)
            case LeaveQueue() | Handoff() | HangUp():
                self.leave(action)

    def answered(self, event: Event | None) -> None:
        """An errand has been run."""
        if event is not None:
            self.tell(event)

    def leave(self, action: LeaveQueue | Handoff | HangUp) -> None:
        """The queue, or the call once everything has been said."""
        self.hold.leave(action.outcome if isinstance(action, HangUp) else "left")
        if not isinstance(action, LeaveQueue):
            self.closing = action

    def note(self, action: Decision | Verdict | StopRecording) -> None:
        match action:
            case Decision():
                self.events.add(self.at, "decision", **decided(action, self.conversation.state))
            case Verdict(words=words):
                self.verdict = action
                self.events.add(self.at, "verdict", label=action.label, words=words or None)
            case StopRecording(reason):
                self.events.add(self.at, "recording_stopped", reason=reason)
                if self.recording is not None:
                    self.recording.stop()

    def say(self, say: Say) -> None:
        self.events.add(self.at, "robot_says", prompt=say.prompt, text=say.text)
        was_quiet = self.playback.head is None
        ticket = self.playback.enqueue(say.prompt, say.interruptible)
        if was_quiet:
            self.decide(floor.PromptStarted(say.interruptible))
        self.work.start(self.speak(ticket, say))

    # --- work: each coroutine handles its own failures ---

    async def speak(self, ticket: int, say: Say) -> None:
        rate = self.line.info.sample_rate
        if not await speak(self.mouth, say, rate, self.playback, ticket):
            self.events.add(self.at, "speech_failed", prompt=say.prompt)

    def recognised(self, result: Result) -> None:
        self.utterances.note(result)
        if result.error is not None:  # told first: what it answers takes the turn
            self.tell(Failed("hearing", result.error))
        self.decide(floor.Recognised(result.words, self.settings.is_backchannel(result.words)))

    # --- a person ---

    async def wait(self) -> None:
        """A tick on hold: what the queue says goes to the conversation, until a person is there,
        who has the caller from then on; the robot keeps still, and the records."""
        match news := self.hold.news():
            case Queued() | Failed():
                self.tell(news)
            case Taken():
                self.playback.drop()
                if self.recording is not None and not self.settings.record_handover:
                    self.recording.stop()
                parted = await self.hold.talk(news, self.recording, self.pass_time)
                if parted.by == "agent":
                    await self.line.hang_up()
                self.ended = ("handoff", self.handed)

    def pass_time(self, seconds: float) -> None:
        self.at = round(self.at + seconds, 3)

    # --- endings ---

    def gone(self, reason: str) -> None:
        """The far end has left; what was known goes into the records."""
        self.hold.leave("caller_gone")
        outcome = "caller_gone"
        if isinstance(self.closing, HangUp):  # while the robot was saying goodbye
            outcome = self.closing.outcome
        elif self.closing is None:
            for action in self.conversation.receive(Gone(), self.at):
                if isinstance(action, HangUp):
                    outcome = action.outcome
                elif isinstance(action, Verdict | Decision | FileTicket | ChangeTicket | SendSms):
                    self.act(action)
        self.ended = (outcome, reason)

    async def close(self, ending: HangUp | Handoff) -> None:
        """Everything has been said: leave."""
        if isinstance(ending, HangUp):
            await self.line.hang_up()
            self.ended = (ending.outcome, "")
            return
        ending = with_ticket(ending, self.errands.ticket_number)
        queue, reason = ending.queue, ending.reason
        self.events.add(self.at, "handoff", queue=queue, reason=reason, summary=ending.summary)
        if self.hold.join(ending):
            self.closing, self.handed = None, reason
            return
        if await self.line.transfer(queue, handoff_context(ending, self.events)):
            self.ended = ("handoff", reason)
            return
        self.closing = None
        self.events.add(self.at, "handoff_failed", queue=queue)
        self.tell(Failed("handoff", "the queue did not take the call"))
