import numpy as np
import numpy.typing as npt
import pytest

from ivr.gateway.g711 import decode_ulaw, encode_ulaw
from ivr.recorded.sidecar import Sound
from ivr.recorded.sound import RATE, telephone

CLEAN = Sound("any")


def sine(hertz: float, rate: int, seconds: float = 1.0, amplitude: float = 0.3) -> bytes:
    t = np.arange(round(seconds * rate)) / rate
    return (amplitude * 32767 * np.sin(2 * np.pi * hertz * t)).astype("<i2").tobytes()


def samples(pcm: bytes) -> npt.NDArray[np.float64]:
    return np.frombuffer(pcm, "<i2").astype(np.float64) / 32768


def db(pcm: bytes, of: bytes) -> float:
    """Level of one against another."""
    ratio = np.sqrt(np.mean(samples(pcm) ** 2)) / np.sqrt(np.mean(samples(of) ** 2))
    return float(20 * np.log10(max(ratio, 1e-9)))


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
@pytest.mark.parametrize("hertz", [400, 1000, 3000])
def test_the_telephone_band_passes(hertz: float, rate: int) -> None:
    assert db(telephone(sine(hertz, rate), rate, CLEAN, 0), sine(hertz, rate)) == pytest.approx(
        0, abs=0.5
    )


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
@pytest.mark.parametrize("hertz", [50, 100, 150, 190, 3550, 3800, 5000])
def test_outside_the_band_nothing_is_left(hertz: float, rate: int) -> None:
    if hertz < rate / 2:
        voice = sine(hertz, rate)
        assert db(telephone(voice, rate, CLEAN, 0), voice) < -35


def test_the_spectrum_of_white_noise_is_the_telephone_band() -> None:
    white = np.random.default_rng(1).normal(0, 3000, 2 * 24000).clip(-32768, 32767)
    out = samples(telephone(white.astype("<i2").tobytes(), 24000, CLEAN, 0))
    power = np.abs(np.fft.rfft(out)) ** 2
    hertz = np.fft.rfftfreq(len(out), 1 / RATE)

    def level(low: float, high: float) -> float:
        return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].mean()))

    inside = level(400, 3300)
    # What is left outside is the companding's own noise, some 35 dB down.
    assert level(20, 200) < inside - 30
    assert level(3500, 4000) < inside - 30


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000])
def test_it_lasts_as_long_as_before(rate: int) -> None:
    out = telephone(sine(1000, rate, 1.5), rate, CLEAN, 0)
    assert len(out) / 2 / RATE == pytest.approx(1.5, abs=0.001)


def test_gain_is_in_decibels() -> None:
    loud, quiet = (telephone(sine(1000, RATE), RATE, Sound("v", gain_db=g), 0) for g in (0, -12))
    assert db(quiet, loud) == pytest.approx(-12, abs=0.5)


def test_what_is_too_loud_is_clipped_not_wrapped() -> None:
    voice = sine(1000, RATE)
    out = samples(telephone(voice, RATE, Sound("v", gain_db=30), 0))
    assert np.abs(out).max() > 0.95
    loud = np.abs(samples(voice)) > 0.1
    assert np.array_equal(np.sign(out[loud]), np.sign(samples(voice)[loud]))


def test_it_has_been_through_the_companding() -> None:
    out = telephone(sine(1000, 16000), 16000, CLEAN, 0)
    assert decode_ulaw(encode_ulaw(out)) == out


def talking(seconds: float = 4.0) -> bytes:
    """A voice-like tone with pauses: half a second on, half a second off."""
    t = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hertz * t) for hertz in (350, 700, 1400, 2100)) / 4
    return (0.5 * 32767 * tone * (t % 1 < 0.5)).astype("<i2").tobytes()


@pytest.mark.parametrize("snr_db", [0, 10, 20])
@pytest.mark.parametrize("noise", ["hum", "pink", "babble"])
def test_noise_is_as_far_below_the_voice_as_asked(noise: str, snr_db: float) -> None:
    voice = talking()
    clean = samples(telephone(voice, RATE, CLEAN, 7))
    noisy = samples(telephone(voice, RATE, Sound("v", noise=noise, snr_db=snr_db), 7))  # type: ignore[arg-type]
    active = np.arange(len(clean)) % RATE < RATE // 2
    voice_level = np.sqrt(np.mean(clean[active] ** 2))
    noise_level = np.sqrt(np.mean((noisy - clean) ** 2))
    assert 20 * np.log10(voice_level / noise_level) == pytest.approx(snr_db, abs=1.0)


@pytest.mark.parametrize("noise", ["hum", "pink", "babble"])
def test_noise_is_there_while_nobody_speaks(noise: str) -> None:
    out = samples(telephone(talking(), RATE, Sound("v", noise=noise, snr_db=10), 7))  # type: ignore[arg-type]
    pause = np.sqrt(np.mean(out[round(0.6 * RATE) : round(0.9 * RATE)] ** 2))
    assert pause > 0.01


def test_a_seed_gives_the_same_noise_and_another_another() -> None:
    sound = Sound("v", noise="pink", snr_db=10)
    first = telephone(talking(), RATE, sound, 1)
    assert telephone(talking(), RATE, sound, 1) == first
    assert telephone(talking(), RATE, sound, 2) != first


def test_no_voice_at_all() -> None:
    assert telephone(b"", RATE, CLEAN, 0) == b""
    silence = telephone(bytes(16000), RATE, Sound("v", noise="babble"), 0)
    assert not samples(silence).any()
