"""Learning what callback replies are like."""

from bench.reply_learning import LABELS, learn
from dialog.grammar.weights import BIAS

REPLIES = (
    ("修好了谢谢", "satisfied"),
    ("还没修好", "unresolved"),
    ("没人来修", "unresolved"),
    ("明天再打", "busy-later"),
)


def test_what_only_one_label_has_speaks_for_it() -> None:
    weights = dict(learn(REPLIES * 5))
    assert set(weights[BIAS]) == set(LABELS)
    assert weights["谢谢"]["satisfied"] > 0
    assert weights["明天"]["busy-later"] > 0
    assert weights["没"]["unresolved"] > 0 > weights["没"].get("satisfied", -1.0)


def test_a_run_of_one_reply_is_not_learnt() -> None:
    assert "明天" not in dict(learn(REPLIES))


def test_the_same_replies_give_the_same_table() -> None:
    assert list(learn(REPLIES * 2)) == list(learn(REPLIES * 2))
