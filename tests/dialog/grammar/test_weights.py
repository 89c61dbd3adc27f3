import pytest

from dialog.grammar.weights import BIAS, scores, shares, table

TABLE = {BIAS: {"yes": 0.5, "no": 0.0}, "好": {"yes": 2.0}, "不": {"no": 3.0, "yes": -1.0}}


def test_features_of_which_nothing_is_known_leave_the_bias() -> None:
    assert scores(["嗯"], TABLE) == {"yes": 0.5, "no": 0.0}


def test_each_of_many_features_counts_less() -> None:
    assert scores(["好"], TABLE)["yes"] == 2.5
    assert scores(["好", "不"], TABLE) == pytest.approx({"yes": 0.5 + 2**-0.5, "no": 3 * 2**-0.5})


def test_shares_are_one_together_however_large_the_scores() -> None:
    found = shares({"yes": 1000.0, "no": 999.0})
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["yes"] > found["no"] > 0


@pytest.mark.parametrize("name", ["danger_kinds.tsv", "reply_likeness.tsv"])
def test_every_class_of_a_table_has_a_bias(name: str) -> None:
    known = table(name)
    assert {each for weights in known.values() for each in weights} <= known[BIAS].keys()
