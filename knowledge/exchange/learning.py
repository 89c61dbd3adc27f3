"""What a clerk begins with: an empty table to fill in, and one with mistakes to practise on."""

from importlib.resources import files

import yaml

from knowledge.exchange.formats import write_table
from knowledge.exchange.tables import HEADINGS


def template(form: str) -> bytes:
    """The headings, and in a workbook a sheet that explains them. form: xlsx or csv.

    Raises FileUnreadable for another.
    """
    return write_table(HEADINGS, [], form)


def practice(form: str) -> bytes:
    """The same with two right rows and five wrong ones. Raises FileUnreadable."""
    text = (files("knowledge") / "exchange" / "practice.yaml").read_text("utf-8")
    rows = [[row.get(heading) for heading in HEADINGS] for row in yaml.safe_load(text)]
    return write_table(HEADINGS, rows, form)
