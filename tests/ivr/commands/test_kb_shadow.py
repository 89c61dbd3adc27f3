import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.call.store import save_call
from ivr.call.tables import CallRecord, Turn
from ivr.commands.kb import app
from ivr.commands.kb_shadow import numbers_in, shown
from ivr.database import Database, open_database
from ivr.errors import QuestionsUnreadable, SettingsError
from knowledge.approval import Actor, Role
from knowledge.drafts import draft_variants
from knowledge.entries import load
from knowledge.errors import UnknownChange
from knowledge.publishing import seed
from knowledge.shadow import Outcome
from knowledge.store import propose_retirement

RUN = CliRunner()
EDITOR = Actor("张三", Role.SUPERVISOR)
ENTRIES = """\
field: 公积金
unit: 公积金中心
entries:
  - {{id: gjj-rent, question: 租房怎么提取公积金, variants: [房租一, 房租二, 房租三, {variant}],
     answer: 可以提取。, sms: 指南, source: 条例}}
"""
SAID = "老汉儿的过渡房钱咋个领"


@pytest.fixture(autouse=True)
def database(configured: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """One entry in force; this week two callers asked in vain, and one got an answer."""
    for name, variant in (("now", "房租四"), ("draft", SAID)):
        (configured / name).mkdir()
        text = ENTRIES.format(variant=variant)
        (configured / name / "a.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_KNOWLEDGE__DIR", str(configured / "now"))
    database = open_database(f"sqlite:///{configured / 'hotline.db'}")
    now = datetime.now(UTC)
    week = [SAID, SAID, "租房怎么提取公积金", "打13812345678的公积金"]
    for at, said in enumerate(week):
        began = now - timedelta(days=at * 5, hours=1)
        record = CallRecord(
            call_id=f"c{at}", direction="inbound", started_at=began, ended_at=began,
            outcome="answered",
        )  # fmt: skip
        turns = [
            Turn(call_id="", index=0, at_ms=0, speaker="caller", text=said),
            Turn(
                call_id="",
                index=0,
                at_ms=0,
                speaker="robot",
                text="",
                decision="answer:gjj-rent" if at == 2 else "no_match:weak",
                score=0.1,
            ),
        ]
        with database.session() as session:
            save_call(session, record, turns)
    yield database
    database.close()


def found(*options: str) -> dict[str, object]:
    done = RUN.invoke(app, ["shadow", "--json", *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_folder_as_the_draft() -> None:
    data = found("--dir", "draft")
    assert data["asked"] == 2
    (change,) = data["changes"]  # type: ignore[misc]
    assert (change["kind"], change["text"], change["times"]) == ("newly_answered", SAID, 2)
    assert (change["then"], change["after"]) == (
        "no_match:weak",
        {"kind": "answer", "entry": "gjj-rent"},
    )
    assert change["call"] == "c0"


def test_more_days() -> None:
    assert found("--dir", "draft", "--days", "12")["asked"] == 3


def test_nothing_changes_where_nothing_is_changed() -> None:
    assert found("--dir", "now")["changes"] == []


def test_changes_as_the_draft(database: Database) -> None:
    now = datetime.now(UTC)
    with database.session() as session:
        seed(session, load(Path("now")), EDITOR, now)
        draft = draft_variants(session, [SAID], "gjj-rent", "", "", EDITOR, now, "台账")
        ending = propose_retirement(session, "gjj-rent", EDITOR, now, "废止")
    days = ("--days", "30")
    assert found("--changes", str(draft.id), *days)["counts"]["newly_answered"] == 2  # type: ignore[index]
    counts = found("--changes", "all", *days)["counts"]  # the later one ends the entry
    assert (counts["newly_answered"], counts["newly_unanswered"]) == (0, 1)  # type: ignore[index]
    both = found("--changes", f"{draft.id},{ending.id}", *days)
    assert both["counts"] == counts


def test_a_file_instead_of_calls(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text(f"{SAID}\n讲个笑话\n", encoding="utf-8")
    data = found("--dir", "draft", "--file", str(tmp_path / "q.txt"))
    assert (data["asked"], len(data["changes"])) == (2, 1)  # type: ignore[arg-type]


def test_the_table_for_people(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["shadow", "--dir", "draft"])
    assert SAID in done.stdout
    assert "试了 2 句：新能回答 2" in done.stdout
    (tmp_path / "q.txt").write_text(f"{SAID}\n{SAID}呢\n{SAID}啊\n", encoding="utf-8")
    done = RUN.invoke(
        app, ["shadow", "--dir", "draft", "--file", str(tmp_path / "q.txt"), "--limit", "1"]
    )
    assert "还有 2 条未列出" in done.stdout


def test_numbers_of_people_are_masked(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text(f"{SAID}13812345678\n", encoding="utf-8")
    options = ["--dir", "draft", "--file", str(tmp_path / "q.txt")]
    assert "13812345678" not in RUN.invoke(app, ["shadow", *options]).stdout
    assert "138****5678" in json.dumps(found(*options))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], SettingsError),
        (["--dir", "draft", "--changes", "all"], SettingsError),
        (["--changes", "three"], SettingsError),
        (["--changes", "99"], UnknownChange),
        (["--dir", "draft", "--file", "none.txt"], QuestionsUnreadable),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], error: type[Exception]) -> None:
    assert isinstance(RUN.invoke(app, ["shadow", *arguments]).exception, error)


def test_numbers_and_all() -> None:
    assert numbers_in("3，5, 7") == (3, 5, 7)
    assert numbers_in(" all ") is None


def test_outcomes_for_editors() -> None:
    assert shown(Outcome("answer", "a")) == "a"
    assert shown(Outcome("clarify", "a", "b")) == "反问 a / b"
    assert shown(Outcome("unknown")) == "不知道"
