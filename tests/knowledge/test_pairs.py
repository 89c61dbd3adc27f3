from knowledge.baselines import BASELINES
from knowledge.learn import Pair
from knowledge.pairs import OURS, SHIPPED, compare

SAME: tuple[Pair, ...] = (
    ("怎么提取公积金", "公积金怎么取", 1),
    ("身份证丢了怎么补", "身份证不见了怎么补办", 1),
    ("居住证怎么办", "怎么办理居住证", 1),
    ("驾照还有几分", "驾驶证还剩多少分", 1),
)
DIFFERENT: tuple[Pair, ...] = (
    ("怎么提取公积金", "公积金怎么贷款", 0),
    ("身份证丢了怎么补", "身份证怎么换", 0),
    ("居住证怎么办", "公积金能贷多少", 0),
    ("驾照还有几分", "驾驶证是真是假", 0),
)


def test_every_way_is_measured_and_ours_knows_these_apart() -> None:
    found = compare([*SAME, *DIFFERENT])
    assert list(found) == [OURS, SHIPPED, *BASELINES]
    assert found[SHIPPED].auroc == 1.0
    assert found[SHIPPED].accuracy == 1.0
    assert all(0 <= each.auroc <= 1 and 0.5 <= each.accuracy <= 1 for each in found.values())


def test_a_fold_is_not_judged_by_what_it_taught() -> None:
    """Labels turned round in one half teach the other half to be wrong."""
    pairs = [*SAME, *DIFFERENT] * 2
    turned = [(a, b, 1 - same) if at % 2 else (a, b, same) for at, (a, b, same) in enumerate(pairs)]
    assert compare(turned)[OURS].auroc < compare(pairs)[OURS].auroc
