import re
import string

from ivr.speech.letters import LETTERS, SIGNS, UNITS, WORDS, spelled

HAN = re.compile(r"[一-鿿，]*")


def test_every_letter_has_a_name() -> None:
    assert set(LETTERS) == set(string.ascii_uppercase)
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_all_names_are_characters() -> None:
    for table in (LETTERS, WORDS, UNITS, SIGNS):
        assert all(HAN.fullmatch(name) for name in table.values())


def test_spelling_ignores_case() -> None:
    assert spelled("etc") == spelled("ETC") == "伊替西"
