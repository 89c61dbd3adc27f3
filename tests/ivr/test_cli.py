import errno
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from asr.errors import AsrError
from callback.errors import CallbackError
from dialog.errors import DialogError
from ivr import cli
from ivr.errors import DemoFailed, IvrError, ReplayFailed
from ivr.gateway.errors import GatewayError
from ivr.speech.errors import SpeechError
from knowledge.errors import KnowledgeError
from tickets.errors import TicketError

Ended = Callable[[BaseException], tuple[int, str]]


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ended:
    """Exit code and standard error of a program whose command raises."""

    def run(error: BaseException) -> tuple[int, str]:
        def command() -> None:
            raise error

        monkeypatch.setattr(cli, "app", command)
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert isinstance(end.value.code, int)
        return end.value.code, capsys.readouterr().err

    return run


OURS = [
    AsrError,
    CallbackError,
    DialogError,
    GatewayError,
    IvrError,
    KnowledgeError,
    SpeechError,
    TicketError,
]


@pytest.mark.parametrize("kind", OURS)
def test_what_the_operator_can_mend_is_one_line_and_2(ended: Ended, kind: type[Exception]) -> None:
    assert ended(kind("do this next")) == (2, "hotline: do this next\n")


@pytest.mark.parametrize("kind", [ReplayFailed, DemoFailed])
def test_what_did_not_happen_is_one_line_and_1(ended: Ended, kind: type[Exception]) -> None:
    assert ended(kind("2 of 3")) == (1, "hotline: 2 of 3\n")


def test_a_full_disk_says_where(ended: Ended) -> None:
    code, said = ended(OSError(errno.ENOSPC, "No space left on device", "log.jsonl"))
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("hotline: the disk is full (log.jsonl)")
    code, said = ended(OSError(errno.ENOSPC, "No space left on device"))
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("hotline: the disk is full:")


@pytest.mark.parametrize("number", [errno.EDQUOT, errno.EFBIG])
def test_a_quota_is_a_full_disk(ended: Ended, number: int) -> None:
    assert ended(OSError(number, "File too large"))[1].startswith("hotline: the disk is full:")


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOENT, errno.EISDIR, errno.EROFS])
def test_a_file_that_cannot_be_used_is_named(ended: Ended, number: int) -> None:
    code, said = ended(OSError(number, "what is wrong", "report.json"))
    assert (code, said) == (
        2,
        "hotline: report.json: what is wrong; check the path and its rights\n",
    )


def test_a_closed_pipe_is_no_error(ended: Ended) -> None:
    assert ended(BrokenPipeError(errno.EPIPE, "Broken pipe")) == (141, "")


@pytest.mark.parametrize("error", [ValueError("ours"), OSError(errno.EIO, "no file of anybody's")])
def test_a_fault_of_the_program_shows_where_it_is(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def command() -> None:
        raise error

    monkeypatch.setattr(cli, "app", command)
    with pytest.raises(type(error)):
        cli.main()


def program(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["hotline", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.log, "configure", lambda *_: None)  # leave pytest's own logging alone
    return monkeypatch


def test_help_names_every_command(
    alone: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program(alone, "--help") == 0
    shown = capsys.readouterr().out
    for name in typer.main.get_command(cli.app).commands:  # type: ignore[attr-defined]
        assert name in shown
    assert "bench" in shown  # which comes by the entry point


def test_an_unknown_command_is_2(alone: pytest.MonkeyPatch) -> None:
    assert program(alone, "sing") == 2


def test_settings_are_read_before_any_command_runs(
    alone: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    alone.setenv("HOTLINE_LOG__LEVEL", "LOUD")
    assert program(alone, "kb", "check") == 2
    assert "log.level" in capsys.readouterr().err
