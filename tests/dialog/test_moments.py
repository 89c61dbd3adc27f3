"""When it happened: as it was said, and as it is written."""

from datetime import date
from pathlib import Path

import pytest

from dialog.moments import LONGEST, Moment, answered, moment

TODAY = date(2026, 11, 22)
MISHEARD = Path(__file__).with_name("moments_misheard.tsv").read_text("utf-8").splitlines()[2:]


def test_a_certain_date_is_written_and_an_uncertain_one_kept() -> None:
    assert moment("昨天晚上有人打架", TODAY) == Moment("昨天晚上", "11月21日晚上")
    assert moment("半夜还在放音乐", TODAY) == Moment("半夜", "半夜")
    assert moment("路灯坏了", TODAY) == Moment()


def test_without_the_day_words_stay_words() -> None:
    assert moment("昨天晚上有人打架", None) == Moment("昨天晚上", "昨天晚上")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一直都这样", "一直都这样"),
        ("开学的时候", "开学的时候"),
        ("嗯，经常", "经常"),
        ("可以", ""),
    ],
)
def test_answers_that_name_no_date(text: str, said: str) -> None:
    assert answered(text, TODAY).said == said


def test_a_long_story_is_cut() -> None:
    assert len(answered("一直都是这样子从来没有人来管过我们", TODAY).said) == LONGEST


@pytest.mark.parametrize(("asked", "written", "heard"), [row.split("\t") for row in MISHEARD])
def test_as_recognisers_write_it(asked: str, written: str, heard: str) -> None:
    read = answered if asked else moment
    assert read(heard, date(2026, 11, 20)).written == written
