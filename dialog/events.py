"""What a conversation is told, and what it asks for. All frozen; no I/O, no clock."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

# --- what both speak of ------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnTicket:
    """A ticket of the caller, who has proved that it is theirs.

    title: the matter as it is said ("路灯不亮"). stage: so too ("正在办理"). phase: underway;
    completed, the result is there and the citizen may still send it back; over, nothing more can
    be done to it. filed: the local day. days_left: working days until it is due, 0 on the day
    itself, less where it is late. result: of the unit, "" before. urges: how often it was hurried
    (催办). urged_today: nobody may hurry it twice on one day. joined: which of those who joined it
    the caller is, 0 for who filed it.
    """

    number: str
    title: str
    category: str
    matter: str
    place: str
    unit: str
    stage: str
    phase: Literal["underway", "completed", "over"]
    filed: date
    due: date
    days_left: int
    result: str = ""
    urges: int = 0
    urged_today: bool = False
    secret: bool = False
    joined: int = 0


Change = Literal["urge", "supplement", "withdraw", "redo"]
"""What a citizen may do to a ticket: 催办, 补充, 撤回, 重新办理."""


# --- events: what a conversation is told -------------------------------------------------------


@dataclass(frozen=True)
class Connected:
    """The line is open. caller: the citizen's number as digits, "" where withheld."""

    caller: str = ""


@dataclass(frozen=True)
class Heard:
    """The caller finished an utterance.

    text: characters ("" where nothing was understood); syllables: toneless pinyin, one item each,
    as in `asr.recognizer.Transcript`; confidence 0 to 1 or None.
    """

    text: str
    syllables: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True)
class Keyed:
    """The caller pressed a key."""

    digit: str


@dataclass(frozen=True)
class Silence:
    """Nobody has spoken since the robot's last prompt ended, for as long as was allowed."""


@dataclass(frozen=True)
class TicketFiled:
    """Answer to `FileTicket`. due: as it is said ("12月14日"). joined: the same matter had been
    filed before, and the caller is now one of `people` who ask for it, with a query code of their
    own."""

    number: str
    query_code: str
    unit: str
    due: str
    joined: bool = False
    people: int = 1


@dataclass(frozen=True)
class TicketsFound:
    """Answer to `FindTickets`. tickets: newest first, () where there is none. wanting: what a
    lookup by number lacks: 'number', it cannot be right; 'code', the query code is missing or does
    not fit, which does not tell whether there is such a ticket. number: that was asked for, ""
    where it was those of a telephone."""

    tickets: tuple[OwnTicket, ...] = ()
    wanting: Literal["", "number", "code"] = ""
    number: str = ""


@dataclass(frozen=True)
class TicketChanged:
    """Answer to `ChangeTicket`. done: 'done'; 'already', it was hurried today; 'refused', its state
    does not allow it any more. due: the new due date as it is said, where there is one."""

    number: str
    change: Change
    done: Literal["done", "already", "refused"] = "done"
    due: str = ""


@dataclass(frozen=True)
class Queued:
    """The caller waits for a person: told soon after joining the queue, and from time to time.

    place: 1 is next. wait_s: expected, seconds. may_return: whether they can be called back
    instead of waiting.
    """

    place: int
    wait_s: float
    may_return: bool = False


@dataclass(frozen=True)
class ReturnPromised:
    """Answer to `PromiseReturn`: it is written down, and the place is kept."""


@dataclass(frozen=True)
class Failed:
    """An action could not be carried out ('file_ticket', 'find_tickets', 'change_ticket',
    'handoff', 'send_sms', 'hearing', 'return_call')."""

    action: str
    reason: str = ""


@dataclass(frozen=True)
class PersonNeeded:
    """This caller is better off with a person. Found beside the conversation, by `dialog.care` and
    `dialog.doubt`.

    reason: 'dialect', 'language', 'noise', 'child', 'abuse', 'hard_of_hearing', a key of
    `dialog.handover.NEEDS`; or a kind of danger, a key of `dialog.rescue.SERVICES`. words: what
    was said of the danger.
    """

    reason: str
    words: str = ""


@dataclass(frozen=True)
class Gone:
    """The caller hung up, or took leave. danger: a key of `dialog.rescue.SERVICES` where that was
    instead of an answer whether they are in it, else ""; words: what was said of it."""

    danger: str = ""
    words: str = ""


Event = (
    Connected
    | Heard
    | Keyed
    | Silence
    | TicketFiled
    | TicketsFound
    | TicketChanged
    | Queued
    | ReturnPromised
    | Failed
    | PersonNeeded
    | Gone
)

# --- actions: what a conversation asks for -----------------------------------------------------


@dataclass(frozen=True)
class Say:
    """Speak. The pieces are spoken one after the other without a gap; each is cached on its own,
    so what varies (a number, a place) should be a piece by itself.

    prompt: id in the prompt catalogue, or 'kb:<entry id>' for an answer.
    interruptible: False for what the law wants heard in full.
    short: the same in fewer words, in pieces as well: for the second time the same is asked; ()
        where there is no such wording.
    pace: of the voice, 1.0 is usual and 0.8 slow. gain_db: louder by so much, 0 is usual.
    """

    prompt: str
    pieces: tuple[str, ...]
    interruptible: bool = True
    short: tuple[str, ...] = ()
    pace: float = 1.0
    gain_db: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def recording(self) -> str:
        """What a recording of it is called: by its prompt; the short wording has its own."""
        short = bool(self.short) and self.pieces == self.short
        return f"{self.prompt}.short" if short else self.prompt


