"""Learning what danger sounds like, and which it is."""

from bench.danger import Line
from bench.danger_learning import learn, learn_kinds
from dialog.grammar.weights import BIAS

LINES = (
    Line("fire", "我家厨房着火了"),
    Line("fire/rescue", "楼下仓库着火了"),
    Line("gas", "我家厨房漏气了"),
    Line("none", "楼下仓库租金多少"),
    Line("none", "我家厨房漏水了"),
)


def test_what_only_danger_has_weighs_for_it_and_the_rest_against() -> None:
    weights = {feature: weight for weight, feature in learn(LINES * 30, ("租金多少", "租金多少"))}
    assert BIAS in weights
    assert weights["着火"] > 0 > weights["租金"]


def test_the_same_lines_give_the_same_tables() -> None:
    assert list(learn(LINES, ("路灯坏了",))) == list(learn(LINES, ("路灯坏了",)))
    assert list(learn_kinds(LINES)) == list(learn_kinds(LINES))


def test_what_only_one_kind_has_weighs_for_it() -> None:
    weights = dict(learn_kinds(LINES * 3))
    assert set(weights[BIAS]) == {"fire", "gas"}
    assert weights["着火"]["fire"] > 0 > weights["着火"]["gas"]
    assert "租金" not in weights
