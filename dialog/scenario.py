"""Conversations written down as turns, and their trial: YAML in, faults out. [P]

A folder holds files `<kind>_<subject>.yaml`; the kind, up to the first `_`, says what is tried
(`dialog.scenario_kinds`). A file is a list of scenarios:

    - name: a person, by word              # unique in its file
      rule: people                         # of RULES
      path: ok                             # or failure: what happens when it goes wrong
      with: {sms: false, caller: ""}       # optional: settings of the conversation
      from: clarify                        # optional: a way of ways.yaml, a list of them, or `all`
      except: [handed]                     # optional, with `from: all`
      turns:
        - {say: 转人工, then: [handoff], handoff: {reason: asked}, state: handed}
        - {stray: [filed, {failed: handoff}]}  # none of these is answered, and nothing changes
        - {stray: {all but: [say, gone]}}      # so with one event of every other kind; or `all`

A turn tells one event (`scenario_terms.EVENTS`) and names what must follow (`CHECKS`, `ACTIONS`,
`state`). `voice`, `noise` and `snr_db`, of a scenario or a turn, are for those who speak it aloud.
The line is opened before the first turn, except from `new`. `ways.yaml` holds turns that lead
somewhere, by kind and name: `hotline: {clarify: [{say: 公积金, state: clarify}]}`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from typing import Any, Literal

import yaml

from dialog.errors import ScenarioInvalid
from dialog.events import Action, Connected, Conversation, Event, HangUp, Say
from dialog.scenario_terms import ACTIONS, CHECKS, EVENTS, action_fault, strays

WAYS = "ways.yaml"
KNOWLEDGE = "knowledge.yaml"
"""Files of a folder that hold no scenarios; the second is read by `dialog.scenario_answers`."""

NEW = "new"
"""The way that is no way: the line is not open yet."""

RULES: Mapping[str, str] = {
    "opening": "who we are, that the call is recorded, no menu",
    "understanding": "category, matter, place, time, numbers, several facts at once",
    "intake": "slots, read-back, repair, filing, the number told",
    "enquiry": "questions and answers, and where one's own ticket is",
    "emergency": "danger and despair",
    "people": "a person, in any words, from anywhere",
    "care": "hard of hearing, silence, noise, ears that fail, secrecy, other languages",
    "survey": "the callback",
    "prompts": "what is said: whole, speakable, the second time shorter",
}
"""What the conversation must be able to do; every rule has scenarios of both paths."""

SOUND = ("voice", "noise", "snr_db")
_SCENARIO = {"name", "rule", "path", "with", "from", "except", "turns", *SOUND}


@dataclass(frozen=True)
class Turn:
    """told: one event, or several strays that must change nothing. label: as it was written.
    wants: what must follow, by name. sound: for speaking it aloud."""

    told: tuple[Event, ...]
    label: str
    wants: Mapping[str, Any]
    stray: bool = False
    sound: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """kind: of the conversation, from the file's name. rule: of RULES, "" where none is named.
    opened: the line is opened before the first turn. settings: of `with`."""

    file: str
    kind: str
    name: str
    turns: tuple[Turn, ...]
    rule: str = ""
    path: Literal["ok", "failure"] = "ok"
    opened: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    sound: Mapping[str, Any] = field(default_factory=dict)

    @property
    def caller(self) -> str:
        return str(self.settings.get("caller", "13800138000"))


Ways = Mapping[str, Mapping[str, tuple[Turn, ...]]]
"""By kind and name."""


def read_folder(folder: Path) -> tuple[Scenario, ...]:
    """All scenarios of a folder, in the order of files. Raises ScenarioInvalid."""
    ways: Ways = {}
    if (folder / WAYS).is_file():
        ways = parse_ways(text_of(folder / WAYS), WAYS)
    files = sorted(path for path in folder.glob("*.yaml") if path.name not in (WAYS, KNOWLEDGE))
    if not files:
        raise ScenarioInvalid(f"{folder}: no .yaml file of scenarios in this folder")
    return tuple(one for path in files for one in parse(text_of(path), path.name, ways))


def text_of(path: Path) -> str:
    """Raises ScenarioInvalid."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioInvalid(f"{path}: cannot be read ({error}); save it as UTF-8") from None


