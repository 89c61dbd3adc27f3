"""Scenarios are read with clear errors, and a wrong conversation does not pass."""

from pathlib import Path

import pytest

from dialog.errors import ScenarioInvalid
from dialog.events import Action, Event, Failed, HangUp, Heard, Keyed, Say
from dialog.scenario import Scenario, malformed, parse, parse_ways, read_folder, run


class Parrot:
    """Says what it hears, counts keys, ends at a '#'."""

    def __init__(self) -> None:
        self.state = "0"

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        if isinstance(event, Heard):
            return (Say("echo", (event.text,)),)
        if isinstance(event, Keyed):
            self.state = str(int(self.state) + 1)
            return (HangUp("answered", (("n", self.state),)),) if event.digit == "#" else ()
        return ()


class Broken(Parrot):
    """Cannot take keys."""

    def receive(self, event: Event, at: float) -> tuple[Action, ...]:
        if isinstance(event, Keyed):
            raise ValueError("no keys here")
        return ()


def one(turns: str, more: str = "") -> Scenario:
    return parse(f"- name: n\n{more}  turns:\n    - {turns}\n", "hotline_x.yaml")[0]


def faults(turns: str) -> tuple[str, ...]:
    return run(one(turns), Parrot())


@pytest.mark.parametrize(
    "turns",
    [
        "{say: 你好, then: [echo], says: 好, says_not: 坏, state: '0'}",
        "{say: 你好, says: [你, 好], without: [hangup, handoff]}",
        "{key: 5, nothing: true, state: '1'}",
        "{key: '#', hangup: {outcome: answered, slots: {n: '1'}}}",
        "{stray: [gone, silent, {failed: hearing}], state: '0'}",
        "{stray: {all but: [say, key]}}",
    ],
)
def test_what_is_as_it_should_be_passes(turns: str) -> None:
    assert faults(turns) == ()


@pytest.mark.parametrize(
    ("turns", "fault"),
    [
        ("{say: 你好, then: [other]}", "then: want ['other'], said ['echo']"),
        ("{say: 你好, says: 坏}", "says: ['坏'] is not in '你好'"),
        ("{say: 你好, says_not: 好}", "says_not: ['好'] is in '你好'"),
        ("{say: 你好, nothing: true}", "nothing: ['Say'] followed"),
        ("{say: 你好, state: '1'}", "state: want 1, is 0"),
        ("{say: 你好, handoff: {reason: asked}}", "handoff: want one, there are 0"),
        ("{key: '#', without: hangup}", "without: ['hangup'] must not follow"),
        ("{key: '#', hangup: {outcome: ticket}}", "hangup: outcome is 'answered', want 'ticket'"),
        ("{key: '#', hangup: {slots: {n: '7'}}}", "hangup: slots is {'n': '1'}"),
        ("{key: '#', hangup: {colour: red}}", "has no field 'colour'; it has outcome, slots"),
        ("{stray: say}", "stray: ['Say'] followed"),
        ("{stray: key}", "stray: state 0 became 1"),
        ("{stray: all}", "stray: ['Say'"),
    ],
)
def test_what_is_not_fails_and_says_where(turns: str, fault: str) -> None:
    (found, *_) = faults(turns)
    assert found.startswith("hotline_x.yaml: 'n', turn 1 (")
    assert fault in found


def test_a_conversation_that_breaks_down_fails_and_says_where() -> None:
    (fault,) = run(one("{key: 1}"), Broken())
    assert "turn 1 (key 1): breaks down: ValueError('no keys here')" in fault
    assert "in test_scenario.py, line" in fault


