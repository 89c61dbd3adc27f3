"""The tables of the grammar."""

from importlib.resources import files

import pytest

from dialog.grammar.documents import document

NAMES = sorted(
    file.name.removesuffix(".yaml")
    for file in files("dialog.grammar").iterdir()
    if file.name.endswith(".yaml")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_a_table_and_is_read_once(name: str) -> None:
    assert document(name)
    assert document(name) is document(name)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        document("nothing")
