"""The kind of ticket, on sentences written before the rules; half of them never looked at since."""

from pathlib import Path

import pytest

from dialog.grammar.category import Category, category, evidence, reports

LINES = Path(__file__).with_name("matters_heldout.tsv").read_text("utf-8").splitlines()[2:]
ROWS = [tuple(line.split("\t")) for line in LINES]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("我要举报赌博", "举报"), ("投诉噪音扰民", "投诉"), ("建议增设红绿灯", "建议"),
     ("我要表扬民警", "表扬"), ("路灯坏了", "求助"), ("充电桩怎么申请", "咨询"),
     ("想咨询投诉商家", "投诉"), ("请问能不能来修路灯", "求助"), ("投诉电话是多少", "咨询"),
     ("路灯坏了谢谢", "求助"), ("希望你们尽快来修路灯", "求助"), ("漏水没人管", "投诉"),
     ("", "求助")],
)  # fmt: skip
def test_category(said: str, kind: Category) -> None:
    assert category(said) == kind


def test_the_rules_that_spoke_are_told() -> None:
    assert [name for _, _, name in evidence("老板拖欠工资")] == ["money kept or taken"]


@pytest.mark.parametrize(("half", "least"), [("looked at", 0.97), ("never looked at", 0.95)])
def test_sentences_written_before_the_rules(half: str, least: float) -> None:
    rows = ROWS[half != "looked at" :: 2]
    right = sum(category(said) == kind for kind, _, _, said in rows)
    print(f"category, {half}: {right} of {len(rows)}")
    assert right >= least * len(rows)


def test_who_tells_of_a_matter_and_who_asks() -> None:
    told = [reports(said) for kind, _, _, said in ROWS if kind != "咨询"]
    asked = [reports(said) for kind, _, _, said in ROWS if kind == "咨询"]
    print(f"reports: {sum(told)} of {len(told)}; questions taken for reports: {sum(asked)}")
    assert sum(told) >= 0.94 * len(told)
    assert not any(asked)
