"""An entry, and a row of cells that gives it."""

import pytest

from knowledge.entries import Entry
from knowledge.exchange.cells import Cell
from knowledge.exchange.tables import HEADINGS, cells_of


@pytest.fixture
def entry() -> Entry:
    return Entry(
        "gjj-rent",
        "公积金中心",
        "租房怎么提取公积金",
        ("公积金能付房租吗", "租房取公积金", "房租用公积金", "租房提公积金"),
        "带身份证到窗口申请。",
        "【租房提取】带身份证。",
        ("提取",),
        "条例第二十四条",
        field="公积金",
    )


@pytest.fixture
def row(entry: Entry) -> dict[str, Cell]:
    """By heading."""
    return dict(zip(HEADINGS, cells_of(entry), strict=True))
