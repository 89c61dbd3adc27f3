"""The sections of the settings: plain data, each field with its meaning and unit. Those of the
lines are in `ivr.gateway.sections`."""

from datetime import time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from ivr.gateway.sip.errors import NumberRuleError
from ivr.gateway.sip.rules import NumberRules


def _data(*parts: str) -> Path:
    return platformdirs.user_data_path("hotline").joinpath(*parts)


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServiceLine(Section):
    """A number of its own, with a greeting and people of its own; what is empty is as elsewhere."""

    called: str = Field(description="Numbers dialled: digits, X any digit, * any more.")
    name: str = Field("", description="What the robot says it is on this line.")
    human_queue: str = Field("", description="Where a caller of this line goes who wants a person.")
    emergency_queue: str = Field("", description="Where danger reported on this line goes.")

    @field_validator("called")
    @classmethod
    def _pattern(cls, pattern: str) -> str:
        try:
            NumberRules.of((pattern,), ())
        except NumberRuleError as e:
            raise ValueError(str(e)) from None
        return pattern


class Service(Section):
    """Who the robot says it is."""

    name: str = Field("", description="What the robot says it is; empty: the city and 12345热线.")
    number: str = Field(
        "12345", pattern=r"^\d+$", description="Our number, as the called citizen sees it."
    )
    lines: tuple[ServiceLine, ...] = Field(
        (), description="Numbers with a greeting or queue of their own; the first that fits holds."
    )
    city: str = Field("重庆", description="City as it is said in the greeting.")
    area_code: str = Field(
        "500000", pattern=r"^\d{6}$", description="Six-digit area code; part of ticket numbers."
    )
    areas_dir: Path | None = Field(
        None, description="Folder of area tables of your own; see docs/places.md."
    )
    sms_signature: str = Field(
        "",
        pattern=r"^[^【】]*$",
        description="Who text messages are from, in 【】 before them; empty: the city and 12345.",
    )
    timezone: str = Field(
        "Asia/Shanghai", description="IANA time zone of due dates and calling hours."
    )
    human_queue: str = Field("agents", description="Where a caller who wants a person goes.")
    emergency_queue: str = Field("emergency", description="Where danger to life or property goes.")
    dialect_queue: str = Field(
        "", description="Seats for callers who speak a dialect only; empty: `human_queue`."
    )
    foreign_queue: str = Field(
        "", description="Seats for callers who speak another language; empty: `human_queue`."
    )

    @property
    def zone(self) -> ZoneInfo:
        """Whose days and hours count."""
        return ZoneInfo(self.timezone)

    @property
    def signature(self) -> str:
        """Of text messages."""
        return self.sms_signature or f"{self.city}12345"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("no such time zone; write for example Asia/Shanghai")
        return name


class Models(Section):
    """Recognition and voice models on disk."""

    dir: Path = Field(
        default_factory=lambda: _data("models"), description="Folder of installed models."
    )


