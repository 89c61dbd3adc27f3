import asyncio

from ivr.gateway.intake import Intake


async def test_it_is_idle_when_the_last_call_has_ended() -> None:
    intake = Intake()
    await intake.idle()
    with intake.call():
        waiting = asyncio.create_task(intake.idle())
        with intake.call():
            assert intake.calls == 2
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting
    assert intake.calls == 0


async def test_closing_ends_no_call() -> None:
    intake = Intake()
    assert intake.open
    with intake.call():
        intake.close()
        assert (intake.open, intake.calls) == (False, 1)


async def test_a_call_that_breaks_down_is_over() -> None:
    intake = Intake()
    try:
        with intake.call():
            raise RuntimeError
    except RuntimeError:
        await intake.idle()
