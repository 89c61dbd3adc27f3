"""`hotline kb gaps review`: the clusters one after the other, a key each.

What it prints is for editors, so it is Chinese.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console

from ivr.database import Database
from ivr.errors import ClipGone, UnknownGap
from ivr.gaps import Gap, accept, clip_of, reject
from ivr.settings import Settings
from knowledge import review as reviewing
from knowledge.approval import Actor
from knowledge.drafts import TO_WRITE
from knowledge.errors import KnowledgeError
from knowledge.review import NEW, REASONS, Accept, Help, Item, Play, Reject, Review

KINDS = {"unanswered": "没答上", "uncertain": "没把握", "corrected": "被纠正"}
PROPOSALS = {"variant": "加问法", "entry": "新条目", "noise": "闲聊", "answered": "已能回答"}
PLAYERS = (
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
)
"""Programs that play a WAV, the first that is here is taken."""


def kinds_of(each: Gap) -> str:
    return "，".join(f"{KINDS[kind]} {count}" for kind, count in each.kinds.items())


def proposed(each: Gap) -> str:
    """What to make of it, in a few words."""
    proposal = each.proposal
    where = proposal.entry or proposal.unit
    return f"{PROPOSALS[proposal.kind]} {where}".strip()


def _nearest(each: Gap) -> str:
    """The question of the entry and how like it is, for an editor to judge."""
    proposal = each.proposal
    return f"“{proposal.question}”（相似 {proposal.score:.2f}）" if proposal.entry else ""


@dataclass(frozen=True)
class Desk:
    """Where an editor sits: shows what `knowledge.review` asks about, and does what it says.

    found: the clusters by number. clips: folder for what is played.
    """

    database: Database
    settings: Settings
    actor: Actor
    found: dict[int, Gap]
    clips: Path
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
        path = self.clips / f"{newest.id}.wav"
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
            f"建议：{proposed(found)}{_nearest(found)}",
            f"采纳后：{'新条目' if item.entry == NEW else item.entry} ← {'；'.join(item.texts)}",
            "a 采纳  e 修改  r 驳回  s 跳过  p 播放  q 结束",
        )
        for line in lines:
            self.console.print(line, markup=False, highlight=False, soft_wrap=True)


def _now() -> datetime:
    return datetime.now(UTC)
