from bench.publishing import many, measure
from ivr.database import open_database
from knowledge.entries import check, load_default


def test_as_many_entries_as_wanted_each_another_one() -> None:
    shipped = load_default()
    found = many(len(shipped) + 50)
    assert found[: len(shipped)] == list(shipped)
    assert len({entry.id for entry in found}) == len({e.question for e in found}) == len(found)
    for entry in found:
        check(entry, entry.id)


async def test_a_publication_is_taken_over_and_measured(tmp_path) -> None:  # type: ignore[no-untyped-def]
    database = open_database(f"sqlite:///{tmp_path / 'kb.db'}")
    found = await measure(database, many(30), 4)
    database.close()
    assert (found.entries, found.changes) == (30, 4)
    times = (found.load_s, found.build_s, found.publish_s, found.refresh_s)
    assert all(took > 0 for took in times)