@dataclass(frozen=True)
class Listen:
    """The caller's turn. `Silence` follows after silence_s seconds without speech.

    expects: what kind of answer is likely; the endpointer and the recogniser use it.
    phrases: words to prefer in recognition. number: a telephone number may be said as well.
    secret: what is answered, by voice or key, stands in no record of the call.
    """

    silence_s: float = 5.0
    expects: Literal["open", "yes_no", "digits", "address", "satisfaction"] = "open"
    phrases: tuple[str, ...] = ()
    number: bool = False
    secret: bool = False


@dataclass(frozen=True)
class FileTicket:
    """File what was said. Answered by `TicketFiled` or `Failed('file_ticket')`.

    title: the matter in a few words, as it is said in the callback ("您反映的……"). words: the
    utterances that the content is made of, as they were heard. content: who, when, where, cause and
    course, see `dialog.account`. when: as a clerk writes it, "" where it was not said. wants: what
    is to be done, in the caller's words. callback_wanted: False where the caller asked not to be
    called. matter_path: names of the three levels of the matter tree, () where it has no place in
    it. areas: names of district, street and community, as far as they are known. caller_name: as
    it was given ("王先生"), or "".
    """

    category: str
    matter: str
    place: str
    content: str
    contact: str
    urgency: Literal["一般", "紧急", "特急"] = "一般"
    secret: bool = False
    title: str = ""
    words: tuple[str, ...] = ()
    when: str = ""
    wants: str = ""
    callback_wanted: bool = True
    matter_path: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    caller_name: str = ""


@dataclass(frozen=True)
class FindTickets:
    """Look up tickets. Answered by `TicketsFound` or `Failed('find_tickets')`, or by nothing.

    phone: those of a number, without the secret ones. number, code: the one of 21 digits, if the
    query code fits; with code "" it is only said what is wanting.
    """

    phone: str = ""
    number: str = ""
    code: str = ""


@dataclass(frozen=True)
class ChangeTicket:
    """Do what the citizen wants with a ticket of theirs. Answered by `TicketChanged` or
    `Failed('change_ticket')`. words: the citizen's own; may be "" for 'urge'. joined: as in
    `OwnTicket`."""

    number: str
    change: Change
    words: str = ""
    joined: int = 0


@dataclass(frozen=True)
class SendSms:
    """Send a text message to the caller: queued in the outbox."""

    text: str


@dataclass(frozen=True)
class Handoff:
    """Give the caller to a person. `Queued` tells of waiting, where there is a queue; nothing
    else follows unless it fails: `Failed('handoff')`.

    reason: 'asked', 'no_match', 'no_input', 'emergency', 'anger', …
    summary: one line for the agent. slots: everything learnt, so that nobody asks again.
    """

    queue: str
    reason: str
    summary: str
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class StopRecording:
    """Keep no more of the call's sound. reason: 'secret' or 'no_recording', what was asked for."""

    reason: str


@dataclass(frozen=True)
class LeaveQueue:
    """The caller does not want to wait for a person any more; the conversation goes on."""


@dataclass(frozen=True)
class PromiseReturn:
    """Call the caller when it is their turn. Answered by `ReturnPromised` or
    `Failed('return_call')`; the caller waits on until the call is hung up."""


@dataclass(frozen=True)
class StayOnLine:
    """The call lasts for as long as the caller wants: it is never too long from now on."""


@dataclass(frozen=True)
class Decision:
    """For the log, the operator and the tests: what was understood and why.

    kind: 'answer', 'clarify', 'no_match', 'intent', 'slot', 'label', …
    score: of the match, 0 to 1, or None for a rule.
    candidates: (what, score) pairs, best first.
    """

    kind: str
    detail: str
    score: float | None = None
    candidates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The outcome of a callback survey, given once, before the conversation hangs up.

    reached: the right person answered and took part.
    label: as in the reply labels ('satisfied', 'unsatisfied', 'unresolved', 'neutral',
        'busy-later', 'wrong-number', 'refuse', 'unclear', 'transfer-human').
    contacted, solved, satisfied: what was said, None where not asked or not answered.
    words: the citizen's own words for the reason, "" where none.
    call_again: when the citizen wants to be called ("明天上午"), "" where not asked for.
    call_at: the time that was agreed for it, ISO 8601 with its offset, "" where none was.
    other: what was said of another matter, which is not this ticket's.
    do_not_call: never to be called again.
    """

    reached: bool
    label: str
    contacted: bool | None = None
    solved: Literal["all", "part", "none"] | None = None
    satisfied: Literal["satisfied", "basically", "unsatisfied"] | None = None
    words: str = ""
    call_again: str = ""
    call_at: str = ""
    other: str = ""
    do_not_call: bool = False


@dataclass(frozen=True)
class HangUp:
    """End the call when everything has been said. outcome: 'answered', 'ticket', 'handoff',
    'no_input', 'survey', 'return_call', 'caller_gone', 'failed', 'abuse', 'harassment', 'prank'."""

    outcome: str
    slots: tuple[tuple[str, str], ...] = field(default=())


Action = (
    Say
    | Listen
    | FileTicket
    | FindTickets
    | ChangeTicket
    | SendSms
    | StopRecording
    | Handoff
    | LeaveQueue
    | PromiseReturn
    | StayOnLine
    | Decision
    | Verdict
    | HangUp
)


class Conversation(Protocol):
    """A dialogue as a pure state machine.

    After the actions of one `receive` the robot speaks all `Say`s in order; if they end with a
    `Listen`, the next event is `Heard`, `Keyed` or `Silence`; if with `FileTicket`, `TicketFiled`
    or `Failed`; so too with `ChangeTicket`; `HangUp` and `Handoff` end it.
    """

    @property
    def state(self) -> str: ...

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        """at: seconds since the call began."""
