"""An engine that keeps breaking down rests, and is tried again."""

from asr.breaker import Breaker, BreakerSettings

SETTINGS = BreakerSettings(failures=3, window_s=60, rest_s=100)


def test_breakdowns_close_together_rest_the_engine_for_a_while() -> None:
    breaker = Breaker(SETTINGS)
    for at in (0, 20, 40):
        assert not breaker.open(at)
        breaker.failed(at)
    assert breaker.open(40)
    assert breaker.open(139)
    assert not breaker.open(140)


def test_breakdowns_far_apart_do_not_add_up() -> None:
    breaker = Breaker(SETTINGS)
    for at in range(0, 1000, 40):
        breaker.failed(at)
        assert not breaker.open(at)


def test_after_its_rest_it_starts_anew() -> None:
    breaker = Breaker(SETTINGS)
    for at in (0, 1, 2, 110):
        breaker.failed(at)
    assert not breaker.open(111)
