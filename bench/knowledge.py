"""How long a matcher of many entries takes to load, to answer and to change, and whether a crowd of
other questions hides the right one."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from typing import TypeVar

from bench.errors import BenchError
from bench.figures import percentile
from knowledge.entries import Entry
from knowledge.evaluate import Questions, Scores, matcher_for, measure
from knowledge.matcher import Matcher
from knowledge.weights import segment

_WHO = (
    "个人", "单位", "老人", "外地人", "学生", "残疾人", "个体户", "新生儿", "退役军人", "农民工",
    "外国人", "港澳居民", "孕妇", "低保户", "失业人员", "灵活就业人员",
)  # fmt: skip
_ACTS = (
    "申请", "补办", "换领", "挂失", "注销", "变更", "年审", "查询", "领取", "停办", "恢复",
    "转移", "续期", "代办", "缴费", "退费", "投诉", "开通", "认证", "打印",
)  # fmt: skip
_MATTERS = (
    "身份证", "护照", "居住证", "驾驶证", "行驶证", "营业执照", "房产证", "社保卡", "医保卡",
    "公积金", "养老金", "失业金", "生育津贴", "工伤待遇", "低保", "公租房", "残疾证", "老年证",
    "结婚证", "离婚证", "户口本", "出生证", "学位证", "教师资格证", "卫生许可证",
    "食品经营许可证", "道路运输证", "健康证", "献血证", "港澳通行证", "边防证", "退休证", "发票",
    "契税", "个税", "增值税", "车船税", "车位", "燃气", "自来水", "用电", "暖气", "宽带",
    "幼儿园", "小学", "初中", "高中", "助学金", "奖学金", "学籍",
)  # fmt: skip
_ASKED = (
    "{who}怎么{act}{matter}",
    "{who}{matter}{act}需要什么材料",
    "我是{who}想{act}{matter}去哪里办",
    "{matter}{act}流程{who}",
    "请问{who}的{matter}{act}要多久",
)
_HEARD = "喂你好{who}{act}{matter}怎么弄啊"
_DAY = date(2026, 1, 1)

T = TypeVar("T")


@dataclass(frozen=True)
class Figures:
    """Processor seconds and milliseconds of one core, wall time beside where it is named.

    dictionary: of general Chinese, loaded once a process whatever the entries. load: the entries,
    from nothing. first, again: a query when its neighbours have not been
    compared yet, and when they have. update: one entry changed, one gone. found: share of queries
    with their own entry first.
    """

    entries: int
    phrasings: int
    queries: int
    dictionary_s: float
    load_s: float
    load_wall_s: float
    first_p50_ms: float
    first_p95_ms: float
    again_p50_ms: float
    again_p95_ms: float
    update_ms: float
    update_wall_ms: float
    found: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def made_up(count: int, seed: int) -> list[tuple[Entry, str]]:
    """Entries of five phrasings, each with a question that is none of them. Raises BenchError."""
    every = [
        dict(zip(("who", "act", "matter"), words, strict=True))
        for words in product(_WHO, _ACTS, _MATTERS)
    ]
    if count > len(every):
        raise BenchError(f"{count} entries: at most {len(every)} can be made up; take fewer")
    return [
        (_entry(f"e{number}", [form.format(**words) for form in _ASKED]), _HEARD.format(**words))
        for number, words in enumerate(Random(seed).sample(every, count))
    ]


def scale(count: int, queries: int, seed: int) -> Figures:
    made = made_up(count, seed)
    asked = Random(seed).sample(made, min(queries, count))
    entries = [entry for entry, _ in made]
    _, dictionary, _ = _took(partial(segment, made[0][1]))
    matcher, load, load_wall = _took(lambda: Matcher.build(entries, _DAY))
    first = [_took(partial(matcher.match, text)) for _, text in asked]
    again = [_took(partial(matcher.match, text)) for _, text in asked]
    changed = replace(entries[0], question="哪里可以放风筝")
    _, update, update_wall = _took(lambda: matcher.updated([changed], [entries[-1].id]))
    found = [
        match.candidates[:1] and match.candidates[0][0] == entry.id
        for (entry, _), (match, _, _) in zip(asked, first, strict=True)
    ]
    return Figures(
        entries=len(matcher.entries),
        phrasings=len(matcher.words),
        queries=len(asked),
        dictionary_s=dictionary,
        load_s=load,
        load_wall_s=load_wall,
        first_p50_ms=percentile([took * 1000 for _, took, _ in first], 50),
        first_p95_ms=percentile([took * 1000 for _, took, _ in first], 95),
        again_p50_ms=percentile([took * 1000 for _, took, _ in again], 50),
        again_p95_ms=percentile([took * 1000 for _, took, _ in again], 95),
        update_ms=update * 1000,
        update_wall_ms=update_wall * 1000,
        found=sum(map(bool, found)) / len(found),
    )


def crowd(path: Path, column: str, most: int) -> list[Entry]:
    """Real questions of one column of a TSV as entries nobody asks for. Raises BenchError."""
    try:
        rows = [line.split("\t") for line in path.read_text("utf-8-sig").splitlines()]
        at = rows[0].index(column)
        texts = dict.fromkeys(row[at] for row in rows[1:])
    except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
        raise BenchError(
            f"{path}: no questions in a column {column} ({error}); check path and column"
        ) from None
    return [_entry(f"crowd{number}", [text]) for number, text in enumerate(list(texts)[:most])]


def in_crowd(questions: Questions, others: Sequence[Entry]) -> Scores:
    """The questions asked of a matcher that holds their entries and all the others."""
    matcher = matcher_for((*questions.entries, *others))
    return measure(lambda text: matcher.match(text).candidates, questions, ())


def _entry(name: str, asked: Sequence[str]) -> Entry:
    return Entry(name, "", asked[0], tuple(asked[1:]), name, name)


def _took(work: Callable[[], T]) -> tuple[T, float, float]:
    """(what it gave, processor seconds, seconds)."""
    wall, processor = time.perf_counter(), time.process_time()
    given = work()
    return given, time.process_time() - processor, time.perf_counter() - wall