def parse_ways(text: str, file: str) -> Ways:
    """The ways of `ways.yaml`. Raises ScenarioInvalid."""
    document = yaml_of(text, file)
    if not isinstance(document, dict):
        raise ScenarioInvalid(f"{file}: want kinds, each with named lists of turns")
    return {
        kind: {name: _turns(turns, kind, f"{file}: {kind}.{name}") for name, turns in named.items()}
        for kind, named in document.items()
    }


def parse(text: str, file: str, ways: Ways | None = None) -> tuple[Scenario, ...]:
    """The scenarios of one file. Raises ScenarioInvalid with file, scenario and turn."""
    document = yaml_of(text, file)
    if not isinstance(document, list):
        raise ScenarioInvalid(f"{file}: want a list of scenarios")
    kind = Path(file).stem.partition("_")[0]
    known = (ways or {}).get(kind, {})
    found = tuple(one for item in document for one in _scenarios(item, file, kind, known))
    names = [one.name for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ScenarioInvalid(f"{file}: {twice[0]!r} stands twice: rename one")
    return found


def yaml_of(text: str, file: str) -> Any:
    """Raises ScenarioInvalid."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ScenarioInvalid(f"{file}: mend the YAML ({reason})") from None


def _scenarios(
    item: Any, file: str, kind: str, ways: Mapping[str, tuple[Turn, ...]]
) -> Iterator[Scenario]:
    """One, or one for each way it starts from."""
    if not isinstance(item, dict) or not item.get("name"):
        raise ScenarioInvalid(f"{file}: every scenario needs a name, and turns")
    where = f"{file}: {item['name']!r}"
    if unknown := item.keys() - _SCENARIO:
        raise ScenarioInvalid(f"{where}: unknown {', '.join(sorted(map(str, unknown)))}")
    rule, path = item.get("rule", ""), item.get("path", "ok")
    if rule and rule not in RULES:
        raise ScenarioInvalid(f"{where}: no rule {rule!r}; there are {', '.join(RULES)}")
    if path not in ("ok", "failure"):
        raise ScenarioInvalid(f"{where}: path is ok or failure, not {path!r}")
    turns = _turns(item.get("turns"), kind, where)
    sound = {name: item[name] for name in SOUND if name in item}
    starts = _starts(item, ways, where)
    for start in starts:
        name = item["name"] if not start or len(starts) == 1 else f"{item['name']} (from {start})"
        before = ways[start] if start not in ("", NEW) else ()
        yield Scenario(
            file, kind, name, (*before, *turns), rule, path, start != NEW,
            item.get("with") or {}, sound,
        )  # fmt: skip


def _starts(item: Mapping[str, Any], ways: Mapping[str, Any], where: str) -> list[str]:
    wanted = item.get("from", "")
    named: list[str] = (
        [*ways] if wanted == "all" else [wanted] if isinstance(wanted, str) else wanted
    )
    left_out = item.get("except", [])
    for name in (*named, *left_out):
        if name not in ("", NEW) and name not in ways:
            raise ScenarioInvalid(f"{where}: no way {name!r} in {WAYS}; add it there")
    return [name for name in named if name not in left_out]


def _turns(turns: Any, kind: str, where: str) -> tuple[Turn, ...]:
    if not isinstance(turns, list) or not turns:
        raise ScenarioInvalid(f"{where}: turns are missing")
    return tuple(_turn(turn, kind, f"{where}, turn {n}") for n, turn in enumerate(turns, start=1))


def _turn(turn: Any, kind: str, where: str) -> Turn:
    if not isinstance(turn, dict):
        raise ScenarioInvalid(f"{where}: want {{event: value, what must follow}}")
    told = [name for name in (*EVENTS, "stray") if name in turn]
    if len(told) != 1:
        events = ", ".join((*EVENTS, "stray"))
        raise ScenarioInvalid(f"{where}: tell one event, of {events}; there are {len(told)}")
    wants = {name: value for name, value in turn.items() if name not in (*told, *SOUND)}
    if unknown := wants.keys() - {"state", *CHECKS, *ACTIONS}:
        raise ScenarioInvalid(f"{where}: unknown {', '.join(sorted(map(str, unknown)))}")
    name, value = told[0], turn[told[0]]
    sound = {name: turn[name] for name in SOUND if name in turn}
    if name == "stray":
        told_all = tuple(_event(*stray, where) for stray in _strays(value, kind, where))
        return Turn(told_all, "stray", wants, True, sound)
    return Turn((_event(name, value, where),), f"{name} {value!r}", wants, False, sound)


def _strays(value: Any, kind: str, where: str) -> list[tuple[Any, Any]]:
    """Events with what they hold; {} stands for the ordinary one of the kind."""
    if value == "all":
        return [(name, {}) for name in strays(kind)]
    if isinstance(value, dict) and value.keys() == {"all but"}:
        left_out = value["all but"]
        if unknown := set(left_out) - EVENTS.keys():
            raise ScenarioInvalid(f"{where}: no event {', '.join(sorted(unknown))}")
        return [(name, {}) for name in strays(kind, left_out)]
    listed = value if isinstance(value, list) else [value]
    return [next(iter(one.items())) if isinstance(one, dict) else (one, {}) for one in listed]


def _event(name: Any, value: Any, where: str) -> Event:
    if name not in EVENTS:
        raise ScenarioInvalid(f"{where}: no event {name!r}; there are {', '.join(EVENTS)}")
    try:
        return EVENTS[name].made(value)
    except TypeError as error:
        raise ScenarioInvalid(f"{where}: {name}: {error}") from None


# --- trial ---


def run(scenario: Scenario, conversation: Conversation) -> tuple[str, ...]:
    """Hold the conversation as written. The faults of the first turn that goes wrong, or of the
    whole; () where all is as it should be."""
    log: list[Action] = []
    if scenario.opened:
        log += conversation.receive(Connected(scenario.caller), 0.0)
    for number, turn in enumerate(scenario.turns, start=1):
        before, actions = conversation.state, list[Action]()
        try:
            for event in turn.told:
                actions += conversation.receive(event, 0.0)
            faults = _faults(turn, tuple(actions), before, conversation.state)
        except Exception as error:  # the scenarios after it are tried all the same
            faults = [f"breaks down: {_where(error)}"]
        log += actions
        if faults:
            where = f"{scenario.file}: {scenario.name!r}, turn {number} ({turn.label})"
            return tuple(f"{where}: {fault}" for fault in faults)
    return tuple(f"{scenario.file}: {scenario.name!r}: {fault}" for fault in malformed(log))


def _where(error: Exception) -> str:
    last = extract_tb(error.__traceback__)[-1]
    return f"{error!r} in {Path(last.filename).name}, line {last.lineno}"


def _faults(turn: Turn, actions: tuple[Action, ...], before: str, after: str) -> list[str]:
    found = []
    if turn.stray:
        found.append(("stray", CHECKS["nothing"](True, actions)))
        found.append(("stray", "" if before == after else f"state {before} became {after}"))
    for name, wanted in turn.wants.items():
        if name == "state":
            found.append((name, "" if after == wanted else f"want {wanted}, is {after}"))
        elif name in CHECKS:
            found.append((name, CHECKS[name](wanted, actions)))
        else:
            found.append((name, action_fault(name, wanted, actions)))
    return [f"{name}: {fault}" for name, fault in found if fault]


def malformed(log: list[Action]) -> tuple[str, ...]:
    """What no conversation may do: go on after its end, or speak an empty piece."""
    ends = [index for index, action in enumerate(log) if isinstance(action, HangUp)]
    faults = []
    if len(ends) > 1 or (ends and ends[0] != len(log) - 1):
        faults.append("something follows the end")
    faults += [
        f"an empty piece in {action.prompt}"
        for action in log
        if isinstance(action, Say) and not all((*action.pieces, *action.short))
    ]
    return tuple(faults)