def test_nothing_follows_the_end_and_no_piece_is_empty() -> None:
    end, empty = HangUp("answered"), Say("p", ("",))
    assert malformed([end, end]) == ("something follows the end",)
    assert malformed([empty]) == ("an empty piece in p",)
    assert malformed([Say("p", ("好",)), end]) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- turns: []", "every scenario needs a name"),
        ("name: n", "want a list of scenarios"),
        ("- {name: n}", "'n': turns are missing"),
        ("- {name: n, turns: [{say: 好, key: 1}]}", "turn 1: tell one event"),
        ("- {name: n, turns: [{then: []}]}", "there are 0"),
        ("- {name: n, turns: [{say: 好, thn: []}]}", "turn 1: unknown thn"),
        ("- {name: n, turns: [5]}", "turn 1: want {event: value"),
        ("- {name: n, turns: [{stray: bark}]}", "turn 1: no event 'bark'"),
        ("- {name: n, turns: [{stray: {all but: [bark]}}]}", "no event bark"),
        ("- {name: n, turns: [{queued: {colour: red}}]}", "turn 1: queued:"),
        ("- {name: n, color: 1, turns: [{say: 好}]}", "unknown color"),
        ("- {name: n, rule: none, turns: [{say: 好}]}", "no rule 'none'"),
        ("- {name: n, path: bad, turns: [{say: 好}]}", "path is ok or failure"),
        ("- {name: n, from: nowhere, turns: [{say: 好}]}", "no way 'nowhere'"),
        ("- {name: n, turns: [{say: 好}]}\n- {name: n, turns: [{say: 好}]}", "stands twice"),
        ("- {name: n", "mend the YAML"),
    ],
)
def test_a_mistake_is_named(text: str, fault: str) -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        parse(text, "hotline_x.yaml")
    assert str(caught.value).startswith("hotline_x.yaml:")
    assert fault in str(caught.value)


WAYS = parse_ways("hotline: {a: [{key: 1}], b: [{key: 1}, {key: 2}]}", "ways.yaml")


def test_a_scenario_starts_from_each_of_its_ways() -> None:
    text = "- {name: n, from: all, turns: [{key: 3, state: '2'}]}"
    first, second = parse(text, "hotline_x.yaml", WAYS)
    assert (first.name, second.name) == ("n (from a)", "n (from b)")
    assert run(first, Parrot()) == ()
    assert "turn 3 (key 3): state: want 2, is 3" in run(second, Parrot())[0]


def test_ways_may_be_left_out_and_are_those_of_the_kind() -> None:
    text = "- {name: n, from: all, except: [b], turns: [{key: 3}]}"
    assert [one.name for one in parse(text, "hotline_x.yaml", WAYS)] == ["n"]
    with pytest.raises(ScenarioInvalid, match="no way 'a'"):
        parse("- {name: n, from: a, turns: [{key: 3}]}", "survey_x.yaml", WAYS)


def test_from_new_the_line_is_not_open() -> None:
    (scenario,) = parse("- {name: n, from: new, turns: [{key: 3}]}", "hotline_x.yaml")
    assert not scenario.opened
    assert one("{key: 3}").opened


def test_what_is_for_the_ear_stays_with_the_turn() -> None:
    scenario = one("{say: 你好, voice: zm_yunxi, snr_db: 10}", "  noise: street\n")
    assert scenario.sound == {"noise": "street"}
    assert scenario.turns[0].sound == {"voice": "zm_yunxi", "snr_db": 10}
    assert scenario.turns[0].told == (Heard("你好"),)


def test_an_event_may_hold_all_its_fields() -> None:
    assert one("{failed: {action: handoff, reason: busy}}").turns[0].told == (
        Failed("handoff", "busy"),
    )


def test_a_folder_is_read_in_the_order_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "survey_b.yaml").write_text("- {name: b, turns: [{key: 1}]}", encoding="utf-8")
    (tmp_path / "hotline_a.yaml").write_text(
        "- {name: a, with: {caller: ''}, turns: [{key: 1}]}", encoding="utf-8"
    )
    (tmp_path / "knowledge.yaml").write_text("entries: []", encoding="utf-8")
    first, second = read_folder(tmp_path)
    assert (first.name, first.kind, first.caller) == ("a", "hotline", "")
    assert (second.name, second.kind) == ("b", "survey")


def test_an_empty_or_unreadable_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match=r"no \.yaml file of scenarios"):
        read_folder(tmp_path)
    (tmp_path / "hotline_a.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ScenarioInvalid, match="save it as UTF-8"):
        read_folder(tmp_path)
