"""`hotline bench replies`."""

import json
from pathlib import Path

import pytest

from bench import reply_command
from bench.reply_command import bench_replies

LABELLED = "utterance\tlabel\n我很满意\tsatisfied\n没人来\tunresolved\n"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "replies.tsv"
    file.write_text(LABELLED, encoding="utf-8")
    return file


def test_files_are_measured(labelled: Path, tmp_path: Path) -> None:
    bench_replies([labelled], json_file=tmp_path / "figures.json")
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures["replies.tsv"]["right"] == figures["replies.tsv"]["replies"] == 2


def test_a_table_is_learnt_from_the_files_and_from_the_examples(
    labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt_from: list[tuple[str, str]] = []

    def learn(replies: list[tuple[str, str]]) -> list[tuple[str, dict[str, float]]]:
        learnt_from.extend(replies)
        return [("bias", {"satisfied": 0.5})]

    monkeypatch.setattr(reply_command, "learn", learn)
    bench_replies([labelled], learn_to=tmp_path / "table.tsv")
    assert ("没人来", "unresolved") in learnt_from
    assert len(learnt_from) > 8000
    assert "bias\tsatisfied:0.5" in (tmp_path / "table.tsv").read_text(encoding="utf-8")
