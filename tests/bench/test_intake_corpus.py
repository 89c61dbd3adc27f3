import re
from importlib.resources import files

import yaml

from bench.intake_corpus import OWN_NUMBER, corpus, dictated, parts, spoken_digits
from dialog.areas.table import area_table
from dialog.grammar.digits import digits
from knowledge.matters import OTHER

AREAS = area_table("500000")
CASES = corpus(AREAS, 500, 6, parts())


def test_the_same_seed_says_the_same_and_another_something_else() -> None:
    assert corpus(AREAS, 20, 6, parts()) == CASES[:20]
    assert corpus(AREAS, 20, 7, parts()) != CASES[:20]


def test_sentences_vary() -> None:
    assert len({case.said for case in CASES}) > 450
    assert len({case.truth.matter for case in CASES}) > 30
    assert len({case.place for case in CASES}) > 80
    assert len({case.voice for case in CASES}) >= 3


def test_the_truth_stands_in_the_sentence() -> None:
    for case in CASES:
        said = case.said.replace("+", "")
        assert case.place in said
        assert case.truth.matter_said in said
        assert case.truth.when in said
        assert case.truth.detail in case.place
        assert "{" not in said + case.dictation


def test_matters_are_of_the_tree() -> None:
    tree = yaml.safe_load(files("knowledge").joinpath("matters.yaml").read_text("utf-8"))
    for case in CASES:
        one, two, three = case.truth.matter_path
        assert three == OTHER or three in tree[one][two]


def test_places_are_of_the_table() -> None:
    named = {(area.name, area.code) for area in AREAS.districts}
    streets = {(AREAS.district(s.parent), s.name) for s in AREAS.streets}
    for case in CASES:
        district = next(a for a in AREAS.districts if a.name == case.truth.district)
        assert (district.name, district.code) in named
        assert not case.truth.street or (district, case.truth.street) in streets


def test_numbers_are_dictated_as_they_are() -> None:
    dictating = [case for case in CASES if case.dictation]
    assert 100 < len(dictating) < 220
    for case in CASES:
        assert re.fullmatch(r"1\d{10}", case.truth.phone)
        assert case.dictation or case.truth.phone == OWN_NUMBER
    plain = [case for case in dictating if "不对" not in case.dictation]
    assert all(digits(case.dictation)[-11:] == case.truth.phone for case in plain)


def test_digits_are_said_one_by_one() -> None:
    assert spoken_digits("1050") == "幺零五零"
    assert dictated("换成{a}，{b}，{c}", "13900010002") == "换成幺三九，零零零幺，零零零二"
