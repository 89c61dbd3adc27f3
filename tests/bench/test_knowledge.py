from datetime import date
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.knowledge import crowd, in_crowd, made_up, scale
from knowledge.entries import Entry
from knowledge.evaluate import Questions
from knowledge.matcher import Matcher


def test_made_up_entries_differ_and_their_questions_are_none_of_their_phrasings() -> None:
    made = made_up(200, 1)
    entries = [entry for entry, _ in made]
    assert len({entry.id for entry in entries}) == 200
    assert len({text for entry in entries for text in entry.phrasings}) == 1000
    assert not [text for entry, text in made if text in entry.phrasings]
    assert made_up(200, 1) == made
    with pytest.raises(BenchError, match="at most"):
        made_up(100_000, 1)


def test_figures_count_what_was_measured() -> None:
    figures = scale(50, 20, 1)
    assert (figures.entries, figures.phrasings, figures.queries) == (50, 250, 20)
    assert figures.found == 1.0
    assert min(figures.load_s, figures.first_p50_ms, figures.again_p50_ms, figures.update_ms) > 0
    assert figures.first_p50_ms <= figures.first_p95_ms


def test_more_postings_than_a_query_may_read_still_find_the_entry() -> None:
    """At 2,000 entries the commonest features of a query are left out."""
    made = made_up(2_000, 1)
    matcher = Matcher.build([entry for entry, _ in made], date(2026, 1, 1))
    for entry, text in made[:20]:
        assert matcher.match(text).candidates[0][0] == entry.id


def test_a_crowd_is_the_column_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "q.tsv"
    table.write_text("unit\ttext\n甲\t怎么办护照\n乙\t怎么办护照\n丙\t如何报税\n", "utf-8")
    others = crowd(table, "text", 9)
    assert [entry.question for entry in others] == ["怎么办护照", "如何报税"]
    assert crowd(table, "text", 1) == others[:1]
    for path, column in ((table, "none"), (tmp_path / "gone.tsv", "text")):
        with pytest.raises(BenchError, match="check path and column"):
            crowd(path, column, 9)


def test_a_twin_in_the_crowd_takes_the_first_place() -> None:
    own = Entry("own", "", "居住证怎么办", (), "a", "s")
    rest = Entry("rest", "", "社保断缴了能补缴吗", (), "a", "s")
    questions = Questions((own, rest), (("护照到期怎么换", "own"), ("社保补缴", "rest")), ())
    assert in_crowd(questions, []).top1 == 1.0
    twin = Entry("twin", "", "护照到期怎么换", (), "a", "s")
    assert in_crowd(questions, [twin]).top1 == 0.5
