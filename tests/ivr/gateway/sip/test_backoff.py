from itertools import islice

from ivr.gateway.sip.backoff import delays


def test_each_restart_waits_longer_up_to_a_bound() -> None:
    assert list(islice(delays(0.5, 3.0), 5)) == [0.5, 1.0, 2.0, 3.0, 3.0]
