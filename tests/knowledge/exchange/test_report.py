import json
from dataclasses import replace

from knowledge.entries import Entry
from knowledge.exchange.judge import Difference, Judgement, Step, Warned
from knowledge.exchange.report import MOST_LISTED, as_data, as_lines, counts
from knowledge.exchange.rows import Rejected
from knowledge.exchange.rules import Fault


def judgement(entry: Entry) -> Judgement:
    return Judgement(
        steps=(
            Step(2, "new", entry),
            Step(3, "changed", entry, (Difference("短信", "甲\n乙", "字" * 400),)),
            Step(4, "unchanged", entry),
        ),
        rejected=(
            Rejected(
                5,
                (Fault("短信", "missing_sms", "没有填", "填上"), Fault("来源", "x", "错", "改")),
                (),
            ),
        ),
        warnings=(Warned(2, entry.id, "几乎一样"),),
        notes=("只导入了一个表",),
    )


def test_rows_are_counted(entry: Entry) -> None:
    assert counts(judgement(entry)) == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "rejected": 1,
        "warnings": 1,
    }


def test_the_report_reads_from_the_whole_to_the_single_row(entry: Entry) -> None:
    assert list(as_lines(judgement(entry))) == [
        "新增 1  修改 1  不变 1  拒绝 1  提醒 1",
        "注意：只导入了一个表",
        "",
        "新增：",
        "  第 2 行  gjj-rent  租房怎么提取公积金",
        "",
        "修改：",
        "  第 3 行  gjj-rent  租房怎么提取公积金",
        "      短信",
        "        - 甲 ⏎ 乙",
        f"        + {'字' * 300}……（共 400 个字）",
        "",
        "拒绝：",
        "  第 5 行  短信：没有填；填上",
        "  第 5 行  来源：错；改",
        "",
        "提醒：",
        "  第 2 行  gjj-rent  几乎一样",
    ]


def test_long_lists_are_cut_for_people_and_not_for_programs(entry: Entry) -> None:
    many = Judgement(
        tuple(Step(n, "new", replace(entry, id=f"e{n}")) for n in range(MOST_LISTED + 7)), (), ()
    )
    assert list(as_lines(many))[-1] == "  …… 还有 7 行，加 --json 可以看到全部"
    assert len(as_data(many)["steps"]) == MOST_LISTED + 7


def test_programs_get_all_of_it_as_json(entry: Entry) -> None:
    data = json.loads(json.dumps(as_data(judgement(entry))))
    assert [(step["row"], step["kind"]) for step in data["steps"]] == [(2, "new"), (3, "changed")]
    assert data["steps"][1]["differences"][0]["before"] == "甲\n乙"
    assert data["rejected"][0]["faults"][0] == {
        "column": "短信",
        "rule": "missing_sms",
        "found": "没有填",
        "remedy": "填上",
    }
    assert data["warnings"] == [{"row": 2, "id": "gjj-rent", "found": "几乎一样"}]
    assert data["notes"] == ["只导入了一个表"]
