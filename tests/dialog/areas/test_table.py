"""Area tables."""

from pathlib import Path

import pytest

from dialog.areas.table import Area, area_table, parse
from dialog.errors import AreaTableInvalid


def test_chongqing() -> None:
    table = area_table("500000")
    assert len(table.districts) == 38
    assert len(table.streets) == 1031
    assert len(table.communities) == 11270
    codes = {district.code for district in table.districts}
    assert all(street.parent in codes for street in table.streets)


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("500112", "渝北区", "渝北"),
        ("500229", "城口县", "城口"),
        ("500233", "忠县", "忠县"),
        ("500240", "石柱土家族自治县", "石柱"),
        ("500241", "秀山土家族苗族自治县", "秀山"),
        ("500105001", "观音桥街道", "观音桥"),
        ("500101001", "高峰镇", "高峰"),
    ],
)
def test_names_as_they_are_said(code: str, name: str, short: str) -> None:
    assert Area(code, name, "").short == short


def test_any_city_loads() -> None:
    table = parse(["code\tname\tparent", "370100\t济南市\t", "370102\t历下区\t370100",
                   "370102001\t解放路街道\t370102"])  # fmt: skip
    assert [d.name for d in table.districts] == ["历下区"]
    assert table.district("370102") == table.districts[0]
    assert table.district("999999") is None


@pytest.mark.parametrize("line", ["渝北区", "abc\t渝北区\t500000", "500112,渝北区,500000"])
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(AreaTableInvalid, match="line 2"):
        parse(["code\tname\tparent", line])


def test_a_city_without_a_table() -> None:
    with pytest.raises(AreaTableInvalid, match=r"123456\.tsv"):
        area_table("123456")


UPPER = ("code\tname", "370100\t济南市", "370102\t历下区", "370102001\t解放路街道")


def test_what_an_area_belongs_to_is_the_beginning_of_its_code() -> None:
    table = parse(UPPER, ["370102001001\t历山名郡社区"], ["趵突泉\t370102\t趵突泉公园、泉城公园"])
    street = table.area("370102001")
    assert street is not None
    assert street.parent == "370102"
    assert table.communities[0].parent == street.code
    assert table.communities[0].short == "历山名郡"
    assert table.landmarks[0].names == ("趵突泉", "趵突泉公园", "泉城公园")


def test_a_city_without_districts() -> None:
    table = parse(["441900\t东莞市", "# towns", "441900003\t东城街道"])
    assert not table.districts
    assert [street.name for street in table.streets] == ["东城街道"]


@pytest.mark.parametrize(
    ("communities", "landmarks", "message"),
    [
        (["370199001001\t历山名郡社区"], [], r"communities, line 1: 历山名郡社区 has no street"),
        (["370102001001\t甲社区", "370102001001\t乙社区"], [], "line 2: .* stands in .*line 1"),
        (["370102001001\t"], [], "line 1: 370102001001 has no name"),
        ([], ["趵突泉\t370199"], "landmarks, line 1: 趵突泉 is in 370199"),
        ([], ["泉\t370102"], "landmarks, line 1: expected a name"),
    ],
)
def test_a_bad_line_of_the_other_files_is_named(
    communities: list[str], landmarks: list[str], message: str
) -> None:
    with pytest.raises(AreaTableInvalid, match=message):
        parse(UPPER, communities, landmarks)


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "370100.tsv").write_text("\n".join(UPPER), encoding="utf-8")
    assert len(area_table("370100", tmp_path).streets) == 1
    (tmp_path / "370101.tsv").write_text("nothing", encoding="utf-8")
    with pytest.raises(AreaTableInvalid, match="areas of 370101: line 1"):
        area_table("370101", tmp_path)
    (tmp_path / "370103.tsv").write_bytes("370103\t济南".encode("gb18030"))
    with pytest.raises(AreaTableInvalid, match="UTF-8"):
        area_table("370103", tmp_path)


def test_the_table_of_the_city_that_ships_wins_only_where_there_is_no_other(tmp_path: Path) -> None:
    assert area_table("500000", tmp_path) is not None
    (tmp_path / "500000.tsv").write_text("500000\t重庆市\n500112\t渝北区", encoding="utf-8")
    area_table.cache_clear()
    assert len(area_table("500000", tmp_path).districts) == 1
