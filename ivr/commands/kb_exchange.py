"""`hotline kb import` and `hotline kb export`: the knowledge as files that people edit.

What the two print is for clerks, so it is Chinese.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ivr.commands.kb_look import local_day
from ivr.database import opened
from ivr.errors import NotAsItShouldBe
from ivr.exchange import in_force, judge_import, submit
from ivr.files import read, write
from ivr.settings import load_settings
from knowledge.approval import Actor, Role
from knowledge.entries import load
from knowledge.errors import NotWritable
from knowledge.exchange.folder import entries_in, write_folder
from knowledge.exchange.formats import format_of, read_file, write_entries, write_rejected
from knowledge.exchange.judge import Judgement, judge
from knowledge.exchange.learning import practice, template
from knowledge.exchange.report import as_data, as_lines
from knowledge.exchange.sheets import Source

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Ends in .xlsx, .csv, .yaml or .json.")
]

Outcome = tuple[Judgement, dict[str, Any]]
"""What was judged, and what was written: empty where nothing was asked to be."""


def import_file(
    file: FileArgument,
    to: Annotated[
        Path | None, typer.Option(help="Folder of entry files to compare with and write to.")
    ] = None,
    name: Annotated[
        str, typer.Option("--as", help="Your name: changes are submitted under it.")
    ] = "",
    role: Annotated[Role, typer.Option(help="Yours.")] = Role.EDITOR,
    unit: Annotated[str, typer.Option(help="Your unit; a supervisor needs none.")] = "",
    apply: Annotated[
        bool, typer.Option("--apply", help="Write; else only show what would change.")
    ] = False,
    rejected: Annotated[
        Path | None, typer.Option(help="Write rejected rows and why: .xlsx or .csv.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Show what a file of entries would change and which rows are wrong, and why; write it."""
    if apply and to is None and not name:
        raise NotWritable("加了 --apply，还要说写到哪里：--to 文件夹，或 --as 姓名（提交审核）")
    source = read_file(read(file), file.name)
    if to is not None:
        judged, done = _into_folder(source, to, apply)
    else:
        judged, done = _into_database(source, Actor(name, role, unit), f"导入 {file.name}", apply)
    if rejected is not None and judged.rejected:
        _write_rejected(file, rejected, source, judged)
    if as_json:
        typer.echo(json.dumps(as_data(judged) | done, ensure_ascii=False))
    else:
        _print(file, judged, done)
        if rejected is not None and judged.rejected:
            typer.echo(f"被拒绝的行连同原因写在 {rejected}：改好后直接导入它。")
    _require_whole(len(judged.rejected), len(done.get("refused", ())))


def export_file(
    file: FileArgument,
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Folder of entries; default: what is in force.")
    ] = None,
    empty: Annotated[
        bool, typer.Option("--template", help="An empty table to fill in, with explanations.")
    ] = False,
    exercise: Annotated[
        bool, typer.Option("--practice", help="A table with five mistakes to practise on.")
    ] = False,
) -> None:
    """Write the entries in force, or those of a folder, or a table to begin with, into a file."""
    form = format_of(file.name)
    if empty or exercise:
        write(file, template(form) if empty else practice(form))
        typer.echo(f"已写好 {file}。")
        return
    if folder is not None:
        entries = load(folder)
    else:
        settings = load_settings()
        with opened(settings.database.url.get_secret_value()) as database:
            entries = in_force(database, settings)
    write(file, write_entries(entries, form))
    typer.echo(f"已导出 {len(entries)} 条到 {file}。")


def _write_rejected(file: Path, to: Path, source: Source, judged: Judgement) -> None:
    if to.exists() and to.samefile(file):
        raise NotWritable(f"{to} 正是要导入的文件：给被拒绝的行另起一个文件名")
    write(to, write_rejected(source.headings, judged.rejected, format_of(to.name)))


def _into_folder(source: Source, folder: Path, apply: bool) -> Outcome:
    judged = judge(source, entries_in(folder), local_day())
    written = write_folder(folder, judged.to_write) if apply else ()
    return judged, {"written": [str(path) for path in written]} if apply else {}


def _into_database(source: Source, actor: Actor, why: str, apply: bool) -> Outcome:
    settings = load_settings()
    with opened(settings.database.url.get_secret_value()) as database:
        judged = judge_import(database, settings, source, datetime.now(UTC))
        if not apply:
            return judged, {}
        done = submit(database, judged.to_write, actor, why)
    return judged, {"submitted": done.changes, "refused": done.refused}


def _require_whole(rejected: int, refused: int) -> None:
    """Raises NotAsItShouldBe where something of the file was left out."""
    left_out = [f"{rejected} 行被拒绝，没有导入"] if rejected else []
    left_out += [f"{refused} 条没有提交"] if refused else []
    if left_out:
        raise NotAsItShouldBe("；".join(left_out))


def _print(file: Path, judged: Judgement, done: Mapping[str, Any]) -> None:
    typer.echo(f"{file.name}：")
    for line in as_lines(judged):
        typer.echo(line)
    typer.echo("")
    if not done:
        typer.echo("以上只是预览，什么也没有写入。确认后加 --apply 再运行一次。")
    for path in done.get("written", ()):
        typer.echo(f"已写入 {path}（文件里原有的注释不保留）。")
    for entry, number in done.get("submitted", {}).items():
        typer.echo(f"已提交审核：{entry}，修改单 {number}。")
    for entry, reason in done.get("refused", {}).items():
        typer.echo(f"没有提交：{entry}，{reason}。")