class Asr(Section):
    """Hearing."""

    engine: Literal["auto", "vosk", "sherpa", "whisper"] = Field(
        "auto", description="Recogniser; auto takes the most accurate one that is installed."
    )
    model: str = Field(
        "", description="Model name (see `hotline models list`) or folder; empty: the best."
    )
    cheaper_model: str = Field(
        "auto",
        description="Model that hears what the first cannot; auto: an installed streaming one of "
        "another kind; empty: none.",
    )
    patience_s: float = Field(
        4.0, gt=0, description="Wait for words before a cheaper engine is asked, seconds."
    )
    second_model: str = Field(
        "auto",
        description="Model that hears again what goes into a ticket; auto: an installed one that "
        "errs half as often as the first, if there is one; empty: none.",
    )
    second_s: float = Field(
        3.0, gt=0, description="Longest that a ticket waits for the second hearing, seconds."
    )
    sentinel: bool = Field(
        True, description="Whether a known sentence must be understood before calls are taken."
    )
    workers: int = Field(2, ge=1, le=64, description="Recognition threads.")
    max_calls: int = Field(30, ge=1, le=2000, description="Calls heard at once; more are refused.")
    threads: int = Field(2, ge=1, le=64, description="Threads inside one Whisper recognition.")
    whisper_window_s: float = Field(
        10.0, ge=2, le=30, description="Shortest window that Whisper encodes, seconds."
    )
    vad_threshold: float = Field(
        0.5, gt=0, lt=1, description="Voice-activity probability that counts as speech, 0 to 1."
    )
    min_speech_ms: int = Field(160, ge=20, description="Shortest voice that opens a turn, ms.")
    pause_ms: int = Field(
        500, ge=100, description="Silence that ends an open answer, ms; see docs/turn-taking.md."
    )
    short_pause_ms: int = Field(
        500, ge=100, description="Silence that ends an answer to a yes/no question, ms."
    )
    long_pause_ms: int = Field(1200, ge=100, description="Silence that ends dictated digits, ms.")
    address_pause_ms: int = Field(600, ge=100, description="Silence that ends an address, ms.")
    complete_pause_ms: int = Field(
        350, ge=100, description="Silence that ends an answer whose words sound complete, ms."
    )
    unfinished_pause_ms: int = Field(
        1100, ge=100, description="Silence that ends an answer that sounds unfinished, ms."
    )
    longest_pause_ms: int = Field(
        1500, ge=100, description="Longest silence waited for in any answer, ms."
    )
    guess_ms: int = Field(
        200, ge=50, description="Silence after which all is heard, in case no more comes, ms."
    )
    max_utterance_s: float = Field(20.0, gt=0, description="Longest utterance, seconds.")
    pre_roll_ms: int = Field(
        300, ge=0, description="Audio kept from before the detected start of speech, ms."
    )


class Speech(Section):
    """The robot's voice."""

    engine: Literal["auto", "kokoro", "pyttsx3", "metered"] = Field(
        "auto", description="auto: Kokoro where installed, else pyttsx3. metered: a test tone."
    )
    voice: str = Field("zf_xiaoxiao", description="Kokoro voice (zf_* or zm_*).")
    speed: float = Field(1.0, ge=0.5, le=2.0, description="Speaking rate, 1 = normal.")
    threads: int = Field(2, ge=1, le=64, description="Threads of one synthesis.")
    cache_dir: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("hotline") / "speech",
        description="Folder of synthesised prompts.",
    )
    cache_mib: int = Field(512, ge=1, description="Size of the prompt cache, MiB.")
    recordings_dir: Path | None = Field(
        None, description="Folder of recorded prompts that override synthesis."
    )
    prompts: Path | None = Field(
        None, description="File of wordings of your own; see docs/conversation.md."
    )


class Call(Section):
    """One call's limits and turn-taking."""

    max_s: float = Field(900.0, gt=0, description="Longest call, seconds; then a polite end.")
    silence_s: float = Field(
        5.0, gt=0, description="Silence after a prompt before the robot speaks again, seconds."
    )
    max_silences: int = Field(
        1, ge=1, le=5, description="Prompts into silence, then a polite end or a person."
    )
    barge_in_ms: int = Field(
        600, ge=60, description="Voiced time over a prompt that stops the robot, ms."
    )
    barge_in_words_ms: int = Field(
        500, ge=60, description="The same where three syllables are heard, no 嗯 or 好, ms."
    )
    background_db: float = Field(
        9.0, gt=0, description="Voices over a prompt so far below the caller's stop nothing, dB."
    )
    room_rise_db: float = Field(
        8.0, gt=0, description="A voice so far above the talk before it is the caller's, dB."
    )
    room_patience_s: float = Field(
        4.0, ge=0, description="How long talk behind the caller is not answered in a turn, seconds."
    )
    echo_ms: int = Field(
        420, ge=0, le=2000, description="Longest way of the robot's voice back to it, ms."
    )
    record: frozenset[Literal["inbound", "outbound", "handover"]] = Field(
        frozenset(("inbound", "outbound", "handover")),
        description="Calls kept as stereo WAV (the robot tells callers), and whether also after a "
        "person has taken over.",
    )
    recordings_dir: Path = Field(
        default_factory=lambda: _data("recordings"), description="Folder of call recordings."
    )
    save_timeout_s: float = Field(
        10.0, gt=0, description="Longest wait for the database at a call's end, seconds."
    )
    drain_s: float = Field(
        30.0, ge=0, description="How long calls may go on when the server stops, seconds."
    )


