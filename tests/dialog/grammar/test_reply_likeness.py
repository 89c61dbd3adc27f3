"""What a callback reply is like, of all that citizens answer."""

from typing import get_args

from dialog.grammar.reply_likeness import likely, runs, telling
from dialog.satisfaction import Label


def test_shares_of_all_labels_make_one() -> None:
    shares = likely("改天再打")
    assert set(shares) == set(get_args(Label))
    assert abs(sum(shares.values()) - 1) < 1e-9


def test_the_likeliest_label_is_that_of_replies_alike() -> None:
    shares = likely("过两天再打吧")
    assert max(shares, key=shares.__getitem__) == "busy-later"


def test_unknown_words_speak_for_none() -> None:
    assert max(likely("").values()) < 0.6
    assert telling("", "satisfied") == ""


def test_runs_know_where_a_reply_begins_and_ends() -> None:
    assert set(runs("好")) == {"^", "好", "$", "^好", "好$", "^好$"}


def test_the_run_that_speaks_most_is_told() -> None:
    assert telling("我不满意", "unsatisfied") in "我不满意"
