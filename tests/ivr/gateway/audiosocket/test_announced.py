from ivr.gateway.audiosocket.announced import Announced, Parties

ZHANG, LI = Parties("13800138000", "12345"), Parties("13900139000", "12345")
NOBODY = Parties()


def test_a_call_is_taken_once() -> None:
    announced = Announced()
    announced.add("a", ZHANG, 0.0)
    assert announced.take("b", 1.0) == NOBODY
    assert announced.take("a", 1.0) == ZHANG
    assert announced.take("a", 1.0) == NOBODY


def test_the_newest_announcement_of_a_call_counts() -> None:
    announced = Announced(keep_s=60)
    announced.add("a", ZHANG, 0.0)
    announced.add("a", LI, 50.0)
    assert announced.take("a", 100.0) == LI


def test_what_is_too_old_is_forgotten() -> None:
    announced = Announced(keep_s=60)
    announced.add("a", ZHANG, 0.0)
    announced.add("b", ZHANG, 0.0)
    assert announced.take("a", 60.0) == ZHANG
    assert announced.take("b", 60.1) == NOBODY


def test_where_too_many_wait_the_oldest_is_forgotten() -> None:
    announced = Announced(most=2)
    for call_id in ("a", "b", "a", "c"):
        announced.add(call_id, ZHANG, 0.0)
    assert [announced.take(call_id, 0.0) for call_id in "abc"] == [ZHANG, NOBODY, ZHANG]