class Database(Section):
    """Where tickets, calls and callbacks live."""

    url: SecretStr = Field(
        default_factory=lambda: SecretStr(f"sqlite:///{_data('hotline.db')}"),
        description="SQLAlchemy URL: sqlite:///file or postgresql+psycopg://user:password@host/db.",
    )


class Callback(Section):
    """When and how often citizens are called back."""

    windows: tuple[tuple[time, time], ...] = Field(
        ((time(9, 0), time(12, 0)), (time(14, 30), time(20, 0))),
        description="Calling hours as pairs of local times.",
    )
    earliest: Literal["next_working_day", "at_once"] = Field(
        "next_working_day", description="First attempt after a ticket is completed."
    )
    tries: int = Field(3, ge=1, le=10, description="Attempts, each in another half-day.")
    max_redo: int = Field(3, ge=1, le=20, description="Redo rounds before escalation.")
    at_once_max: int = Field(4, ge=1, description="Callbacks dialled at the same time.")
    poll_s: float = Field(
        5.0,
        gt=0,
        description="How often due callbacks are looked for, seconds.",
    )
    server: str = Field(
        "local",
        min_length=1,
        description="Name of this server: each its own on a shared database, kept over restarts.",
    )


class Tickets(Section):
    """What callers may do with tickets that are there already."""

    own_days: int = Field(
        180, ge=0, description="How long a caller is recognised by their tickets, days; 0: never."
    )
    duplicate_days: int = Field(
        7, ge=0, description="How long the same matter joins an open ticket, days; 0: never."
    )


class Handover(Section):
    """People who take over calls, and those who wait for them; see docs/handover.md."""

    seats: dict[str, tuple[str, ...]] = Field(
        {}, description="Numbers of the seats by queue; a queue without is a transfer to the PBX."
    )
    ring_s: float = Field(20.0, gt=0, description="How long a seat rings, seconds.")
    rest_s: float = Field(
        30.0, gt=0, description="Rest of a seat that did not answer, seconds; doubled each time."
    )
    max_wait_s: float = Field(300.0, gt=0, description="Longest wait for a person, seconds.")
    announce_s: float = Field(
        30.0, ge=5, description="From one announcement of the place to the next, seconds."
    )
    handling_s: float = Field(
        180.0, gt=0, description="First guess of how long an agent talks, seconds."
    )
    offer_return_s: float = Field(
        120.0,
        ge=0,
        description="Expected wait that offers a return call at once, seconds.",
    )
    retry_s: float = Field(
        300.0, gt=0, description="Until a citizen who was not reached is tried again, seconds."
    )
    music: Path | None = Field(None, description="WAV or FLAC to wait to; unset: soft chords.")

    @field_validator("seats")
    @classmethod
    def _numbers(cls, seats: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for queue, numbers in seats.items():
            if not numbers or not all(number.isdigit() for number in numbers):
                raise ValueError(f"queue {queue}: write numbers as digits, such as 8001")
        return seats


class Knowledge(Section):
    """What the robot knows."""

    dir: Path | None = Field(None, description="Folder of entry YAML files; unset: the built-in.")
    accents: tuple[str, ...] = Field(
        ("chongqing", "cantonese", "northeast"),
        description="Dialects of the callers: sets that ship, or .yaml files.",
    )
    poll_s: float = Field(
        5.0, gt=0, description="How often a running server looks for publications, seconds."
    )
    expiry_days: int = Field(
        30, ge=0, description="How long before an entry expires its unit is told, days."
    )
    unsure_below: float = Field(
        0.5, ge=0, le=1, description="Answers with a lower score are noted as uncertain, 0 to 1."
    )
    precedent_days: int = Field(
        180, ge=0, le=365, description="How long a unit's answer to one citizen is told to others."
    )


class Log(Section):
    """Structured logs on stderr; phone and identity numbers are masked."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level.")
    format: Literal["json", "console"] = Field("json", description="json for machines.")
    speech: bool = Field(
        False, description="Log what is said in calls, too: for tests and demonstrations."
    )
