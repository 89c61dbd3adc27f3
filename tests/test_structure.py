"""Tests mirror the sources: `<path>/<m>.py` is tested by `tests/<path>/test_<m>.py`."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("ivr", "asr", "dialog", "callback", "knowledge", "tickets", "console", "bench")

MIN_STATEMENTS = 15
"""Statements, docstrings and imports not counted, from which a module needs its own tests."""

EXEMPT = {
    "callback/dialer.py": "the contract of the telephone",
    "dialog/events.py": "dataclasses",
    "dialog/profile.py": "dataclasses",
    "ivr/call/ports.py": "protocols and settings of the session",
    "ivr/gateway/line.py": "the contract of a line",
    "ivr/sections.py": "settings as data, tried by tests/ivr/test_settings.py",
    "ivr/gateway/sections.py": "settings as data, tried by tests/ivr/test_settings.py",
    "ivr/gateway/websocket/events.py": "dataclasses",
    "ivr/handover/queue_events.py": "dataclasses",
}
"""Modules without tests of their own, each with its reason."""

EXEMPT_FOLDERS = {"ivr/migrations": "tried as a whole by tests/ivr/test_migrations.py"}
EXEMPT_NAMES = {"__init__.py": "no code", "errors.py": "exception classes"}

WHOLE = {
    "tests/test_acceptance.py": "the promises of the whole program",
    "tests/test_structure.py": "this one",
    "tests/test_docs.py": "the docs, against settings, commands and tables",
    "tests/deploy/test_examples.py": "the files of deploy/",
    "tests/deploy/test_kamailio.py": "deploy/kamailio, live",
    "tests/dialog/grammar/test_facts.py": "several facts in one breath, by every grammar",
    "tests/dialog/test_citizens_heldout.py": "whole turns of citizens that nobody wrote rules for",
    "tests/dialog/test_intake_heldout.py": "answers to the intake that nobody wrote rules for",
    "tests/dialog/test_told_heldout.py": "what callers tell in one breath, and repairs of it",
    "tests/dialog/test_scenarios.py": "whole conversations, from tests/scenarios",
    "tests/knowledge/test_heldout_new1.py": "questions to the entries that ship",
    "tests/knowledge/test_heldout_new2.py": "more questions to the entries that ship",
    "tests/ivr/gateway/sip/test_audio.py": "what is said over SIP, and what is heard",
    "tests/ivr/gateway/test_conversations.py": "a conversation over each PBX dialect",
    "tests/ivr/handover/test_over_sip.py": "an attended handover over real SIP",
    "tests/ivr/test_migrations.py": "all migrations together",
}
"""Tests of more than one module."""


def sources() -> list[str]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def written_tests() -> list[str]:
    found = (ROOT / "tests").rglob("test_*.py")
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def mirror_of(source: str) -> str:
    path = Path(source)
    return (Path("tests") / path.parent / f"test_{path.name}").as_posix()


def source_of(test: str) -> str:
    path = Path(test)
    return (path.parent.relative_to("tests") / path.name.removeprefix("test_")).as_posix()


def statements(source: str) -> int:
    """How many there are in a module, without imports, docstrings and `...`."""
    tree = ast.parse((ROOT / source).read_text("utf-8"))
    return sum(
        isinstance(node, ast.stmt)
        and not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in ast.walk(tree)
    )


def exempt(source: str) -> bool:
    path = Path(source)
    return (
        source in EXEMPT
        or path.name in EXEMPT_NAMES
        or any(path.is_relative_to(folder) for folder in EXEMPT_FOLDERS)
        or statements(source) < MIN_STATEMENTS
    )


def test_every_module_with_code_has_its_tests() -> None:
    written = set(written_tests())
    missing = [
        f"{mirror_of(source)} (for {source}, {statements(source)} statements)"
        for source in sources()
        if not exempt(source) and mirror_of(source) not in written
    ]
    assert not missing, "missing tests:\n" + "\n".join(missing)


def test_every_test_has_its_module() -> None:
    there = set(sources())
    orphans = [
        f"{test} (wants {source_of(test)})"
        for test in written_tests()
        if test not in WHOLE and source_of(test) not in there
    ]
    assert not orphans, "tests without a module:\n" + "\n".join(orphans)


def test_every_exemption_is_still_needed() -> None:
    there, written = set(sources()), set(written_tests())
    gone = [name for name in EXEMPT if name not in there]
    gone += [name for name in EXEMPT_FOLDERS if not (ROOT / name).is_dir()]
    gone += [name for name in WHOLE if name not in written]
    tested = [name for name in EXEMPT if mirror_of(name) in written]
    small = [name for name in EXEMPT if name in there and statements(name) < MIN_STATEMENTS]
    assert not gone, f"exempt, but not there: {gone}"
    assert not tested, f"exempt, but tested: {tested}"
    assert not small, f"exempt, but too small to need it: {small}"
