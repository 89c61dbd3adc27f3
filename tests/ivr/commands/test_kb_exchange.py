import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from ivr.commands.kb import app
from ivr.errors import NotAsItShouldBe
from knowledge.entries import load, load_default
from knowledge.errors import ChangeRefused, FileUnreadable, NotWritable
from knowledge.exchange.formats import read_file

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    monkeypatch.setenv("HOTLINE_DATABASE__URL", f"sqlite:///{tmp_path}/hotline.db")


def run(*arguments: str) -> Result:
    return RUN.invoke(app, list(arguments))


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exception is None, result.exception
    return result.stdout


def test_what_ships_goes_out_and_comes_back_unchanged(tmp_path: Path) -> None:
    count = len(load_default())
    assert f"已导出 {count} 条到 全部.xlsx" in done("export", "全部.xlsx")
    shown = done("import", "全部.xlsx")
    assert f"新增 0  修改 0  不变 {count}  拒绝 0" in shown
    assert "什么也没有写入" in shown


def test_an_import_shows_first_and_writes_when_told(tmp_path: Path) -> None:
    done("export", "练习.xlsx", "--practice")
    shown = run("import", "练习.xlsx", "--to", "知识", "--rejected", "待改.csv")
    assert isinstance(shown.exception, NotAsItShouldBe)
    assert str(shown.exception) == "5 行被拒绝，没有导入"
    assert "新增 2  修改 0  不变 0  拒绝 5" in shown.stdout
    assert "第 4 行  责任单位：没有填" in shown.stdout
    assert not (tmp_path / "知识").exists()
    rejected = read_file((tmp_path / "待改.csv").read_bytes(), "待改.csv")
    assert len(rejected.records) == 5
    assert rejected.headings[-1] == "原因"
    applied = run("import", "练习.xlsx", "--to", "知识", "--apply")
    assert "已写入 知识/wen_ti.yaml" in applied.stdout
    assert len(load(tmp_path / "知识")) == 2
    assert "已导出 2 条" in done("export", "好的.json", "--dir", "知识")
    assert "不变 2" in done("import", "好的.json", "--to", "知识")


def test_the_report_is_json_where_asked() -> None:
    done("export", "练习.csv", "--practice")
    report = json.loads(run("import", "练习.csv", "--to", "知识", "--json", "--apply").stdout)
    assert report["counts"]["rejected"] == 5
    assert report["written"] == ["知识/wen_ti.yaml"]


def test_the_template_is_a_file_to_fill_in(tmp_path: Path) -> None:
    assert "已写好 模板.xlsx" in done("export", "模板.xlsx", "--template")
    assert "新增 0  修改 0  不变 0  拒绝 0" in done("import", "模板.xlsx", "--to", "知识")


def test_an_import_under_a_name_waits_for_its_checker() -> None:
    done("export", "练习.xlsx", "--practice")
    mine = ("import", "练习.xlsx", "--as", "李编", "--unit", "市体育局", "--apply")
    assert isinstance(run(*mine).exception, ChangeRefused)
    done("publish", "--as", "赵督", "--role", "supervisor")
    submitted = run(*mine)
    assert "已提交审核：jxhydjsqchlz-7f7b89，修改单 1。" in submitted.stdout
    assert "没有提交：tsgjdsgqlyby-8f192d" in submitted.stdout
    assert str(submitted.exception) == "5 行被拒绝，没有导入；1 条没有提交"
    checker = ("--as", "王审", "--unit", "市体育局")
    done("approve", "1", *checker)
    assert "已发布 1 个修改" in done("publish", *checker)
    again = run("import", "练习.xlsx")
    assert "新增 1  修改 0  不变 1  拒绝 5" in again.stdout


MENDED = {
    (2, "责任单位"): "市公园管理处",
    (3, "口播答案"): "公园的帐篷区不收费，要提前一天预约。帐篷搭在规定的区域里，不能过夜。",
    (3, "续答"): "预约以后会收到一条短信，凭短信入场。",
    (4, "口播答案"): "六十岁以上的老人，带身份证到社区办。",
    (6, "失效日期"): "长期",
}


def test_the_walk_through_of_the_docs_prints_what_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "knowledge.md").read_text("utf-8")
    done("export", "练习.xlsx", "--practice")
    shown = run("import", "练习.xlsx", "--rejected", "待改.xlsx").stdout
    assert shown.strip() in page
    book = load_workbook(tmp_path / "待改.xlsx")
    sheet: Any = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for (row, heading), text in MENDED.items():
        sheet.cell(row, headings.index(heading) + 1).value = text
    sheet.delete_rows(5)
    book.save(tmp_path / "待改.xlsx")
    assert done("import", "待改.xlsx").strip() in page


@pytest.mark.parametrize(
    ("arguments", "error", "why"),
    [
        (["import", "练习.xlsx", "--apply"], NotWritable, "--to 文件夹，或 --as 姓名"),
        (["import", "没有.xlsx"], FileUnreadable, "没有.xlsx"),
        (["import", "练习.doc"], FileUnreadable, "文件名要以"),
        (
            ["import", "练习.xlsx", "--to", "x", "--rejected", "练习.xlsx"],
            NotWritable,
            "正是要导入",
        ),
        (["import", "练习.xlsx", "--to", "x", "--rejected", "a.pdf"], FileUnreadable, "文件名要以"),
        (["import", "练习.xlsx", "--to", "x", "--rejected", "a.yaml"], FileUnreadable, "只能写成"),
        (["export", "a.doc"], FileUnreadable, "文件名要以"),
        (["export", "a.yaml", "--template"], FileUnreadable, "只能写成"),
    ],
)
def test_what_the_clerk_can_mend_is_said(
    tmp_path: Path, arguments: list[str], error: type[Exception], why: str
) -> None:
    done("export", "练习.xlsx", "--practice")
    (tmp_path / "练习.doc").write_bytes(b"x")
    raised = run(*arguments).exception
    assert isinstance(raised, error)
    assert why in str(raised)
