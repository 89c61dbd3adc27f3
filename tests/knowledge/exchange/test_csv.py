import pytest

from knowledge.errors import FileUnreadable
from knowledge.exchange.cells import Broken
from knowledge.exchange.csv import read_csv, write_csv

TEXT = "标准问题,口播答案\n怎么取，要带什么,带身份证\n"


def rows(data: bytes) -> list[tuple[object, ...]]:
    return [record.cells for record in read_csv(data).records]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert rows(TEXT.encode(encoding)) == [("怎么取，要带什么", "带身份证")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_and_the_ends_of_lines_are_found(separator: str, end: str) -> None:
    text = end.join([f"问题{separator}答案", f'"一{end}二"{separator}带身份证', ""])
    ((question, answer),) = rows(text.encode())
    assert (str(question).split(), answer) == (["一", "二"], "带身份证")


def test_chinese_separators_of_headings_are_found_too() -> None:
    assert rows("问题，答案\n怎么取，带身份证".encode()) == [("怎么取", "带身份证")]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    records = read_csv('标题\n\n问题,答案\n"一\n二",答\n\n三,答\n'.encode()).records
    assert [record.number for record in records] == [4, 6]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x00\x01\x02", "这不是文本文件"),
        (b"PK\x03\x04\xff\xff\xff", "这不是文本文件"),
        (b"\xff\xfe\x00", "这不是文本文件"),
        ("甲,乙\n1,2".encode(), "没有找到表头"),
        ('问题,答案\n"没有结束,答\n三,四'.encode(), "第 2 行的双引号不成对"),
        ('问题,答案\n一,答\n"甲"乙,答'.encode(), "第 3 行的双引号不成对"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, why: str) -> None:
    with pytest.raises(FileUnreadable, match=why):
        read_csv(data)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@x", "＝1", "'=1", "''-1"])
def test_no_text_is_a_live_formula(text: str) -> None:
    data = write_csv(["问题", "答案"], [[text, "答"]])
    written = data.decode("utf-8-sig").splitlines()[1].split(",")[0]
    assert written == f"'{text}"
    assert rows(data) == [(text, "答")]


@pytest.mark.parametrize("text", ["'单引号", "''", "a=b", "0012", '"双"', "一\n二", "a,b"])
def test_other_texts_are_written_as_they_are(text: str) -> None:
    assert rows(write_csv(["问题", "答案"], [[text, "答"]])) == [(text, "答")]


def test_other_cells_are_written_too() -> None:
    data = write_csv(["问题", "答案"], [[None, 3], [Broken("错", "改", "#N/A"), True]])
    assert data.decode("utf-8-sig").splitlines()[1:] == [",3", "#N/A,True"]
    assert data.startswith(b"\xef\xbb\xbf")
