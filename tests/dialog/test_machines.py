"""No machine is forgotten, and what is looked up is noted."""

import pytest

from dialog import waiting
from dialog.events import Heard, Queued
from dialog.machines import Machine, machines, modules, watched
from dialog.waiting import Waiting


def test_every_module_with_states_has_its_table() -> None:
    """Or names some of those of a table, as the counter does with the hotline's."""
    tabled = [{state for state, _ in machine.table} for machine in machines()]
    without = [
        module.__name__
        for module in modules()
        if hasattr(module, "STATES") and not any(set(module.STATES) <= known for known in tabled)
    ]
    assert without == []


def test_the_machines_are_known_by_their_modules() -> None:
    names = [machine.name for machine in machines()]
    assert len(set(names)) == len(names)
    assert {"hotline", "enquiry", "survey", "waiting", "returning"} <= set(names)


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_a_table_names_a_handler_for_every_pair(machine: Machine) -> None:
    (states, kinds) = next(
        (module.STATES, module.KINDS) for module in machine.modules if hasattr(module, "KINDS")
    )
    assert set(machine.table) == {(state, kind) for state in states for kind in kinds}


def test_what_is_looked_up_is_noted_and_the_table_is_put_back() -> None:
    table = waiting.TRANSITIONS
    with watched(machines()) as seen:
        caller = Waiting(60.0)
        caller.receive(Queued(1, 5.0))
        caller.receive(Heard("好"))
    assert seen["waiting"] == {("joining", "Queued"), ("waiting", "Heard")}
    assert seen["hotline"] == set()
    assert waiting.TRANSITIONS is table
