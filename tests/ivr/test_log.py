import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from ivr.log import configure, mask_personal_numbers

PHONE, MASKED = "13812345678", "138****5678"
ID = "500101199001011234"


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def masked(**fields: Any) -> dict[str, Any]:
    return dict(mask_personal_numbers(None, "info", dict(fields)))


def test_numbers_are_masked_in_every_depth() -> None:
    got = masked(
        event=f"来电 {PHONE}",
        caller=PHONE,
        slots={"contact": PHONE, "all": [PHONE, {"id": ID}]},
        pair=(PHONE, 3),
        numbers={PHONE},
    )
    assert got == {
        "event": f"来电 {MASKED}",
        "caller": MASKED,
        "slots": {"contact": MASKED, "all": [MASKED, {"id": "500*************34"}]},
        "pair": [MASKED, 3],
        "numbers": [MASKED],
    }


def test_objects_are_masked_as_they_would_be_printed() -> None:
    got = masked(error=ValueError(f"no queue for {PHONE}"), path=Path(f"/calls/{PHONE}.wav"))
    assert PHONE not in str(got)
    assert MASKED in got["error"]
    assert MASKED in got["path"]


def test_figures_stay_figures() -> None:
    fields = {"at_ms": 120, "score": 0.5, "ok": True, "verdict": None, "port": 8012}
    assert masked(**fields) == fields


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_json_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "json")
    structlog.get_logger().info("call_started", caller=PHONE, city="重庆")
    [line] = lines(capsys)
    assert line.pop("timestamp")
    assert line == {"event": "call_started", "level": "info", "caller": MASKED, "city": "重庆"}


def test_chinese_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "json")
    structlog.get_logger().info("call_started", city="重庆")
    assert "重庆" in capsys.readouterr().err


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure("WARNING", "json")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_the_standard_librarys_loggers_are_brought_in(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "json")
    logging.getLogger("a.library.of.others").warning("peer %s lost", PHONE)
    logging.getLogger("dbos").info("below the least level of a library")
    [line] = lines(capsys)
    assert (line["event"], line["level"]) == (f"peer {MASKED} lost", "warning")


def test_a_traceback_is_masked_in_either_form(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("json", "console"):
        configure("INFO", form)  # type: ignore[arg-type]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                raise ValueError(f"no ticket for {PHONE}")
            except ValueError:
                structlog.get_logger().exception("call_failed")
                logging.getLogger("a.library").exception("request_failed")
        written = capsys.readouterr().err
        assert written.count("ValueError: no ticket for " + MASKED) == 2, form
        assert PHONE not in written


def test_the_console_form_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "console")
    structlog.get_logger().info("call_started", caller=PHONE)
    written = capsys.readouterr().err
    assert "call_started" in written
    assert MASKED in written
    assert not written.startswith("{")
