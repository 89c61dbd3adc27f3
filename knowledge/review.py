"""Going through the clusters of the ledger with one key each, as a state machine. [P]

`TABLE` is the whole of it: what a key does in each mode. The shell shows the item that `current`
names, reads a key (or a line in mode 'edit'), and carries out the action it gets.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

NEW = "new"
"""Stands for a new entry where an entry's id is expected."""

REASONS: Mapping[str, str] = {
    "noise": "闲聊或噪声",
    "misheard": "识别错误",
    "out_of_scope": "不归热线管",
    "report": "是诉求，应转工单",
    "known": "已有答案",
    "other": "其他",
}
"""Why a cluster is rejected: code → as editors read it."""

Mode = Literal["choose", "edit", "reason", "done"]


@dataclass(frozen=True)
class Item:
    """A cluster to decide on. texts: variants to add. entry: which gets them, NEW for a new one."""

    cluster: int
    texts: tuple[str, ...]
    entry: str


@dataclass(frozen=True)
class Accept:
    item: Item


@dataclass(frozen=True)
class Reject:
    """reason: one of REASONS."""

    item: Item
    reason: str


@dataclass(frozen=True)
class Play:
    item: Item


@dataclass(frozen=True)
class Show:
    """The item, or the question of the mode, is to be shown (again)."""


@dataclass(frozen=True)
class Help:
    """The key means nothing here."""


Action = Accept | Reject | Play | Show | Help


@dataclass(frozen=True)
class Review:
    """Where the review stands. at: of the item being decided on."""

    items: tuple[Item, ...]
    at: int = 0
    mode: Mode = "choose"

    @property
    def current(self) -> Item | None:
        """None when the review is over."""
        over = self.mode == "done" or self.at >= len(self.items)
        return None if over else self.items[self.at]


Step = tuple[Review, Action]


def begin(items: tuple[Item, ...]) -> Review:
    return Review(items, mode="choose" if items else "done")


def press(review: Review, key: str) -> Step:
    """What a key does in the modes 'choose' and 'reason'."""
    item = review.current
    if item is None:
        return review, Help()
    handler = TABLE.get((review.mode, key.lower()), _unknown)
    return handler(review, item, key)


def write(review: Review, line: str) -> Step:
    """A line in mode 'edit': texts with ； between them, or @ID and texts to add them to another
    entry, @new for a new one. An empty line changes nothing."""
    item = review.current
    if item is None or review.mode != "edit":
        return review, Help()
    target, _, rest = (
        line.strip().partition(" ") if line.strip().startswith("@") else ("", "", line)
    )
    texts = tuple(dict.fromkeys(text.strip() for text in re.split("[；;]", rest) if text.strip()))
    edited = replace(item, texts=texts or item.texts, entry=target[1:] or item.entry)
    items = (*review.items[: review.at], edited, *review.items[review.at + 1 :])
    return replace(review, items=items, mode="choose"), Show()


def again(review: Review) -> Review:
    """Back to the item before, for a decision that could not be carried out."""
    return replace(review, at=max(0, review.at - 1), mode="choose")


def _next(review: Review) -> Review:
    at = review.at + 1
    return replace(review, at=at, mode="choose" if at < len(review.items) else "done")


def _accept(review: Review, item: Item, key: str) -> Step:
    return _next(review), Accept(item)


def _edit(review: Review, item: Item, key: str) -> Step:
    return replace(review, mode="edit"), Show()


def _reject(review: Review, item: Item, key: str) -> Step:
    return replace(review, mode="reason"), Show()


def _skip(review: Review, item: Item, key: str) -> Step:
    return _next(review), Show()


def _play(review: Review, item: Item, key: str) -> Step:
    return review, Play(item)


def _quit(review: Review, item: Item, key: str) -> Step:
    return replace(review, mode="done"), Show()


def _reason(review: Review, item: Item, key: str) -> Step:
    return _next(review), Reject(item, tuple(REASONS)[int(key) - 1])


def _back(review: Review, item: Item, key: str) -> Step:
    return replace(review, mode="choose"), Show()


def _unknown(review: Review, item: Item, key: str) -> Step:
    return review, Help()


TABLE: Mapping[tuple[str, str], Callable[[Review, Item, str], Step]] = {
    ("choose", "a"): _accept,
    ("choose", "e"): _edit,
    ("choose", "r"): _reject,
    ("choose", "s"): _skip,
    ("choose", "p"): _play,
    ("choose", "q"): _quit,
    **{("reason", str(number)): _reason for number in range(1, len(REASONS) + 1)},
    ("reason", "b"): _back,
    ("reason", "q"): _quit,
}
"""(mode, key) → what it does; anything else is `Help`."""
