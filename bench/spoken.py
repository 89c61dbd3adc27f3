"""Labelled questions spoken over the telephone: what of finding the right entry gets lost by
hearing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from asr.recognizer import SAMPLE_WIDTH, Engine, Transcript
from bench.hearing import PAUSE_S
from ivr.gateway.g711 import decode_alaw, encode_alaw
from ivr.recorded.exchange import at_rate
from ivr.recorded.sound import RATE
from ivr.speech.speaker import Speaker
from knowledge.evaluate import Questions, matcher_for
from knowledge.matcher import Match


@dataclass(frozen=True)
class Heard:
    """One question of one voice. written, spoken: what the matcher makes of the text, and of what
    the engine heard. own: id of the right entry."""

    text: str
    own: str
    transcript: Transcript
    written: Match
    spoken: Match


@dataclass(frozen=True)
class Figures:
    """Shares of all spoken questions. text_*: of the same questions written. wrong: answered with
    another entry than their own."""

    engine: str
    model: str
    questions: int
    text_top1: float
    top1: float
    top3: float
    lost_points: float
    text_answered: float
    answered: float
    text_wrong: float
    wrong: float

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


async def speak(speaker: Speaker, text: str, rate: int) -> bytes:
    """The text as a telephone brings it (8 kHz, A-law) to an engine of this rate, PCM16 mono.
    Raises what `Speaker.say` raises."""
    pause = bytes(int(PAUSE_S * RATE) * SAMPLE_WIDTH)
    said = pause + await speaker.say((text,), RATE) + pause
    return at_rate(decode_alaw(encode_alaw(said)), rate)


def listen(
    engine: Engine, questions: Questions, clips: Iterable[tuple[str, str, bytes]]
) -> list[Heard]:
    """clips: (text, id of its entry, PCM16 mono at the engine's rate)."""
    matcher = matcher_for(questions.entries)
    recognizer = engine.recognizer()
    step = engine.sample_rate // 10 * SAMPLE_WIDTH
    heard = []
    for text, own, pcm in clips:
        for at in range(0, len(pcm), step):
            recognizer.accept(pcm[at : at + step])
        got = recognizer.finish()
        spoken = matcher.match(got.text, got.syllables)
        heard.append(Heard(text, own, got, matcher.match(text), spoken))
    return heard


def figures(engine: Engine, heard: Sequence[Heard]) -> Figures:
    """heard: one at least."""

    def share(hits: Iterable[bool]) -> float:
        return sum(hits) / len(heard)

    text_top1 = share(_place(each.written, each.own) == 0 for each in heard)
    top1 = share(_place(each.spoken, each.own) == 0 for each in heard)
    return Figures(
        engine=engine.name,
        model=engine.model,
        questions=len(heard),
        text_top1=text_top1,
        top1=top1,
        top3=share(_place(each.spoken, each.own) < 3 for each in heard),
        lost_points=100 * (text_top1 - top1),
        text_answered=share(_answers(each.written, each.own) is True for each in heard),
        answered=share(_answers(each.spoken, each.own) is True for each in heard),
        text_wrong=share(_answers(each.written, each.own) is False for each in heard),
        wrong=share(_answers(each.spoken, each.own) is False for each in heard),
    )


def _place(match: Match, own: str) -> int:
    """Of the right entry among the candidates; after the last where it is none."""
    names = [name for name, _ in match.candidates]
    return names.index(own) if own in names else len(names) + 3


def _answers(match: Match, own: str) -> bool | None:
    """Whether it is answered with the right entry; None where it is not answered."""
    if match.kind != "answer" or match.entry is None:
        return None
    return match.entry.id == own
