"""The REST API of files of entries: import shows first and writes when told, export.

A file is the body of its request; `name` is its name, whose ending tells the format.
`console.api` includes these routes, and asks for the token.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from console.answering import telling
from ivr.database import Database
from ivr.exchange import in_force, judge_import, submit
from ivr.settings import Settings
from knowledge.approval import Actor, Role
from knowledge.exchange.formats import read_file, write_entries, write_rejected
from knowledge.exchange.judge import Judgement
from knowledge.exchange.learning import practice, template
from knowledge.exchange.report import as_data
from knowledge.exchange.sheets import Source

MOST_BYTES = 4 * 1024 * 1024
"""Of a file sent over HTTP: the server holds calls meanwhile. Larger ones go through
`hotline kb import`, in a process of their own."""

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "json": "application/json",
}

Name = Annotated[str, Query(min_length=1, max_length=255, description="Of the file, with ending.")]
Form = Literal["xlsx", "csv", "yaml", "json"]
What = Literal["entries", "template", "practice"]


async def _body(request: Request) -> bytes:
    """Refuses one that is too big as soon as that is known."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise HTTPException(
                413, f"超过 {MOST_BYTES // 2**20} MB：在服务器上用 hotline kb import 导入"
            )
        parts.append(part)
    return b"".join(parts)


Body = Annotated[bytes, Depends(_body)]


def routes(settings: Settings, database: Database) -> APIRouter:
    """Everything under /kb that concerns whole files."""
    api = APIRouter(prefix="/kb")
    _importing(api, settings, database)
    _exporting(api, settings, database)
    return api


def _importing(api: APIRouter, settings: Settings, database: Database) -> None:
    @api.post("/import")
    async def import_file(
        body: Body,
        name: Name,
        apply: bool = False,
        actor: Annotated[str, Query(max_length=64)] = "",
        role: Role = Role.EDITOR,
        unit: str = "",
    ) -> dict[str, Any]:
        """The report of `hotline kb import --json`. apply: also submit what is new or changed,
        under the name of `actor`."""
        if apply and not actor.strip():
            raise HTTPException(422, "提交要写姓名：加上 actor")

        def work() -> dict[str, Any]:
            with telling():
                _, judged = _judged(settings, database, body, name)
                if not apply:
                    return as_data(judged)
                person = Actor(actor, role, unit)
                done = submit(database, judged.to_write, person, f"导入 {name}")
                return as_data(judged) | {"submitted": done.changes, "refused": done.refused}

        return await run_in_threadpool(work)

    @api.post("/import/rejected", response_class=Response)
    async def rejected_rows(body: Body, name: Name, form: Literal["xlsx", "csv"] = "xlsx") -> Any:
        """The rows that an import of this file rejects, with the reasons, to be mended and
        imported again."""

        def work() -> bytes:
            with telling():
                source, judged = _judged(settings, database, body, name)
                return write_rejected(source.headings, judged.rejected, form)

        return _file(await run_in_threadpool(work), form, "rejected")


def _exporting(api: APIRouter, settings: Settings, database: Database) -> None:
    @api.get("/export", response_class=Response)
    def export(form: Form = "xlsx", what: What = "entries") -> Any:
        """What is in force, an empty table to fill in, or one with mistakes to practise on."""
        with telling():
            if what == "entries":
                written = write_entries(in_force(database, settings), form)
            else:
                written = template(form) if what == "template" else practice(form)
            return _file(written, form, what)


def _judged(
    settings: Settings, database: Database, body: bytes, name: str
) -> tuple[Source, Judgement]:
    source = read_file(body, name)
    return source, judge_import(database, settings, source, datetime.now(UTC))


def _file(written: bytes, form: str, stem: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{form}"'}
    return Response(written, media_type=TYPES[form], headers=headers)
