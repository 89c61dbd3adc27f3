import soundfile

from ivr.demo.stage import Stage
from ivr.gateway.captions import Caption
from tests.ivr.demo.conftest import report, shown


def test_both_sides_of_a_call_are_kept(stage: Stage) -> None:
    stage.keep("x", report())
    samples, rate = soundfile.read(stage.folder / "x.wav", dtype="int16")
    assert rate == 8000
    assert (samples[:, 0].max(), samples[:, 1].max()) == (0, 1)


def test_only_what_is_final_is_printed_and_never_as_markup(stage: Stage) -> None:
    show = stage.show("①")
    show(Caption("caller", "路", final=False))
    show(Caption("caller", "[red]路灯[/red]"))
    assert shown(stage).splitlines() == ["① 听到   [red]路灯[/red]"]
