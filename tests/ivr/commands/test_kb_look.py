import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.commands.kb_look import local_day
from ivr.database import open_database
from knowledge.errors import UnknownChange, UnknownEntry
from knowledge.usage import Use, count
from tests.ivr.commands.test_kb_publish import (
    BETTER,
    EDITOR,
    LOST,
    REVIEWER,
    Drafted,
    done,
    drafted,
    run,
    url,
)

__all__ = ["drafted", "url"]  # fixtures


@pytest.fixture
def published(url: str, drafted: Drafted) -> str:
    """The number of a change that is in force, with a second one under way."""
    number = drafted(BETTER)
    done("submit", number, *EDITOR)
    done("approve", number, *REVIEWER)
    done("publish", *REVIEWER)
    drafted(replace(BETTER, sms="另一份"))
    return number


def rows(*arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in done(*arguments, "--json").splitlines()]


def test_changes_are_those_under_way_unless_asked_for(published: str) -> None:
    shown = done("changes")
    assert ("id-lost（第 2 版）" in shown, "草稿" in shown, "李编" in shown) == (True, True, True)
    assert "13912345678" not in shown
    assert "已发布" not in shown
    assert [row["id"] for row in rows("changes")] == [2]
    assert [row["id"] for row in rows("changes", "--state", "published")] == [int(published)]
    assert rows("changes", "--unit", "没有这个单位") == []
    assert rows("changes", "--entry", "no") == []
    assert "13912345678" not in done("changes", "--json")


def test_a_difference_is_shown_in_the_text(published: str) -> None:
    shown = done("diff", published)
    assert f"修改单 {published} 修改 id-lost，已发布" in shown
    assert shown.splitlines()[1].startswith("口播答案：")
    assert "{+" in shown
    (answer,) = rows("diff", published)
    assert (answer["old"], answer["new"]) == (LOST.answer, BETTER.answer)
    assert isinstance(run("diff", "99").exception, UnknownChange)


def test_the_history_tells_versions_and_use(url: str, published: str) -> None:
    database = open_database(url)
    with database.session() as session:
        uses = [Use("id-lost", "helped"), Use("id-lost", "handed_over"), Use("id-lost")]
        count(session, uses, local_day())
        count(session, uses, local_day() - timedelta(days=200))
    database.close()
    shown = done("history", "id-lost")
    assert "播报 3 次：2 次之后没有转人工也没有建工单" in shown
    assert "1 次来电人表示没有别的问题" in shown
    assert [row["number"] for row in rows("history", "id-lost")] == [2, 1]
    assert isinstance(run("history", "no").exception, UnknownEntry)


def test_the_audit_trail_is_the_newest_first(published: str) -> None:
    actions = [row["action"] for row in rows("audit", "id-lost")]
    assert actions == ["propose", "publish", "approve", "submit", "propose", "seed"]
    shown = done("audit")
    assert all(word in shown for word in ("起草", "接管", "发布", "审核人", "李编", "王审"))
    assert len(rows("audit", "--limit", "2")) == 2
    assert "13912345678" not in shown + done("audit", "--json")


def test_what_expires_is_listed_before_and_after_the_first_publication(
    url: str, tmp_path: Path, drafted: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon, gone = local_day() + timedelta(days=10), local_day() - timedelta(days=1)
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        f"""
field: 证件
unit: 公安局
entries:
  - {{id: own-one, question: 问一, variants: [甲, 乙, 丙, 丁], answer: 答。, sms: 短信,
      source: 法, valid_until: {gone}}}
""",
        "utf-8",
    )
    with monkeypatch.context() as patched:
        patched.setenv("HOTLINE_KNOWLEDGE__DIR", str(folder))
        (found,) = rows("expiring")
        assert (found["entry"], found["kind"]) == ("own-one", "expired")
        assert "不再播报" in done("expiring")
    number = drafted(replace(LOST, valid_until=soon))
    assert rows("expiring") == []
    done("submit", number, *EDITOR)
    done("approve", number, *REVIEWER)
    done("publish", *REVIEWER)
    (found,) = rows("expiring")
    assert (found["entry"], found["kind"], found["valid_until"]) == (
        "id-lost",
        "expires",
        str(soon),
    )
    assert rows("expiring", "--days", "9") == []
    assert rows("expiring", "--unit", "没有这个单位") == []
