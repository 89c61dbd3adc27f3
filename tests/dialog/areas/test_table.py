"""Area tables."""

import pytest

from dialog.areas.table import Area, area_table, parse
from dialog.errors import AreaTableInvalid


def test_chongqing() -> None:
    table = area_table("500000")
    assert len(table.districts) == 38
    assert len(table.streets) == 1031
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
