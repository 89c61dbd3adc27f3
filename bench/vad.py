"""How soon a detector hears that somebody speaks, what it misses, and what it takes for speech.

Windows are judged one by one, and the product's own endpointer turns them into starts of speech,
so the delays are those of a call: they hold its least voiced time (`asr.endpoint`).
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from asr.endpoint import Endpointer, EndpointSettings, SpeechStarted
from bench.figures import percentile
from bench.vad_detectors import Candidate, Detector
from bench.vad_scenes import Scene, Span
from ivr.recorded.exchange import at_rate
from ivr.recorded.sound import RATE

EARLY_S = 0.1
"""A start may be dated so much before the label: breath and soft consonants lie under its rule."""
LATE_S = 0.3
"""Sound after the last label that is still the end of a word."""


@dataclass(frozen=True)
class Judged:
    """One window. at_s: its beginning; probability: of speech; speech: as the detector's thresholds
    have it."""

    at_s: float
    probability: float
    speech: bool


@dataclass
class Tally:
    """What is counted over scenes. delays_s: from the onset until the start was certain."""

    delays_s: list[float] = field(default_factory=list)
    utterances: int = 0
    speech_s: float = 0.0
    missed_s: float = 0.0
    silence_s: float = 0.0
    voiced_s: float = 0.0
    false_starts: int = 0
    sound_s: float = 0.0
    core_s: float = 0.0


@dataclass(frozen=True)
class Figures:
    """onset_*_ms: delay until speech is certain. onsets_missed: share of utterances that began
    nothing, because nothing was heard or something before had not ended. speech_missed: share of
    speech judged silence; silence_voiced: share of silence judged speech. false_starts: a minute
    of silence. core_s_per_hour: processor seconds an hour of sound."""

    onset_p50_ms: float
    onset_p95_ms: float
    onsets_missed: float
    speech_missed: float
    silence_voiced: float
    false_starts: float
    core_s_per_hour: float
    utterances: int

    def as_dict(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def measure(candidate: Candidate, scene: Scene) -> Tally:
    """One detector on one scene. Raises ImportError or OSError where it is not installed."""
    probabilities, core_s = _judged(candidate, scene.pcm)
    found = tally(list(decided(probabilities, candidate)), scene.utterances, candidate)
    found.core_s = core_s
    return found


def idle_cost(candidate: Candidate, pcm: bytes) -> float:
    """Core seconds an hour of a line (PCM16 at 8 kHz) on which nobody speaks."""
    _, core_s = _judged(candidate, pcm)
    return core_s / (len(pcm) / 2 / RATE) * 3600


def _judged(candidate: Candidate, narrow: bytes) -> tuple[list[float], float]:
    """Probabilities of a call's audio at 8 kHz, and the core seconds they took."""
    pcm = at_rate(narrow, candidate.rate) if candidate.rate != RATE else narrow
    detector = candidate.build()
    began = time.process_time()
    probabilities = judge(detector, pcm, candidate.window * 2)
    return probabilities, time.process_time() - began


def judge(detector: Detector, pcm: bytes, window_bytes: int) -> list[float]:
    """Probability of every whole window."""
    ends = range(window_bytes, len(pcm) + 1, window_bytes)
    return [detector.probability(pcm[end - window_bytes : end]) for end in ends]


def decided(probabilities: Sequence[float], candidate: Candidate) -> Iterator[Judged]:
    speech = False
    for number, probability in enumerate(probabilities):
        speech = probability >= (candidate.stop if speech else candidate.start)
        yield Judged(number * candidate.window_s, probability, speech)


def tally(
    windows: Sequence[Judged], utterances: Sequence[Sequence[Span]], candidate: Candidate
) -> Tally:
    """Count against where speech really is. Windows at its edges, and up to LATE_S after it, are
    neither speech nor silence."""
    length = candidate.window_s
    found = Tally(utterances=len(utterances), sound_s=len(windows) * length)
    spans = [span for utterance in utterances for span in utterance]
    outer = [(spoken[0][0] - EARLY_S, spoken[-1][1] + LATE_S) for spoken in utterances]
    for window, inside, near in zip(
        windows, _within(windows, length, spans), _touching(windows, length, outer), strict=True
    ):
        if inside:
            found.speech_s += length
            found.missed_s += length * (not window.speech)
        elif not near:
            found.silence_s += length
            found.voiced_s += length * window.speech
    certain = list(starts(windows, candidate))
    for spoken, (earliest, latest) in zip(utterances, outer, strict=True):
        heard = (end for end in certain if earliest <= end <= latest)
        first = next(heard, None)
        if first is not None:
            found.delays_s.append(first - spoken[0][0])
    found.false_starts = sum(not any(a <= end <= b for a, b in outer) for end in certain)
    return found


def starts(windows: Iterable[Judged], candidate: Candidate) -> Iterator[float]:
    """When the endpointer was certain that somebody speaks, seconds."""
    endpointer = Endpointer(
        EndpointSettings(start_threshold=candidate.start, stop_threshold=candidate.stop)
    )
    for window in windows:
        for event in endpointer.receive(window.probability, window.at_s, candidate.window_s):
            if isinstance(event, SpeechStarted):
                yield window.at_s + candidate.window_s


def total(tallies: Iterable[Tally]) -> Figures:
    """The figures of several scenes together."""
    all_of = list(tallies)
    delays = [delay * 1000 for one in all_of for delay in one.delays_s]
    utterances = sum(one.utterances for one in all_of)
    silence_s = sum(one.silence_s for one in all_of)
    return Figures(
        onset_p50_ms=percentile(delays, 50),
        onset_p95_ms=percentile(delays, 95),
        onsets_missed=1 - _share(len(delays), utterances),
        speech_missed=_share(sum(t.missed_s for t in all_of), sum(t.speech_s for t in all_of)),
        silence_voiced=_share(sum(t.voiced_s for t in all_of), silence_s),
        false_starts=_share(sum(t.false_starts for t in all_of), silence_s / 60),
        core_s_per_hour=_share(
            sum(t.core_s for t in all_of), sum(t.sound_s for t in all_of) / 3600
        ),
        utterances=utterances,
    )


def report(tallies: Mapping[tuple[str, float | None], Tally]) -> dict[str, dict[str, float]]:
    """Figures by noise, by level, by both and over all. tallies: by (noise, SNR in dB)."""
    groups: dict[str, list[Tally]] = {"all": list(tallies.values())}
    for (noise, snr_db), one in tallies.items():
        groups.setdefault(noise, []).append(one)
        if snr_db is not None:
            groups.setdefault(f"{snr_db:g} dB", []).append(one)
            groups.setdefault(f"{noise} {snr_db:g} dB", []).append(one)
    return {name: total(found).as_dict() for name, found in groups.items()}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _within(windows: Sequence[Judged], length: float, spans: Sequence[Span]) -> Iterator[bool]:
    """Whether each window lies wholly in one of the spans; both in order of time."""
    at = 0
    for window in windows:
        while at < len(spans) and spans[at][1] < window.at_s + length:
            at += 1
        yield at < len(spans) and spans[at][0] <= window.at_s


def _touching(windows: Sequence[Judged], length: float, spans: Sequence[Span]) -> Iterator[bool]:
    """Whether each window shares time with one of the spans; both in order of time."""
    at = 0
    for window in windows:
        while at < len(spans) and spans[at][1] <= window.at_s:
            at += 1
        yield at < len(spans) and spans[at][0] < window.at_s + length
