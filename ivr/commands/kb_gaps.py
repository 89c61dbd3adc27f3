"""`hotline kb gaps`: what callers asked in vain, and what editors make of it.

What it prints is for editors, so it is Chinese.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ivr.database import Database, open_database
from ivr.errors import ClipGone, UnknownGap
from ivr.gaps import Gap, accept, clip_of, gaps, refresh, reject
from ivr.in_force import InForce
from ivr.settings import Settings, load_settings
from knowledge import review as reviewing
from knowledge.approval import Actor, Role
from knowledge.drafts import TO_WRITE
from knowledge.errors import KnowledgeError
from knowledge.matcher import Matcher
from knowledge.review import NEW, REASONS, Accept, Help, Item, Play, Reject, Review, begin

app = typer.Typer(help="What callers asked in vain.", invoke_without_command=True)

AllOption = Annotated[
    bool, typer.Option("--all", help="Also what is answered today, noise, and decided.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="Clusters at most.")]
KINDS = {"unanswered": "没答上", "uncertain": "没把握", "corrected": "被纠正"}
PROPOSALS = {"variant": "加问法", "entry": "新条目", "noise": "闲聊", "answered": "已能回答"}
PLAYERS = (
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
)
"""Programs that play a WAV, the first that is here is taken."""


@app.callback()
def gaps_command(
    context: typer.Context,
    limit: LimitOption = 20,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """What callers asked in vain: alone it lists the clusters."""
    if context.invoked_subcommand is None:
        list_command(limit, everything, as_json)


@app.command("list")
def list_command(
    limit: LimitOption = 20,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """What callers asked in vain, clustered, the most frequent first, with what to make of it."""
    settings = load_settings()
    with _ledger(settings) as (database, matcher):
        found = list(gaps(database, matcher, limit, everything))
    if as_json:
        for each in found:
            typer.echo(json.dumps(as_data(each), ensure_ascii=False))
        return
    table = Table("编号", "次数", "来电人说", "其中", "建议", "最近")
    for each in found:
        count = f"{each.tally.open}" + (
            f"（已定 {each.tally.settled}）" if each.tally.settled else ""
        )
        table.add_row(
            str(each.tally.cluster),
            count,
            each.text,
            kinds_of(each),
            proposed(each),
            f"{each.tally.last.astimezone(ZoneInfo(settings.service.timezone)):%m-%d %H:%M}",
        )
    console = Console()
    console.print(table)
    console.print(f"{len(found)} 组。逐条处理：hotline kb gaps review --as 姓名", markup=False)


@app.command("review")
def review_command(
    name: Annotated[str, typer.Option("--as", help="Your name: drafts are made under it.")],
    role: Annotated[Role, typer.Option(help="Yours.")] = Role.SUPERVISOR,
    unit: Annotated[str, typer.Option(help="Your unit; a supervisor needs none.")] = "",
    limit: LimitOption = 100,
) -> None:
    """Go through the clusters with one key each: accept, edit, reject, skip, play, quit."""
    settings = load_settings()
    actor = Actor(name, role, unit)
    with _ledger(settings) as (database, matcher):
        found = {each.tally.cluster: each for each in gaps(database, matcher, limit)}
        desk = Desk(database, settings, actor, found, Console())
        counts = desk.run(begin(tuple(each.item for each in found.values())))
    typer.echo(f"采纳 {counts['accepted']} 组，驳回 {counts['rejected']} 组。")


@app.command("clip")
def clip_command(
    utterance: Annotated[int, typer.Argument(help="Its id, as `gaps list --json` shows it.")],
    to: Annotated[Path, typer.Option("--to", help="WAV file to write.")],
) -> None:
    """Write the sound of one utterance into a WAV file."""
    settings = load_settings()
    with _database(settings) as database, database.session() as session:
        to.write_bytes(clip_of(session, utterance, settings.call.recordings_dir))
    typer.echo(f"已写好 {to}。")


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = open_database(settings.database.url.get_secret_value())
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _ledger(settings: Settings) -> Iterator[tuple[Database, Matcher]]:
    """The database with everything clustered, and the matcher in force."""
    with _database(settings) as database:
        matcher = InForce(settings, database, lambda: datetime.now(UTC)).matcher()
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("归类", total=None)
            refresh(database, matcher, lambda done, of: bar.update(task, completed=done, total=of))
        yield database, matcher


def as_data(each: Gap) -> dict[str, Any]:
    """As JSON has it."""
    return {
        "cluster": each.tally.cluster,
        "open": each.tally.open,
        "settled": each.tally.settled,
        "first": each.tally.first.isoformat(),
        "last": each.tally.last.isoformat(),
        "text": each.text,
        "texts": each.texts,
        "kinds": each.kinds,
        "proposal": {"kind": each.proposal.kind, "entry": each.proposal.entry,
                     "unit": each.proposal.unit, "score": round(each.proposal.score, 3)},
        "utterances": [
            {"id": row.id, "call": row.call_id, "text": row.text, "kind": row.kind,
             "said_at": row.said_at.isoformat(), "duration_ms": row.duration_ms}
            for row in each.utterances
        ],
    }  # fmt: skip


def kinds_of(each: Gap) -> str:
    return "，".join(f"{KINDS[kind]} {count}" for kind, count in each.kinds.items())


def proposed(each: Gap) -> str:
    """What to make of it, in a few words."""
    proposal = each.proposal
    where = proposal.entry or proposal.unit
    return f"{PROPOSALS[proposal.kind]} {where}".strip()


@dataclass(frozen=True)
class Desk:
    """Where an editor sits: shows what `knowledge.review` asks about, and does what it says."""

    database: Database
    settings: Settings
    actor: Actor
    found: dict[int, Gap]
    console: Console

    def run(self, review: Review) -> dict[str, int]:
        """To the end; how many were accepted and rejected."""
        counts = {"accepted": 0, "rejected": 0}
        shown: Review | None = None
        while (item := review.current) is not None:
            if review != shown:
                self._show(review, item)
            shown = review
            if review.mode == "edit":
                review, _ = reviewing.write(review, typer.prompt("改为", "", show_default=False))
                continue
            review, action = reviewing.press(review, typer.getchar())
            match action:
                case Accept(accepted):
                    review = self._carry_out(review, counts, "accepted", self._accept, accepted)
                case Reject(rejected, reason):
                    work = self._rejecting(reason)
                    review = self._carry_out(review, counts, "rejected", work, rejected)
                case Play(playing):
                    self._play(playing)
                case Help():
                    self.console.print("按 a 采纳，e 修改，r 驳回，s 跳过，p 播放，q 结束")
        return counts

    def _carry_out(
        self,
        review: Review,
        counts: dict[str, int],
        kind: str,
        work: Callable[[Item], None],
        item: Item,
    ) -> Review:
        """What cannot be done is said, and the item comes again."""
        try:
            work(item)
        except (KnowledgeError, UnknownGap) as error:
            self.console.print(f"没有成功：{error}", style="red", markup=False)
            return reviewing.again(review)
        counts[kind] += 1
        return review

    def _accept(self, item: Item) -> None:
        found = self.found[item.cluster]
        with self.database.session() as session:
            decision = accept(session, item, found.text, self._unit(found), self.actor, _now())
        self.console.print(f"已起草修改 {decision.change}（{decision.entry}）。", markup=False)

    def _unit(self, found: Gap) -> str:
        return self.actor.unit or found.proposal.unit or TO_WRITE

    def _rejecting(self, reason: str) -> Callable[[Item], None]:
        def work(item: Item) -> None:
            with self.database.session() as session:
                reject(session, item.cluster, reason, self.actor.name, _now())

        return work

    def _play(self, item: Item) -> None:
        newest = self.found[item.cluster].utterances[-1]
        try:
            with self.database.session() as session:
                sound = clip_of(session, newest.id or 0, self.settings.call.recordings_dir)
        except ClipGone as error:
            self.console.print(f"听不到：{error}", markup=False)
            return
        path = Path(mkdtemp(prefix="hotline-clip-")) / f"{newest.id}.wav"
        path.write_bytes(sound)
        self.console.print(f"录音片段：{path}", markup=False, soft_wrap=True)
        if player := next((each for each in PLAYERS if shutil.which(each[0])), None):
            subprocess.run([*player, str(path)], check=False, stderr=subprocess.DEVNULL)

    def _show(self, review: Review, item: Item) -> None:
        found = self.found[item.cluster]
        if review.mode == "reason":
            codes = "  ".join(f"{n} {text}" for n, text in enumerate(REASONS.values(), start=1))
            self.console.print(f"驳回原因：{codes}  b 返回", markup=False)
            return
        if review.mode == "edit":
            self.console.print(
                "问法之间用；隔开。@编号 换条目，@new 新建。空行不改。", markup=False
            )
            return
        self.console.rule(f"{review.at + 1}/{len(review.items)}")
        lines = (
            f"“{found.text}”  共 {found.tally.open} 次（{kinds_of(found)}）",
            *(f"  · {row.text}" for row in found.utterances[:5]),
            f"建议：{proposed(found)}",
            f"采纳后：{'新条目' if item.entry == NEW else item.entry} ← {'；'.join(item.texts)}",
            "a 采纳  e 修改  r 驳回  s 跳过  p 播放  q 结束",
        )
        for line in lines:
            self.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _now() -> datetime:
    return datetime.now(UTC)
