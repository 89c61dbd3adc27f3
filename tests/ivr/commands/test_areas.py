"""`hotline areas`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialog.areas.table import area_table
from ivr.cli import app
from ivr.errors import AreasUnreadable

DIST = {
    "cities.csv": 'code,name,provinceCode\n3701,"济南市",37\n',
    "areas.csv": 'code,name,cityCode\n370102,"历下区",3701\n370202,"市南区",3702\n',
    "streets.csv": 'code,name\n370102001,"解放路街道"\n370202001,"云南路街道"\n',
    "villages.csv": 'code,name,streetCode\n370102001001,"历山名郡社区居委会",370102001\n',
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    for name, text in DIST.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_city_is_imported_and_shown(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "areas"
    done = CliRunner().invoke(app, ["areas", "import", "370100", str(dist), "--to", str(to)])
    assert "1 districts, 1 streets, 1 communities" in done.output
    table = area_table("370100", to)
    assert [area.name for area in table.communities] == ["历山名郡社区"]
    assert (to / "370100.tsv").read_text(encoding="utf-8").startswith("code\tname\n370100\t济南市")
    monkeypatch.setenv("HOTLINE_SERVICE__AREAS_DIR", str(to))
    assert "1 streets" in CliRunner().invoke(app, ["areas", "show", "370100"]).output


def test_names_of_several_districts_are_listed() -> None:
    shown = CliRunner().invoke(app, ["areas", "show"]).output
    assert "38 districts, 1031 streets, 11270 communities" in shown
    assert "双龙镇" in shown


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("villages.csv", None, "has no villages.csv"),
        ("streets.csv", "code,name\n", "no streets of 370100"),
        ("areas.csv", "a,b\n1,2\n", "needs the columns code and name"),
    ],
)
def test_open_data_that_cannot_be_read(
    dist: Path, tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    (dist / name).unlink()
    if text is not None:
        (dist / name).write_text(text, encoding="utf-8")
    if name == "streets.csv":
        (dist / "villages.csv").write_text("code,name\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["areas", "import", "370100", str(dist), "--to", str(tmp_path)])
    assert isinstance(done.exception, AreasUnreadable)
    assert message in str(done.exception)
