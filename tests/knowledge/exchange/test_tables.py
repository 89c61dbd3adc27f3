from dataclasses import replace
from datetime import date

from knowledge.entries import Entry
from knowledge.exchange.columns import COLUMNS
from knowledge.exchange.tables import HEADINGS, cells_of


def test_an_entry_is_a_row_that_a_clerk_can_read(entry: Entry) -> None:
    shown = replace(
        entry, tags=("提取", "租房"), valid_until=date(2026, 12, 31), kind="out_of_scope"
    )
    cells = dict(zip(HEADINGS, cells_of(shown), strict=True))
    assert len(HEADINGS) == len(COLUMNS)
    assert cells["标签"] == "提取\n租房"
    assert cells["失效日期"] == date(2026, 12, 31)
    assert cells["生效日期"] is None
    assert (cells["密级"], cells["类型"]) == ("公开", "不受理")
    assert cells["后续提问"] == cells["续答"] == ""
