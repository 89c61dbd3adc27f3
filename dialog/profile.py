"""What differs from city to city: settings of the conversations. [P]"""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, kw_only=True)
class CallSettings:
    """What is set for calls in either direction.

    recorded: whether the call is, which the caller must be told. queue, emergency_queue: where it
    is handed over; dialect_queue, foreign_queue: the seats of those who speak no Mandarin, "" for
    those of `queue`. silence_s: seconds of silence before the robot speaks again. max_failures:
    turns not understood, or tickets and handoffs failed, before something else is tried.
    max_silences: prompts into silence before the call is closed, or handed over where a ticket was
    begun. offer_return_s: expected wait for a person, seconds, from which a call back is offered at
    once.
    """

    recorded: bool = True
    queue: str = "agents"
    emergency_queue: str = "emergency"
    dialect_queue: str = ""
    foreign_queue: str = ""
    silence_s: float = 5.0
    max_failures: int = 2
    max_silences: int = 1
    offer_return_s: float = 120.0


@dataclass(frozen=True)
class Profile(CallSettings):
    """One hotline.

    name: what the robot says it is, "" for the city's 12345热线. city: as it is said ("重庆").
    city_code: six digits, names the area table. sms: whether text messages go out; sms_signature:
    who they are from. today: the local day of the call, by which 昨天 becomes a date; None where it
    is not known, and times then stay in the caller's words.
    """

    name: str = ""
    city: str = "重庆"
    city_code: str = "500000"
    sms: bool = True
    sms_signature: str = "重庆12345"
    today: date | None = None

    @property
    def service(self) -> str:
        return self.name or f"{self.city}12345热线"


@dataclass(frozen=True)
class SurveySubject(CallSettings):
    """Whom a callback asks, and about what.

    name: as the citizen is addressed, "" where unknown. title: the matter as it is said
    ("路灯不亮"). phone: the number that was dialled. redo_round: how often the ticket has been
    sent round again, 0 for the first callback. escalates: whether that was as often as it may be,
    so that a supervisor decides where the citizen is not content now either. now: the local time at
    which the call is made, aware, by which "明天上午" becomes an appointment; None where it is not
    known. calling_hours: of a day, within which another call is agreed.
    """

    city: str
    name: str
    unit: str
    title: str
    ticket_number: str = ""
    phone: str = ""
    redo_round: int = 0
    escalates: bool = False
    now: datetime | None = None
    calling_hours: tuple[tuple[time, time], ...] = (
        (time(9, 0), time(12, 0)),
        (time(14, 30), time(20, 0)),
    )
