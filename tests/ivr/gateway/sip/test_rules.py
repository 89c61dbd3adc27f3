from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.sip.errors import NumberRuleError
from ivr.gateway.sip.rules import NumberRules, Pace
from ivr.gateway.sip.settings import SipSettings


@pytest.mark.parametrize(
    ("number", "may"),
    [
        ("13800138000", True),
        ("02365432100", True),
        ("65432100", True),
        ("0085212345678", False),
        ("00441234567", False),
        ("110", False),
        ("120", False),
        ("4001234567890123", False),
        ("", False),
        ("1380013800a", False),
    ],
)
def test_by_default_only_domestic_numbers_are_dialled(number: str, may: bool) -> None:
    rules = NumberRules.of(SipSettings().allow, SipSettings().deny)
    assert rules.admit(number) is may


def test_a_denied_number_is_never_dialled() -> None:
    rules = NumberRules.of(["*"], ["1259*", "16X"])
    assert rules.admit("13800138000")
    assert not rules.admit("12590")
    assert not rules.admit("168")


@pytest.mark.parametrize("pattern", ["", "+86*", "1**", "*1", "1x", "(1|2)"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(NumberRuleError, match="pattern"):
        NumberRules.of([pattern], [])


@given(st.lists(st.floats(0, 100), min_size=2), st.floats(0.1, 50))
def test_calls_are_spread_out(arrivals: list[float], per_s: float) -> None:
    pace = Pace(per_s)
    slots = [pace.reserve(at) for at in sorted(arrivals)]
    assert all(slot >= at for slot, at in zip(slots, sorted(arrivals), strict=True))
    gaps = [after - before for before, after in pairwise(slots)]
    assert min(gaps) >= 1 / per_s - 1e-6


def test_a_lone_call_does_not_wait() -> None:
    assert Pace(1.0).reserve(5.0) == 5.0
