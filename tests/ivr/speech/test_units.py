from ivr.speech.units import Unit, units


def not_recorded(_: str) -> bool:
    return False


def test_pieces_become_sentences_with_pauses() -> None:
    assert units(("好的。您的单号是，", "12"), not_recorded) == (
        Unit("好的。", 320),
        Unit("您的单号是，", 160),
        Unit("十二", 0),
    )


def test_a_sign_that_opens_a_piece_is_a_pause_behind_the_last_one() -> None:
    assert units(("单号", "。请记好"), not_recorded) == (Unit("单号", 320), Unit("请记好", 0))
    assert units(("城管局", "，由他们办理"), not_recorded)[0] == Unit("城管局", 160)


def test_what_is_mute_is_left_out() -> None:
    assert units(("", "……", "。"), not_recorded) == ()


def test_a_recorded_piece_stays_whole_and_unread() -> None:
    assert units(("请拨12345。再见。",), lambda text: True) == (Unit("请拨12345。再见。", 320),)
